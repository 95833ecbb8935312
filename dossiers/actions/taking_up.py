"""Reprendre: a new draft that cites a refused or withdrawn dossier and begins with its answers."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.doing import lock, require, verb, wrong_state
from dossiers.actions.shortening import outgrow
from dossiers.actions.writing import open_draft
from dossiers.form.budget import totals
from dossiers.mirror import mirror
from dossiers.models import Call, Dossier, Section
from workflow import clock, log
from workflow.gesture import Actor
from workflow.verdict import Refusal, Refused, unmet

#: The ends from which one begins again, as the leader knows them: a refusal counts once it is notified.
TAKEN_UP = frozenset({"refused", "withdrawn"})


@verb
def take_up(*, dossier: Dossier, call: Call, by: User, key: UUID | None = None) -> Dossier:
    """A new draft of that call, led by `by`, one of the dossier's leaders; the former one is cited, never changed.

    Refused: elsewhere than at those ends, a closed call, a dossier already taken up by a draft or a request that still
    stands. `key` makes a retry harmless, as in `open_draft`.
    """
    case = lock(dossier)
    roles = require(case, by, Role.LEADER)
    if case.leader_state not in TAKEN_UP:
        raise wrong_state(case, roles)
    ends = [state.code for state in case.PROCESS.states if state.end]
    others = case.taken_up_as.exclude(state__in=ends).order_by("created_at")
    standing = (others.exclude(pk=key) if key else others).first()
    if standing is not None:
        raise unmet(
            "not_taken_up", _("Ce dossier est déjà repris, par %(reference)s.") % {"reference": standing.reference}
        )
    draft = open_draft(call=call, by=by, key=key)
    if isinstance(draft, Refusal):
        raise Refused(draft)
    if draft.taken_up_from_id is None and not draft.sections.exists():
        _begin(draft, case, by)
    return draft


def _begin(draft: Dossier, former: Dossier, by: User) -> None:
    """The former answers as the new draft's first ones, each section saved once by who takes it up."""
    contents = {section.code: section.data for section in former.sections.all()}
    now = clock.now()
    Section.objects.bulk_create(
        Section(dossier=draft, code=code, data=data, revision=1, saved_at=now, saved_by=by)
        for code, data in contents.items()
    )
    draft.taken_up_from = former
    draft.form_length = former.form_length
    outgrow(draft, totals(contents.get("budget", {})).requested)
    draft.save(update_fields=["taken_up_from", "form_length", *mirror(draft, contents)])
    log.record(case=draft, actor=Actor(by), event="took_up", data={"from": former.reference})
    log.record(case=former, actor=Actor(by), event="taken_up", data={"as": draft.reference})
