"""The coordination writes its acts better: the letter of a refusal in its second version, an order's texts in draft."""

from datetime import datetime, timedelta

from decisions.models import Wording
from decisions.wording.texts import DOCUMENTS
from decisions.wording.versions import shelf_of
from decisions.wording.writing import put_in_use, save_texts
from lab.demo.people import Cast
from lab.demo.story import done
from workflow import clock

#: In each document, a text in other words.
TALK = (
    "Le référent de votre département peut vous aider à revoir votre projet : ses coordonnées sont sur la page du "
    "dossier."
)
WHY = "Les porteurs refusés demandaient à qui parler : la lettre nomme désormais leur référent."
EARLIER = (
    "Toute prolongation se demande par écrit deux mois au moins avant cette dernière date, avec ses motifs, et fait "
    "l’objet d’un acte modificatif."
)


def write_again(people: Cast, *, today: datetime) -> None:
    """One version put in use a week ago, one being written since yesterday."""
    with clock.at(today - timedelta(days=7)):
        row = _save("letter_refusal", "next_steps", TALK, people)
        done(put_in_use(document=DOCUMENTS["letter_refusal"], shown=row.revision, reason=WHY, by=people.team_lead))
    with clock.at(today - timedelta(days=1)):
        _save("association_order", "calendar_rules", EARLIER, people)


def _save(document: str, slot: str, text: str, people: Cast) -> Wording:
    said = {one.code: one.text for one in shelf_of(DOCUMENTS[document]).in_use.texts} | {slot: text}
    row: Wording = done(save_texts(document=DOCUMENTS[document], texts=said, shown=0, by=people.team_lead))
    return row
