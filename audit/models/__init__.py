"""What the room keeps."""

from audit.models.consultation import Consultation
from audit.models.export import Export
from audit.models.mission import Mission

__all__ = ["Consultation", "Export", "Mission"]
