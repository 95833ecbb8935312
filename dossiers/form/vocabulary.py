"""What a question is, and the answers that some of them choose among. Pure data."""

from dataclasses import dataclass
from enum import StrEnum


def _(text: str) -> str:
    """Marks a French text for translation without importing Django."""
    return text


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    SERVICE = "service"
    SIRET = "siret"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    TABLE = "table"


@dataclass(frozen=True)
class Question:
    """One question. `max_length` counts characters; `columns` are the questions of a table's row."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    help: str = ""
    max_length: int = 4000
    choices: tuple[tuple[str, str], ...] = ()
    columns: tuple["Question", ...] = ()
    max_rows: int = 30

    @property
    def unanswered(self) -> str | list[dict[str, str]]:
        """What stands for no answer."""
        return [] if self.kind is Kind.TABLE else ""


@dataclass(frozen=True)
class SectionDef:
    code: str
    title: str
    why: str
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question:
        return next(q for q in self.questions if q.name == name)


DEPARTMENTS = (
    ("09", _("Ariège (09)")),
    ("11", _("Aude (11)")),
    ("12", _("Aveyron (12)")),
    ("30", _("Gard (30)")),
    ("31", _("Haute-Garonne (31)")),
    ("32", _("Gers (32)")),
    ("34", _("Hérault (34)")),
    ("46", _("Lot (46)")),
    ("48", _("Lozère (48)")),
    ("65", _("Hautes-Pyrénées (65)")),
    ("66", _("Pyrénées-Orientales (66)")),
    ("81", _("Tarn (81)")),
    ("82", _("Tarn-et-Garonne (82)")),
    ("00", _("Toute la région, ou hors Occitanie")),
)
BENEFICIARIES = (
    ("state", _("Service de l’État")),
    ("association", _("Association")),
    ("local", _("Commune ou EPCI (investissement)")),
    ("public_body", _("Établissement public de l’État")),
)
YES_NO = (("no", _("Non")), ("yes", _("Oui")))
#: The single form on which associations ask for a grant: with this dossier, or given in the year with another request.
CERFA_JOINED, CERFA_EARLIER = "joined", "earlier"
CERFA = (
    (CERFA_JOINED, _("Joint aux pièces de ce dossier")),
    (CERFA_EARLIER, _("Déjà remis cette année, avec une autre demande")),
)
COMMITMENT = (("idea", _("Pressenti")), ("agreed", _("Engagé")), ("signed", _("Engagé par écrit")))
EXPENSE_KINDS = (
    ("service", _("Prestation")),
    ("purchase", _("Achat ou matériel")),
    ("travel", _("Déplacements")),
    ("event", _("Atelier ou événement")),
    ("staff", _("Personnel dédié")),
    ("investment", _("Investissement")),
    ("other", _("Autre")),
)
#: Beneficiaries whose act is, or may be, an agreement: someone must sign for them.
REPRESENTED = frozenset({"association", "public_body"})
#: The resource row whose source is the lab is what is asked for.
LAB = "lab"
RESOURCE_SOURCES = (
    (LAB, _("Lab-O (montant demandé)")),
    ("own", _("Fonds propres")),
    ("state", _("Autre service de l’État")),
    ("local", _("Collectivité")),
    ("europe", _("Europe")),
    ("other", _("Autre")),
)
