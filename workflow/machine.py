"""Builds a process into django-fsm transitions on an abstract model, and checks it at start-up.

django-fsm stays the runtime: it moves the field and refuses illegal sources. Its conditions and permissions read the
judgment that `perform` has just made (`case.judged`), so that nothing is decided twice and a transition called
directly, outside `perform`, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_fsm import GET_STATE, FSMField, transition

from workflow.grammar import Process, Transition
from workflow.models import Case
from workflow.verdict import Option


def _judged(case: Any, verb: str) -> Option | None:
    option: Option | None = case.__dict__.get("judged")
    return option if option is not None and option.transition.verb == verb else None


def _condition(verb: str) -> Callable[[Any], bool]:
    def judged_possible(case: Any) -> bool:
        option = _judged(case, verb)
        return option is not None and option.allowed

    return judged_possible


def _permission(verb: str) -> Callable[[Any, Any], bool]:
    def judged_permitted(case: Any, user: Any) -> bool:  # noqa: ARG001 - django-fsm's signature
        return _judged(case, verb) is not None

    return judged_permitted


def _target(process: Process, step: Transition) -> Any:
    if isinstance(step.target, str):
        return step.target
    column = step.target.value
    return GET_STATE(lambda case: getattr(case, column), states=list(process.targets(step)))


def _method(process: Process, verb: str) -> Callable[[Any], None]:
    """The django-fsm method of one verb, with one source per state that knows it."""

    def move(case: Any) -> None:  # noqa: ARG001 - the field's move is all there is: effects are perform's
        return None

    move.__name__ = verb
    method: Any = move
    for source, step in process.edges():
        if step.verb == verb:
            method = transition(
                field="state",
                source=source,
                target=_target(process, step),
                conditions=[_condition(verb)],
                permission=_permission(verb),
                custom={"label": step.label},
            )(method)
    return method  # type: ignore[no-any-return]


def case_model(process: Process) -> type[Case]:
    """An abstract model with the process's protected state field and one django-fsm method per verb.

    Built before the concrete class exists: django-fsm lists only the transitions it finds at `class_prepared`.
    """
    verbs = dict.fromkeys(step.verb for _, step in process.edges())
    clash = sorted(verb for verb in verbs if hasattr(Case, verb))
    if clash:
        raise ValueError(f"{process.code}: these verbs hide a name of Case: {', '.join(clash)}")
    choices = [(state.code, state.label) for state in process.states]
    body: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"The process “{process.code}”, as django-fsm transitions.",
        "Meta": type("Meta", (), {"abstract": True}),
        "PROCESS": process,
        "state": FSMField(
            "état", default=process.initial, choices=choices, max_length=20, protected=True, editable=False
        ),
        **{verb: _method(process, verb) for verb in verbs},
    }
    return type(f"{process.code.title()}Process", (Case,), body)
