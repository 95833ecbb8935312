"""What time alone moves in this room."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from dossiers.models import Question
from workflow.timers import timed


@timed("conclude_challenge")
def challenge_held_by_old_questions(model: Any, today: date) -> "QuerySet[Any]":  # noqa: ARG001 - the guard counts days
    """Challenges with a blocking question unanswered: once it is ten working days old, it holds nothing any more."""
    unanswered = Question.objects.filter(assignment__dossier=OuterRef("pk"), blocking=True, answered_at=None)
    return model._default_manager.filter(Exists(unanswered), state="challenge")
