"""What people do for a control."""

from audit.actions.exports import ask_export
from audit.actions.missions import give_mission, propose_mission

__all__ = ["ask_export", "give_mission", "propose_mission"]
