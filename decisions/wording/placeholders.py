"""What the site writes itself within a text: `{montant}`, `{fin}`… a closed list, each explained in French. Pure.

A text is letters and these: nothing in it is computed, opened or asked for, whatever it spells.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decisions.document import ActInputs, Grant
from decisions.french import NO_BREAK_SPACE, decimal_number, euros_in_words, long_date, money

_TOKEN = re.compile(r"\{([^{}\n]*)\}|[{}]")


class Piece(NamedTuple):
    """A stretch of a filled text; `strong` is printed in bold."""

    text: str
    strong: bool = False


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True)
class Placeholder:
    """What one name between braces stands for, and what it is worth on an act; only a grant has those of `grant`."""

    name: str
    meaning: str | Promise
    value: Callable[[ActInputs], str | None] | None = None
    grant: Callable[[Grant], str] | None = None
    strong: bool = False

    def of(self, act: ActInputs) -> str | None:
        """Its value on that act; None when the act has none."""
        if self.grant is not None:
            return self.grant(act.grant) if act.grant is not None else None
        return self.value(act) if self.value is not None else None


def _all(*placeholders: Placeholder) -> dict[str, Placeholder]:
    return {one.name: one for one in placeholders}


#: Those of every act.
COMMON: Final = _all(
    Placeholder("bénéficiaire", gettext_lazy("le nom de qui demande"), lambda a: a.beneficiary.name),
    Placeholder("SIRET", gettext_lazy("son numéro SIRET"), lambda a: a.beneficiary.siret),
    Placeholder("projet", gettext_lazy("l’intitulé du projet"), lambda a: a.project.title),
    Placeholder("appel", gettext_lazy("l’appel et son titre, avec son article"), lambda a: a.request.call),
    Placeholder("dossier", gettext_lazy("le numéro du dossier"), lambda a: a.request.dossier),
    Placeholder("date de dépôt", gettext_lazy("le jour du dépôt"), lambda a: long_date(a.request.deposited_on)),
    Placeholder("montant demandé", gettext_lazy("en euros"), lambda a: money(a.request.amount)),
    Placeholder("laboratoire", gettext_lazy("le nom du laboratoire"), lambda a: a.issuer.lab),
    Placeholder("autorité", gettext_lazy("l’autorité qui décide, avec son article"), lambda a: a.issuer.in_sentence),
    Placeholder("numéro", gettext_lazy("le numéro de l’acte"), lambda a: a.reference),
)
#: Those of a grant alone.
GRANTED: Final = _all(
    Placeholder("montant", gettext_lazy("ce qui est accordé, en euros"), grant=lambda g: money(g.amount), strong=True),
    Placeholder("montant en lettres", gettext_lazy("le même, en lettres"), grant=lambda g: euros_in_words(g.amount)),
    Placeholder(
        "taux",
        gettext_lazy("la part de la dépense que le montant représente"),
        grant=lambda g: f"{decimal_number(g.rate)}{NO_BREAK_SPACE}%",
    ),
    Placeholder("dépense", gettext_lazy("la dépense prévue, en euros"), grant=lambda g: money(g.eligible_expense)),
    Placeholder("début", gettext_lazy("le premier jour du projet"), grant=lambda g: long_date(g.starts_on)),
    Placeholder("fin", gettext_lazy("le dernier jour du projet"), grant=lambda g: long_date(g.ends_on)),
    Placeholder(
        "date du compte rendu",
        gettext_lazy("le jour auquel le compte rendu final est dû"),
        grant=lambda g: long_date(g.report_due),
    ),
)
#: The one of the text that tells of an interim report, which is printed only where one is due.
INTERIM: Final = _all(
    Placeholder(
        "date du compte rendu intermédiaire",
        gettext_lazy("le jour auquel le compte rendu intermédiaire est dû"),
        grant=lambda g: long_date(g.interim_due) if g.interim_due else "",
    ),
)
#: Those of the text that tells what an act amends, which is printed only where it amends another.
AMENDED: Final = _all(
    Placeholder(
        "rang",
        gettext_lazy("le rang de la modification\u00a0: 1 pour la première"),
        lambda a: str(a.amendment.number) if a.amendment else None,
    ),
    Placeholder(
        "acte modifié",
        gettext_lazy("le premier acte, avec son article, son numéro et sa date\u00a0: la convention n° … du …"),
        lambda a: f"{a.amendment.of} du {long_date(a.amendment.of_signed_on)}" if a.amendment else None,
    ),
)
#: Those of a letter alone; what they are worth comes from the letter.
LETTER: Final = _all(
    Placeholder("acte", gettext_lazy("le nom de l’acte, avec son article\u00a0: l’arrêté")),
    Placeholder("date de signature", gettext_lazy("le jour de l’acte"), lambda a: long_date(a.signature.signed_on)),
    Placeholder("civilité", gettext_lazy("la formule d’appel\u00a0: Madame, Monsieur")),
)
EVERY: Final = COMMON | GRANTED | INTERIM | AMENDED | LETTER


def values_of(act: ActInputs, letter: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What each name is worth on that act; `letter` gives those that a letter alone knows."""
    found = {name: one.of(act) for name, one in EVERY.items()}
    return {name: value for name, value in found.items() if value is not None} | dict(letter)


def _name(written: str) -> str:
    """A name as it was typed, in its only form."""
    return " ".join(unicodedata.normalize("NFC", written).split())


def paragraphs(text: str, values: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, one a line; what stands between braces is replaced once, or stays letters."""
    return tuple(tuple(_pieces(line.strip(), values)) for line in text.splitlines() if line.strip())


def lines(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The same, as plain lines."""
    return tuple("".join(piece.text for piece in line) for line in paragraphs(text, values))


def _pieces(line: str, values: Mapping[str, str]) -> Iterator[Piece]:
    end = 0
    for token in _TOKEN.finditer(line):
        name = _name(token[1] or "")
        if name not in values:
            continue
        if token.start() > end:
            yield Piece(line[end : token.start()])
        yield Piece(values[name], EVERY[name].strong)
        end = token.end()
    if end < len(line):
        yield Piece(line[end:])


def problems(text: str, allowed: Mapping[str, Placeholder], mandatory: tuple[str, ...]) -> Iterator[str]:
    """Each thing that keeps a text from being kept, in a sentence."""
    used = set()
    for token in _TOKEN.finditer(text):
        if token[1] is None:
            before = text[max(0, token.start() - 20) : token.start() + 20].strip()
            yield _("Une accolade est seule, vers « %(around)s » : un repère s’écrit entre { et }.") % {
                "around": before
            }
            return
        name = _name(token[1])
        used.add(name)
        if name not in allowed:
            known = _("qui n’existe pas") if name not in EVERY else _("qui n’a pas de valeur dans ce texte")
            said = {"name": name, "why": known}
            yield _("« {%(name)s} » est un repère %(why)s : choisissez dans la liste.") % said
    for name in mandatory:
        if name not in used:
            said = {"name": name, "meaning": str(allowed[name].meaning)}
            yield _("Il manque le repère « {%(name)s} » (%(meaning)s) : l’acte doit le dire.") % said
