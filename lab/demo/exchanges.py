"""What leaders and the team write to each other in the demo lab."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.core.files.base import ContentFile

from accounts.models import User
from dossiers import actions as dossier_verbs
from dossiers.models import Dossier
from lab.demo.fates import Fate
from lab.demo.papers import QUOTE
from lab.demo.people import Cast
from lab.demo.story import Life, done

SPACE = UUID("6d9f2b3e-0a51-4f0a-9a55-0c6a6f6f0349")


def tell(lives: Sequence[Life], people: Cast) -> None:
    """An exchange already read on a dossier in review, a message not read yet on one being challenged."""
    reviewed = next(life for life in lives if life.fate is Fate.REVIEW)
    leader, colleague = reviewed.dossier.leader, people.team[0]
    _write(
        reviewed,
        colleague,
        -4,
        "Le devis des ateliers date de plus d’un an. Pouvez-vous en joindre un récent ?",
        "budget",
    )
    _read(reviewed, leader, -3.9)
    quote = ContentFile(QUOTE.encode("cp1252"), "Devis ateliers, juin.csv")
    _write(
        reviewed,
        leader,
        -3,
        "Le voici. Le prix a baissé de 300 euros, je ne change rien à la demande.",
        "budget",
        quote,
    )
    _read(reviewed, colleague, -2.9)
    _write(reviewed, colleague, -2.8, "Merci, c’est ce qu’il nous fallait.")
    questioned = next(life for life in lives if life.fate is Fate.QUESTIONED)
    asked = "Notre sous-préfet souhaite assister au COPIL : est-ce possible, et à qui l’écrire ?"
    _write(questioned, questioned.dossier.leader, -0.2, asked)
    _note(reviewed, people)


def _note(life: Life, people: Cast) -> None:
    """The team notes something for itself, and mentions a colleague."""
    asking, named = people.team[1], people.team[0]
    text = f"@{named.full_name} peux-tu vérifier que le partenaire a bien été prévenu avant le COPIL ?"
    with life.on(-1):
        key = uuid5(SPACE, f"{life.dossier.reference} {text}")
        done(dossier_verbs.write_note(dossier=life.dossier, text=text, by=asking, key=key))
    text = "Le porteur préfère être appelé le matin. Numéro du secrétariat au dossier papier."
    with life.on(-2):
        key = uuid5(SPACE, f"{life.dossier.reference} {text}")
        note = done(dossier_verbs.write_note(dossier=life.dossier, text=text, by=named, key=key))
        done(dossier_verbs.pin_note(note=note, by=named))


def _write(life: Life, by: User, day: float, text: str, section: str = "", *files: ContentFile[bytes]) -> None:
    with life.on(day):
        key = uuid5(SPACE, f"{life.dossier.reference} {text}")
        done(
            dossier_verbs.write_message(dossier=life.dossier, text=text, by=by, key=key, section=section, uploads=files)
        )


def _read(life: Life, by: User, day: float) -> None:
    with life.on(day):
        dossier: Dossier = life.refresh()
        dossier_verbs.note_read(dossier=dossier, messages=dossier.exchanges.all(), by=by)
