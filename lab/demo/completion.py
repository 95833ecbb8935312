"""Files found incomplete: one whose leader has given part of what is asked, one that waits to be checked."""

from collections.abc import Sequence
from datetime import timedelta

from dossiers import actions as dossier_verbs
from dossiers.actions import Asked
from lab.demo.fates import Fate
from lab.demo.people import Cast
from lab.demo.story import Life, done

QUOTE = Asked("Le devis du prestataire pressenti")
PARTS = Asked("La répartition des dépenses entre les partenaires", "budget")
LETTER = Asked("La lettre d’accord de la commune", "partners")
PARTS_GIVEN = "Le service porte les ateliers, la commune prête le lieu et l’école finance l’évaluation."


def tell(lives: Sequence[Life], people: Cast) -> None:
    """One in the challenge, of the demo's leader where there is one; one in review, where everything has come."""
    challenged = [life for life in lives if life.fate in {Fate.DEPOSITED, Fate.CHALLENGE, Fate.QUESTIONED}]
    awaited = next((life for life in challenged if life.dossier.leader == people.leaders[0]), challenged[-1])
    _ask(awaited, people, on=-6, message="Votre dossier est bien construit : il ne manque que ces trois points.")
    _give(awaited, PARTS.label, PARTS_GIVEN, on=-2)
    complete = next(life for life in lives if life.fate is Fate.REVIEW)
    _ask(complete, people, on=-8, message="")
    for label, answer in (
        (QUOTE.label, "Nous ferons les ateliers nous-mêmes : il n’y a pas de prestataire."),
        (PARTS.label, PARTS_GIVEN),
        (LETTER.label, "L’accord est donné par délibération du conseil municipal, n° 2026-041."),
    ):
        _give(complete, label, answer, on=-1)


def _ask(life: Life, people: Cast, *, on: int, message: str) -> None:
    due_on = (life.today + timedelta(days=14)).date()
    with life.on(on):
        done(
            dossier_verbs.ask_for_pieces(
                dossier=life.refresh(), pieces=(QUOTE, PARTS, LETTER), due_on=due_on, message=message,
                by=people.team_lead,
            )
        )  # fmt: skip


def _give(life: Life, label: str, answer: str, *, on: int) -> None:
    piece = life.dossier.completion_requests.get().pieces.get(label=label)
    with life.on(on):
        done(dossier_verbs.provide_piece(piece=piece, answer=answer, by=life.dossier.leader))
