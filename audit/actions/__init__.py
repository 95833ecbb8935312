"""What people do for a control."""

from audit.actions.exports import ask_export

__all__ = ["ask_export"]
