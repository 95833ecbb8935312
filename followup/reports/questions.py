"""What a report asks, in the words of the form (`dossiers.form.questions`), and what it still lacks. Pure.

A final report also tells what others may reuse (retour d'expérience).
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext

from dossiers.form.questions import Kind, Question, SectionDef
from dossiers.form.vocabulary import YES_NO
from workflow.verdict import Unmet


def _(text: str) -> str:
    """Marks a French text for translation without importing Django."""
    return text


LICENCES = (
    ("etalab-2.0", _("Licence ouverte 2.0 (Etalab)")),
    ("cc-by-4.0", _("Creative Commons Attribution 4.0")),
    ("cc-by-sa-4.0", _("Creative Commons Attribution, partage dans les mêmes conditions 4.0")),
    ("mit", _("MIT (logiciel)")),
    ("eupl-1.2", _("EUPL 1.2 (logiciel)")),
    ("none", _("Aucune : me demander d’abord")),
)
DONE = Question(
    "done",
    _("Ce qui a été fait"),
    help=_("Les réalisations, et ce qui a changé par rapport à ce qui était prévu."),
    max_length=8000,
)
MEASURED = Question(
    "measured",
    _("Valeur mesurée de l’indicateur"),
    Kind.NUMBER,
    required=False,
    help=_("Dans l’unité du projet, mesurée comme la valeur de départ."),
)
MEASURED_NOTE = Question(
    "measured_note",
    _("Comment elle a été mesurée, ou pourquoi elle ne l’est pas"),
    required=False,
    max_length=2000,
)
SPENT = Question(
    "spent",
    _("Dépense réellement faite pour le projet"),
    Kind.MONEY,
    help=_("Toutes les dépenses éligibles payées à ce jour, en euros ; joignez leur état."),
)
#: What others may reuse, in the order of the report; read by anybody once published.
REUSE = (
    Question("lessons", _("Ce que vous en retenez"), help=_("Ce que vous referiez, ce que vous feriez autrement.")),
    Question(
        "kit",
        _("Ce que d’autres peuvent reprendre"),
        required=False,
        help=_("Un outil, un guide, une méthode : ce que c’est, et ce qu’il faut pour s’en servir."),
    ),
    Question(
        "links",
        _("Où le trouver"),
        required=False,
        max_length=2000,
        help=_("Une adresse web par ligne, qui commence par https://."),
    ),
    Question(
        "contact",
        _("À qui s’adresser"),
        Kind.LINE,
        required=False,
        max_length=200,
        help=_("Une adresse de service plutôt que celle d’une personne : elle peut être publiée."),
    ),
    Question("licence", _("Sous quelle licence"), Kind.CHOICE, required=False, choices=LICENCES),
)
PUBLISH = Question(
    "publish",
    _("Ce retour d’expérience peut-il être publié ?"),
    Kind.CHOICE,
    choices=YES_NO,
    help=_("Ce que vous retenez, ce que d’autres peuvent reprendre, où, le contact et la licence : rien d’autre."),
)

INTERIM = SectionDef(
    "interim",
    _("Compte rendu intermédiaire"),
    _("Où en est le projet, et ce qu’il a coûté jusqu’ici."),
    (DONE, MEASURED, MEASURED_NOTE, SPENT),
)
FINAL = SectionDef(
    "final",
    _("Compte rendu final"),
    _("Ce qui a été fait, mesuré, dépensé, et ce que d’autres peuvent en reprendre."),
    (DONE, MEASURED, MEASURED_NOTE, SPENT, *REUSE, PUBLISH),
)
SECTIONS = {section.code: section for section in (INTERIM, FINAL)}

Answers = Mapping[str, Any]


def lacking(section: SectionDef, answers: Answers) -> Iterator[Unmet]:
    """What keeps those answers, readable as they are, from being handed in; each names its question."""
    you = gettext("vous")
    for question in section.questions:
        if question.required and not answers.get(question.name):
            sentence = gettext("À remplir : %(what)s.") % {"what": gettext(question.label)}
            yield Unmet(question.name, sentence, you)
    if section is not FINAL:
        return
    if not answers.get("measured") and not answers.get("measured_note"):
        sentence = gettext("Donnez la valeur mesurée, ou dites pourquoi elle ne l’est pas.")
        yield Unmet("measured_note", sentence, you)
    wrong = [line for line in links(answers) if not is_address(line)]
    if wrong:
        sentence = gettext("« %(line)s » n’est pas une adresse web : écrivez-la en entier, avec https://.")
        yield Unmet("links", sentence % {"line": wrong[0][:80]}, you)
    if answers.get("publish") == "yes" and not answers.get("licence"):
        yield Unmet("licence", gettext("Dites sous quelle licence d’autres peuvent le reprendre."), you)


def links(answers: Answers) -> tuple[str, ...]:
    """The addresses given, one a line."""
    return tuple(line.strip() for line in str(answers.get("links", "")).splitlines() if line.strip())


def is_address(line: str) -> bool:
    """Whether it is a whole address of the web, which a page may link to."""
    try:
        found = urlsplit(line)
        return found.scheme in {"http", "https"} and "." in (found.hostname or "") and not any(map(str.isspace, line))
    except ValueError:
        return False
