"""What the room keeps."""

from audit.models.export import Export

__all__ = ["Export"]
