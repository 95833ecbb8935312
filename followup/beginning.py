"""A follow-up begins when the grant is told: what the act says is then owed (docs/adr/0036-followup.md).

An act told later, which corrects the first, is followed likewise: what it says anew is owed, what it no longer says is
not.
"""

from datetime import date

from decisions.conditions.days import AFTER
from decisions.document import Grant
from decisions.models import Act
from decisions.reading import inputs_of
from decisions.release.following import when_told
from dossiers.models import Dossier
from followup.models import Condition, FollowUp
from followup.moving import advance, find, move_task, open_task
from followup.paying import plan
from workflow import clock
from workflow.gesture import Actor
from workflow.log import record

#: How the log calls the moment when the conditions of an act are first owed.
CONDITIONS_OPENED = "conditions_opened"


@when_told
def begin(case: Dossier, act: Act, actor: Actor) -> None:
    """The follow-up of a grant just told, on the locked dossier."""
    if act.kind != Act.Kind.GRANT:
        return
    corrects = act.supersedes_id is not None
    known = bool(corrects and FollowUp.objects.filter(dossier=case).update(act=act, granted=act.amount))
    if not known:
        FollowUp.objects.create(dossier=case, act=act, granted=act.amount, begun_at=clock.now())
    grant = inputs_of(act).grant
    if grant is None:  # a grant's act says what it grants: it could not have been made otherwise
        raise AssertionError(f"act {act.number} grants nothing")
    if known or grant.conditions:
        _follow_conditions(case, grant, actor)
    plan(case, grant, actor)


def _follow_conditions(case: Dossier, grant: Grant, actor: Actor) -> None:
    """One owed for each that the act states; what was lifted under the former act stays so."""
    present = {one.text: one for one in Condition.objects.filter(dossier=case)}
    number, opened = len(present), []
    for text, term in grant.bound:
        stated_on = term.due if term else clock.today() + AFTER
        if (one := present.pop(text, None)) is not None:
            _restate(one, stated_on, before_payment=term is None or term.before_payment)
            continue
        number += 1
        one = Condition(
            dossier=case,
            number=number,
            text=text,
            state=Condition.PROCESS.initial,
            stated_on=stated_on,
            wanted_on=stated_on,
            due_on=stated_on,
            before_payment=term is None or term.before_payment,
            entered_at=clock.now(),
        )
        one.save()
        open_task(case, one)
        opened.append(one)
    for one in present.values():
        if (step := find(one, "drop")) is not None:
            advance(case=case, thing=one, step=step, actor=Actor.system(cause=actor.user), texts={"what": one.text})
    if opened:
        said = {str(one.number): str(one.stated_on) for one in opened}
        texts = {"what": "\n".join(f"{one.number}. {one.text}" for one in opened)}
        record(case=case, actor=Actor.system(cause=actor.user), event=CONDITIONS_OPENED, data=said, texts=texts)


def _restate(one: Condition, stated_on: date, *, before_payment: bool) -> None:
    """Another day in the new act replaces that of the former; what the team has given since stands otherwise."""
    if one.is_over or (one.stated_on, one.before_payment) == (stated_on, before_payment):
        return
    if one.stated_on != stated_on:
        one.stated_on = one.wanted_on = stated_on
        if one.state == "awaited":
            one.due_on = stated_on
            move_task(one)
    one.before_payment = before_payment
    one.save()
