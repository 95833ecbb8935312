"""What the administration sets of a call: its words, its money, its people, its delays.

Each verb takes the `revision` that the page showed, and answers the call, or a `Refusal`; the same form sent twice
changes nothing the second time. Amounts are euros, delays are working days but for invitations.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers import envelope as money
from dossiers.actions.doing import verb
from dossiers.calls.frozen import frozen
from dossiers.calls.keeping import Moved, differing, keep, line, lock_call, refuse_all, require_shown, text
from dossiers.calls.limits import (
    FIGURES,
    LARGEST,
    MAX_EXAMPLE,
    MAX_HELP,
    MAX_LINE,
    MAX_REASON,
    MAX_TEXT,
    MAX_TITLE,
)
from dossiers.calls.wording import Told
from dossiers.form.questions import BY_CODE
from dossiers.models import Call, CallChange, CallWording
from dossiers.wording import euros
from workflow.verdict import Unmet

What = CallChange.What


@verb
def describe_call(
    *, call: Call, title: str, presentation: str, contact_name: str, contact_email: str, revision: int, by: User
) -> Call:
    """Its name, what it is for, whom to ask."""
    kept = lock_call(call, by)
    found: list[Unmet] = []
    new = {
        "title": line(title, MAX_TITLE, "title", found, wanted=_("Donnez un intitulé à l’appel.")),
        "presentation": text(presentation, MAX_TEXT, "presentation", found),
        "contact_name": line(contact_name, MAX_LINE, "contact_name", found),
        "contact_email": line(contact_email, 254, "contact_email", found),
    }
    if not differing(kept, new):
        return kept
    require_shown(kept, revision)
    if new["contact_email"] and not _is_address(new["contact_email"]):
        found.append(Unmet("contact_email", _("Cette adresse électronique n’est pas valable.")))
    refuse_all([*found, *_frozen(kept, new)])
    return keep(call=kept, new=new, what=What.DESCRIPTION, by=by)


@verb
def fund_call(
    *, call: Call, envelope: Decimal, budget_line: str, reason: str, reference: str, revision: int, by: User
) -> Call:
    """The envelope and the budget it is charged to, each change for a reason and on a credit reference.

    Never under what is reserved and signed, whatever happens at the same second.
    """
    kept = lock_call(call, by)
    found: list[Unmet] = []
    new = {
        "envelope": envelope,
        "budget_line": line(budget_line, MAX_LINE, "budget_line", found, wanted=_("Écrivez l’imputation budgétaire.")),
    }
    if not differing(kept, new):
        return kept
    require_shown(kept, revision)
    if not 0 <= envelope <= LARGEST:
        sentence = _("Une enveloppe est comprise entre 0 et %(max)s.") % {"max": euros(LARGEST)}
        found.append(Unmet("envelope", sentence))
    why = text(reason, MAX_REASON, "reason", found, wanted=_("Dites pourquoi l’enveloppe change."))
    on = line(reference, MAX_LINE, "reference", found, wanted=_("Citez la pièce qui ouvre ou retire ces crédits."))
    refuse_all(found)
    before = kept.envelope
    money.resize(call=kept, amount=envelope)
    kept.envelope = before  # so that the history tells what moved
    return keep(call=kept, new=new, what=What.ENVELOPE, by=by, reason=why, reference=on)


@verb
def staff_call(
    *,
    call: Call,
    referents_wanted: int,
    reviewers_wanted: int,
    reviewers_wanted_small: int,
    small_request: Decimal,
    challenger_may_review: bool,
    revision: int,
    by: User,
) -> Call:
    """How many people read a dossier; it holds for the dossiers that are still to be assigned or put on an agenda."""
    kept = lock_call(call, by)
    new = {
        "referents_wanted": referents_wanted,
        "reviewers_wanted": reviewers_wanted,
        "reviewers_wanted_small": reviewers_wanted_small,
        "small_request": small_request,
        "challenger_may_review": challenger_may_review,
    }
    if not differing(kept, new):
        return kept
    require_shown(kept, revision)
    found = _figures(new)
    if reviewers_wanted_small > reviewers_wanted:
        sentence = _("Une petite demande n’a pas plus d’évaluateurs qu’une autre.")
        found.append(Unmet("reviewers_wanted_small", sentence))
    if not 0 <= small_request <= LARGEST:
        sentence = _("Un seuil est compris entre 0 et %(max)s.") % {"max": euros(LARGEST)}
        found.append(Unmet("small_request", sentence))
    refuse_all([*found, *_frozen(kept, new)])
    return keep(call=kept, new=new, what=What.PEOPLE, by=by)


@verb
def time_call(
    *,
    call: Call,
    draft_days: int,
    pieces_days: int,
    challenge_days: int,
    review_days: int,
    signature_days: int,
    invitation_days: int,
    revision: int,
    by: User,
) -> Call:
    """The delays, for the steps that begin from now on: those that run keep the date they were given."""
    kept = lock_call(call, by)
    new = {
        "draft_days": draft_days,
        "pieces_days": pieces_days,
        "challenge_days": challenge_days,
        "review_days": review_days,
        "signature_days": signature_days,
        "invitation_days": invitation_days,
    }
    if not differing(kept, new):
        return kept
    require_shown(kept, revision)
    refuse_all(_figures(new))
    return keep(call=kept, new=new, what=What.CLOCKS, by=by)


@verb
def word_call(*, call: Call, section: str, said: Mapping[str, Told], revision: int, by: User) -> Call:
    """The call's own help and examples in one section, by question; KeyError for an unknown section."""
    kept = lock_call(call, by)
    known = {row.question: row for row in CallWording.objects.filter(call=kept, section=section)}
    found: list[Unmet] = []
    moved: list[Moved] = []
    wanted: dict[str, Told] = {}
    for question in BY_CODE[section].questions:
        told = said.get(question.name, Told())
        row = known.get(question.name)
        new = Told(
            text(told.help, MAX_HELP, f"{question.name}_help", found),
            text(told.example, MAX_EXAMPLE, f"{question.name}_example", found),
        )
        old = Told(row.help, row.example) if row else Told()
        if new != old:
            wanted[question.name] = new
            pairs = (("help", old.help, new.help), ("example", old.example, new.example))
            moved += [(f"{section}.{question.name}.{name}", a, b) for name, a, b in pairs if a != b]
    if not moved:
        return kept
    require_shown(kept, revision)
    refuse_all(found)
    for name, new in wanted.items():
        rows = CallWording.objects.filter(call=kept, section=section, question=name)
        if new == Told():
            rows.delete()
        elif not rows.update(help=new.help, example=new.example):
            CallWording.objects.create(call=kept, section=section, question=name, help=new.help, example=new.example)
    return keep(call=kept, new={}, what=What.WORDING, by=by, moved=moved)


def _figures(new: Mapping[str, object]) -> list[Unmet]:
    """Figures that are out of bounds."""
    return [
        Unmet(field, _("Écrivez un nombre entre %(least)s et %(most)s.") % {"least": least, "most": most})
        for field, (least, most) in FIGURES.items()
        if field in new and not least <= int(str(new[field])) <= most
    ]


def _frozen(kept: Call, new: Mapping[str, object]) -> list[Unmet]:
    """What would change and may no longer."""
    held = frozen(kept)
    return [Unmet(field, held[field]) for field, _old, _new in differing(kept, new) if field in held]


def _is_address(typed: str) -> bool:
    try:
        validate_email(typed)
    except ValidationError:
        return False
    return True
