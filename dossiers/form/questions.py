"""What the form asks, as data: the page, the completeness meter, the frozen version and its PDF all read this.

Answers are kept as JSON by section code and question name: text as it was typed, amounts as strings with two decimals
("18000.00"), dates as ISO strings, tables as lists of rows. An answer that is missing is absent or empty.
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.themes import THEMES


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
    example: str = ""
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

SECTIONS: tuple[SectionDef, ...] = (
    SectionDef(
        "project",
        _("Le projet"),
        _("Ce que vous voulez faire, en peu de mots."),
        (
            Question(
                "title",
                _("Titre du projet"),
                Kind.LINE,
                max_length=150,
                help=_("Un titre court et concret."),
                example=_("Un accueil commun pour la sous-préfecture et France services"),
            ),
            Question("service", _("Service ou organisme porteur"), Kind.SERVICE, max_length=200),
            Question("department", _("Territoire du projet"), Kind.CHOICE, choices=DEPARTMENTS),
            Question(
                "theme",
                _("Thème principal"),
                Kind.CHOICE,
                choices=THEMES,
                help=_("Celui qui dit le mieux ce que le projet change : il oriente le choix des référents."),
            ),
            Question(
                "summary",
                _("Résumé"),
                max_length=1000,
                help=_("Trois à cinq phrases : pour qui, quoi, comment. Ce résumé sera lu en premier."),
            ),
        ),
    ),
    SectionDef(
        "need",
        _("L’irritant et les usagers"),
        _("Le critère « impact » se joue ici : ce qui ne va pas, pour qui, et comment vous le savez."),
        (
            Question(
                "irritant",
                _("Quel est le problème rencontré ?"),
                example=_("Un usager sur trois vient deux fois à l’accueil parce qu’il lui manque une pièce."),
            ),
            Question(
                "evidence",
                _("Comment le savez-vous ?"),
                help=_("Mesures, enquête, observations, retours d’agents ou d’usagers."),
            ),
            Question("users", _("Qui est concerné, et combien de personnes ?")),
        ),
    ),
    SectionDef(
        "method",
        _("La méthode"),
        _("Le critère « innovation » regarde d’abord la manière de faire."),
        (
            Question(
                "approach",
                _("Comment allez-vous procéder ?"),
                help=_("Étapes, ateliers, prototypes, tests avec les usagers."),
            ),
            Question("novelty", _("Qu’est-ce qui est nouveau, et pour qui ?")),
            Question("risks", _("Qu’est-ce qui peut ne pas marcher, et que ferez-vous alors ?"), required=False),
        ),
    ),
    SectionDef(
        "partners",
        _("Les partenaires"),
        _("Autres services, ministères, collectivités, associations."),
        (
            Question(
                "partners",
                _("Vos partenaires"),
                Kind.TABLE,
                required=False,
                help=_("Laissez vide si vous portez le projet seul."),
                columns=(
                    Question("name", _("Organisme"), Kind.LINE, max_length=200),
                    Question("role", _("Son rôle dans le projet"), Kind.LINE, max_length=300),
                    Question("commitment", _("Engagement"), Kind.CHOICE, choices=COMMITMENT),
                ),
            ),
            Question("steering", _("Comment décidez-vous ensemble ?"), required=False, max_length=2000),
        ),
    ),
    SectionDef(
        "calendar",
        _("Livrables et calendrier"),
        _("Ce qui existera à la fin, et quand."),
        (
            Question("deliverables", _("Livrables"), help=_("Un par ligne.")),
            Question("starts_on", _("Début du projet"), Kind.DATE),
            Question("ends_on", _("Fin du projet"), Kind.DATE),
        ),
    ),
    SectionDef(
        "budget",
        _("Le budget"),
        _("Les dépenses et les ressources doivent être égales, en euros toutes taxes comprises."),
        (
            Question(
                "expenses",
                _("Dépenses"),
                Kind.TABLE,
                columns=(
                    Question("label", _("Dépense"), Kind.LINE, max_length=200),
                    Question("kind", _("Nature"), Kind.CHOICE, choices=EXPENSE_KINDS),
                    Question("amount", _("Montant en euros"), Kind.MONEY),
                ),
            ),
            Question(
                "resources",
                _("Ressources"),
                Kind.TABLE,
                columns=(
                    Question("source", _("Origine"), Kind.CHOICE, choices=RESOURCE_SOURCES),
                    Question("label", _("Précision"), Kind.LINE, required=False, max_length=200),
                    Question("amount", _("Montant en euros"), Kind.MONEY),
                ),
            ),
        ),
    ),
    SectionDef(
        "indicator",
        _("L’indicateur"),
        _("Une seule mesure suffit, si elle dit vraiment que le problème recule."),
        (
            Question("indicator", _("Ce que vous mesurerez"), Kind.LINE, max_length=200),
            Question("unit", _("Unité"), Kind.LINE, max_length=60, example=_("jours, %, appels par semaine")),
            Question(
                "baseline",
                _("Valeur aujourd’hui"),
                Kind.NUMBER,
                required=False,
                help=_("Laissez vide si elle n’est pas encore mesurée : ce n’est pas éliminatoire."),
            ),
            Question("target", _("Valeur visée"), Kind.NUMBER),
            Question("measured_how", _("Comment et quand la mesurerez-vous ?"), max_length=2000),
        ),
    ),
    SectionDef(
        "reuse",
        _("La reprise par d’autres"),
        _("Un projet compte double quand un autre service peut le reprendre."),
        (
            Question("reuse", _("Qui pourrait reprendre ce projet, et à quelles conditions ?")),
            Question("shared", _("Que publierez-vous (kit, code, guide) ?"), required=False, max_length=2000),
        ),
    ),
    SectionDef(
        "interests",
        _("Les liens d’intérêts"),
        _("Les déclarer protège votre dossier : la personne concernée ne prendra pas part à la décision."),
        (
            Question(
                "has_interest",
                _("Un référent, un membre de l’équipe ou du COPIL a-t-il un lien avec ce projet ?"),
                Kind.CHOICE,
                choices=YES_NO,
                help=_("Lien hiérarchique, familial, financier, ou participation au projet."),
            ),
            Question("interest", _("Si oui, qui et quel lien ?"), required=False, max_length=2000),
        ),
    ),
    SectionDef(
        "beneficiary",
        _("Le bénéficiaire"),
        _("Qui recevra le financement : cela décide de la forme de l’acte."),
        (
            Question("kind", _("Nature du bénéficiaire"), Kind.CHOICE, choices=BENEFICIARIES),
            Question("name", _("Nom du bénéficiaire"), Kind.LINE, max_length=200),
            Question("siret", _("Numéro SIRET"), Kind.SIRET, max_length=20, help=_("Quatorze chiffres.")),
            Question("address", _("Adresse"), max_length=500),
            Question(
                "representative_quality",
                _("Qualité de la personne qui engage l’organisme"),
                Kind.LINE,
                required=False,
                max_length=150,
                help=_("Pour une association ou un établissement public, qui signera la convention."),
                example=_("présidente"),
            ),
            Question("representative_first_name", _("Son prénom"), Kind.LINE, required=False, max_length=100),
            Question("representative_last_name", _("Son nom"), Kind.LINE, required=False, max_length=100),
            Question(
                "pledge_on",
                _("Date de signature du contrat d’engagement républicain"),
                Kind.DATE,
                required=False,
                help=_("Pour une association (loi du 12 avril 2000, article 10-1)."),
            ),
        ),
    ),
)

BY_CODE: dict[str, SectionDef] = {section.code: section for section in SECTIONS}
