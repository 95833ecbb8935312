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
from followup.models import Amendment, Condition, FollowUp, Handing, Report
from followup.moving import advance, find, move_task, open_task
from followup.paying import plan, plan_again, plan_amended, settle
from followup.reports.due import establish_due
from followup.reports.next import next_expected, note_next
from workflow import clock, workitems
from workflow.gesture import Actor
from workflow.log import record

#: What is owed has its own tasks, which say it better than that of the whole step.
workitems.leave_to_rooms("granted")

#: How the log calls the moment when the conditions of an act are first owed.
CONDITIONS_OPENED = "conditions_opened"


@when_told
def begin(case: Dossier, act: Act, actor: Actor) -> None:
    """The follow-up of a grant just told, on the locked dossier."""
    if act.kind != Act.Kind.GRANT:
        return
    grant = inputs_of(act).grant
    if grant is None:  # a grant's act says what it grants: it could not have been made otherwise
        raise AssertionError(f"act {act.number} grants nothing")
    known = FollowUp.objects.filter(dossier=case).first() if act.supersedes_id is not None else None
    if known is None:
        FollowUp.objects.create(dossier=case, act=act, granted=act.amount, begun_at=clock.now())
    else:
        _correct(known, act)
    if known is None:
        _begin(case, grant, actor)
        return
    _follow_conditions(case, grant, actor)
    _follow_reports(case, grant, actor)
    if act.amendment:
        _make(case, act, actor)
        plan_amended(case, grant, actor)
    else:
        plan_again(case, grant, actor)
    settle(known)


def _make(case: Dossier, act: Act, actor: Actor) -> None:
    """The amendment that this act was signed for is answered by it: it holds no payment any more."""
    waiting = Amendment.objects.get(dossier=case, state="to_sign")
    step = find(waiting, "make")
    if step is None:
        raise AssertionError("an amendment that waits for its act may be made")
    waiting.made = act
    advance(case=case, thing=waiting, step=step, actor=Actor.system(cause=actor.user), data={"act": act.number})


def _begin(case: Dossier, grant: Grant, actor: Actor) -> None:
    """What the first act told makes owed: nothing was before."""
    if grant.conditions:
        _follow_conditions(case, grant, actor)
    for number, (kind, day) in enumerate(_reports(grant), 1):
        _expect(case, number, kind, day)
    note_next(case, min(day for _kind, day in _reports(grant)))
    plan(case, grant, actor)


def _correct(known: FollowUp, act: Act) -> None:
    """The act told last is the one followed; what the accepted expense makes due of it is reckoned again."""
    known.act, known.granted = act, act.amount
    accepted = Handing.objects.filter(report__dossier=known.dossier_id, report__kind="final", verdict="enough").last()
    if accepted is not None:
        establish_due(known, accepted.spent)
    known.save(update_fields=["act", "granted", "due"])


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


def _follow_reports(case: Dossier, grant: Grant, actor: Actor) -> None:
    """One owed for each that the act plans; what was handed in or accepted under the former act stays so."""
    rows = list(Report.objects.filter(dossier=case))
    present = {one.kind: one for one in rows if one.state != "dropped"}
    number = len(rows)
    for kind, day in _reports(grant):
        if (one := present.pop(kind, None)) is not None:
            _redate(one, day)
            continue
        number += 1
        _expect(case, number, kind, day)
    for one in present.values():
        if (step := find(one, "drop")) is not None:
            advance(case=case, thing=one, step=step, actor=Actor.system(cause=actor.user))
    note_next(case, next_expected(case))


def _reports(grant: Grant) -> list[tuple[str, date]]:
    """The reports that the act plans, the first due first."""
    interim = [(Report.Kind.INTERIM.value, grant.interim_due)] if grant.interim_due else []
    return [*interim, (Report.Kind.FINAL.value, grant.report_due)]


def _expect(case: Dossier, number: int, kind: str, day: date) -> None:
    one = Report(
        dossier=case,
        number=number,
        kind=kind,
        state=Report.PROCESS.initial,
        stated_on=day,
        wanted_on=day,
        due_on=day,
        entered_at=clock.now(),
    )
    one.save()
    open_task(case, one)


def _redate(one: Report, stated_on: date) -> None:
    """Another day in the new act replaces that of the former; what the coordination gave since stands otherwise."""
    if one.is_over or one.stated_on == stated_on:
        return
    one.stated_on = one.wanted_on = stated_on
    if one.state == "expected":
        one.due_on = stated_on
        move_task(one)
    one.save()


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
