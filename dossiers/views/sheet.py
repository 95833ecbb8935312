"""What the pages of the form are made of: how far it is, the way to each section, the questions, two texts compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from dossiers.actions import TextMoved
from dossiers.calls.wording import Told, Wording
from dossiers.files.joined import completeness_of
from dossiers.form import fields
from dossiers.form.budget import totals
from dossiers.form.completeness import FILES, Contents
from dossiers.form.display import as_text, said
from dossiers.form.examples import EXAMPLES
from dossiers.form.length import Length
from dossiers.form.merging import answer_in
from dossiers.form.questions import SECTIONS, Kind, SectionDef
from dossiers.models import Dossier
from dossiers.page.glance import Glance
from dossiers.receipt.completion import completion
from dossiers.views.saving import TwoTexts, difference


@dataclass(frozen=True)
class MissingLink:
    """One thing to complete, and where."""

    label: str
    url: str


@dataclass(frozen=True)
class Meter:
    """What `components/completeness.html` shows."""

    given: int
    wanted: int
    missing: tuple[MissingLink, ...]


@dataclass(frozen=True)
class Tab:
    """One section in the list beside the form."""

    title: str
    url: str
    missing: int
    current: bool
    note: str = ""  # in place of what is missing, for a step where nothing has to be


@dataclass(frozen=True)
class Part:
    """One question of the page: a field, or a table with its rows."""

    name: str
    label: str
    help: str
    example: str
    unit: str
    field: Any
    rows: Any


def plain_section_url(reference: str, section: str) -> str:
    """Where a section is read and saved, whatever the form."""
    return reverse("dossiers:section", args=[reference, section])


def section_url(dossier: Dossier, section: str) -> str:
    """Where the section's questions are, without an anchor: a page of its own, or the one page of the short form."""
    if section == FILES:
        return reverse("dossiers:attachments", args=[dossier.reference])
    if dossier.length is Length.SHORT:
        return reverse("dossiers:short_form", args=[dossier.reference])
    return plain_section_url(dossier.reference, section)


def first_page(dossier: Dossier) -> str:
    """Where one begins to write."""
    return section_url(dossier, SECTIONS[0].code)


def meter(dossier: Dossier, contents: Contents) -> Meter:
    """How far the form is, and a link to each thing still missing; a budget out of balance is one of them."""
    found = completeness_of(dossier, contents, dossier.length)
    links = [MissingLink(said(m.label), f"{section_url(dossier, m.section)}#id_{m.question}") for m in found.missing]
    wanted = found.wanted
    if not found.missing_in("budget") and not totals(contents.get("budget", {})).balanced:
        wanted += 1
        url = f"{section_url(dossier, 'budget')}#id_resources"
        links.append(MissingLink(_("Des ressources égales aux dépenses"), url))
    return Meter(found.given, wanted, tuple(links))


def tabs(dossier: Dossier, contents: Contents, current: str) -> list[Tab]:
    """Every section with what it still lacks, and the files, joined at will but for what an answer promises."""
    found = completeness_of(dossier, contents, dossier.length)
    awaited = len(found.missing_in(FILES))
    if dossier.length is Length.SHORT:
        sections = [Tab(_("Le formulaire"), first_page(dossier), len(found.missing) - awaited, current != FILES)]
    else:
        sections = [
            Tab(said(s.title), section_url(dossier, s.code), len(found.missing_in(s.code)), s.code == current)
            for s in SECTIONS
        ]
    joined = dossier.attachments.of_draft().count()
    note = (
        ngettext("%(count)s fichier", "%(count)s fichiers", joined) % {"count": joined} if joined else _("facultatif")
    )
    url = section_url(dossier, FILES)
    return [*sections, Tab(_("Pièces jointes"), url, awaited, current == FILES, "" if awaited else note)]


def may_shorten(dossier: Dossier, contents: Contents) -> bool:
    """Whether what is asked for, once it is said, is small enough for the short form, and the form is the full one."""
    requested = totals(contents.get("budget", {})).requested
    return dossier.length is Length.FULL and requested > 0 and dossier.call.is_small(requested)


def editable(glance: Glance) -> bool:
    return glance.dossier.PROCESS.state(glance.dossier.state).editable


def frame(glance: Glance, contents: Contents, current: str) -> dict[str, Any]:
    """What every page of the form shows."""
    return {
        "dossier": glance.dossier,
        "glance": glance,
        "step": glance.step,
        "editable": editable(glance),
        "meter": meter(glance.dossier, contents),
        "short": glance.dossier.length is Length.SHORT,
        "outgrown": False,
        "offer_short": may_shorten(glance.dossier, contents),
        "tabs": tabs(glance.dossier, contents, current),
        "completion": completion(glance, open_only=True),
    }


def parts(form: fields.SectionForm, wording: Wording) -> list[Part]:
    """The questions in their own order, fields and tables together, with the call's own help and examples."""
    rows = {table.question.name: table.rows for table in form.tables}
    for name, told in wording.items():
        if told.help and name in form.form.fields:
            form.form.fields[name].help_text = fields.hint(form.section.question(name), told.help)
    return [
        Part(
            question.name,
            said(question.label),
            wording.get(question.name, Told()).help or said(question.help),
            wording.get(question.name, Told()).example or said(EXAMPLES.get(question.name, "")),
            "€" if question.kind is Kind.MONEY else "",
            form.form[question.name] if question.name in form.form.fields else None,
            rows.get(question.name),
        )
        for question in form.section.questions
    ]


def two_texts(section: SectionDef, moved: TextMoved, reader: User) -> TwoTexts:
    """Where the two texts differ, word by word; what the person alone changed is not in question."""
    typed: Mapping[str, Any] = moved.typed or {}
    current: Mapping[str, Any] = moved.current or {}
    found = []
    for question in section.questions:
        mine, theirs = (as_text(question, answer_in(answers, question)) for answers in (typed, current))
        found.append(difference(question.name, said(question.label), mine, theirs, moved))
    return TwoTexts(_whose(moved, reader), moved.saved_at, tuple(one for one in found if one))


def _whose(moved: TextMoved, reader: User) -> str:
    if not moved.saved_by:
        return moved.sentence
    if moved.saved_by == reader.full_name:
        return _("Vous avez aussi enregistré cette rubrique ailleurs : choisissez")
    return _("%(who)s a modifié cette rubrique en même temps que vous : choisissez") % {"who": moved.saved_by}
