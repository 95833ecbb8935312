"""Missing pieces: the team asks, the leader provides, the team checks or asks again.

The dossier never leaves its state for it. Asking stops the legal clock until the pieces come, or until the day given
for them has passed (CRPA L114-5): that is why only the team asks. A référent who misses something asks a question.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.attachments import Received, keep, receive
from dossiers.actions.challenge import MAX_TEXT
from dossiers.actions.doing import lock, require, require_state, verb, wrong_state
from dossiers.form.questions import BY_CODE
from dossiers.form.values import plain
from dossiers.models import CompletionRequest, Dossier, MissingPiece
from dossiers.models.dossier import SETTLED
from dossiers.receipt import messages
from dossiers.receipt.completion import ASKABLE, AWAITED, follow, listed
from workflow import calendar, clock, log
from workflow.gesture import Actor
from workflow.verdict import Refusal, Refused, Why, unmet

Outcome = MissingPiece.Outcome

#: How many pieces one request may hold, how long the name of each may be, how far its day may lie.
MAX_PIECES, MAX_LABEL, MAX_DAYS = 20, 200, 180
YOU = "vous"


@dataclass(frozen=True)
class Asked:
    """One line to ask for: about a section of the form, or a file to join when `section` is empty."""

    label: str
    section: str = ""
    reason: str = ""


def default_due(case: Dossier) -> date:
    """The day proposed for missing pieces: the working days that the call gives for them."""
    return calendar.add(clock.today(), case.call.pieces_days)


@verb
def ask_for_pieces(
    *, dossier: Dossier, pieces: Sequence[Asked], due_on: date | None, by: User, message: str = ""
) -> CompletionRequest:
    """Asks the leader for what is missing, by `due_on` (by default the day that the call proposes).

    Refused: to others than the team, outside of the examination, while the leader has not been told where the dossier
    stands; an empty or absurd list; a day that is not to come. The same request sent twice the same day is made once.
    """
    case = lock(dossier)
    roles = require(case, by, Role.TEAM)
    _require_askable(case, roles)
    lines = [_line(asked) for asked in pieces]
    said = plain(message).strip()
    if len(said) > MAX_TEXT:
        raise unmet("message_short_enough", _("Le message fait %(max)s caractères au plus.") % {"max": MAX_TEXT})
    day = due_on or default_due(case)
    same = _same(case, lines, said, day)
    return same or _open(case, lines, message=said, due_on=day, by=by)


def _require_askable(case: Dossier, roles: frozenset[Role]) -> None:
    """Refused outside of the examination, and while asking would tell the leader of a move that is kept from them."""
    require_state(case, roles, *ASKABLE)
    if case.leader_state != case.state:
        sentence = _("Le porteur ne sait pas encore où en est son dossier : validez d’abord l’extrait du relevé.")
        raise unmet("leader_told", sentence, lifted_by=_("la présidence du COPIL"))


def _line(asked: Asked) -> Asked:
    label = " ".join(plain(asked.label).split())
    if not label:
        raise unmet("piece_named", _("Dites ce qui manque."), lifted_by=YOU)
    if len(label) > MAX_LABEL:
        words = {"max": MAX_LABEL, "over": len(label) - MAX_LABEL}
        raise unmet("piece_named", _("%(max)s caractères au plus par pièce : il y en a %(over)s de trop.") % words)
    if asked.section and asked.section not in BY_CODE:
        raise unmet("section_known", _("Choisissez la rubrique que la pièce concerne, ou « Pièce à joindre »."))
    reason = plain(asked.reason).strip()
    if len(reason) > MAX_TEXT:
        raise unmet("reason_short_enough", _("Le motif fait %(max)s caractères au plus.") % {"max": MAX_TEXT})
    return Asked(label, asked.section, reason)


def _same(case: Dossier, lines: list[Asked], message: str, due_on: date) -> CompletionRequest | None:
    """The last request, when it is this one, made today and still open."""
    last = CompletionRequest.objects.filter(dossier=case).order_by("-number").prefetch_related("pieces").first()
    if last is None or last.completed_at or clock.day_of(last.asked_at) != clock.today():
        return None
    known = [Asked(piece.label, piece.section, piece.reason) for piece in last.pieces.all()]
    return last if (known, last.message, last.due_on) == (lines, message, due_on) else None


def _open(case: Dossier, lines: list[Asked], *, message: str, due_on: date, by: User) -> CompletionRequest:
    """Writes a request on the locked case: rows, log, columns and tasks, mail."""
    if not lines:
        raise unmet("piece_named", _("Dites au moins une chose qui manque."), lifted_by=YOU)
    if len(lines) > MAX_PIECES:
        raise unmet("pieces_few_enough", _("%(max)s pièces au plus par demande.") % {"max": MAX_PIECES}, lifted_by=YOU)
    today = clock.today()
    if not today < due_on <= today + timedelta(days=MAX_DAYS):
        sentence = _("La date doit être à venir, dans %(max)s jours au plus.") % {"max": MAX_DAYS}
        raise unmet("due_to_come", sentence, lifted_by=YOU)
    request = CompletionRequest.objects.create(
        dossier=case,
        number=case.pieces_asked + 1,
        message=message,
        asked_at=clock.now(),
        asked_by=by,
        due_on=due_on,
    )
    case.receipt_due_since = clock.now()
    rows = [MissingPiece(request=request, section=a.section, label=a.label, reason=a.reason) for a in lines]
    pieces = MissingPiece.objects.bulk_create(rows)
    log.record(
        case=case,
        actor=Actor(by),
        event="pieces_asked",
        data={"request": str(request.number), "pieces": str(len(pieces)), "due_on": str(due_on)},
        texts={"asked": "\n\n".join(text for text in (listed(pieces), message) if text)},
    )
    follow(case)
    messages.pieces_asked(request=request, pieces=pieces, dossier=case, by=by)
    return request


# -- providing -------------------------------------------------------------------------
def provide_piece(
    *, piece: MissingPiece, by: User, answer: str = "", uploads: Sequence[File[Any]] = ()
) -> MissingPiece | Refusal:
    """The leader gives what one line asks for: an answer, files, or both, whatever the dossier's state until decided.

    Given again while its request waits for other pieces, the answer replaces the one before and the files are added.
    Refused: nothing given; what `attach` refuses; once the request is complete, or the piece no longer asked for.
    """
    try:
        with ExitStack() as stack:
            received = [stack.enter_context(receive(upload)) for upload in uploads]
            outcome = _provide(piece=piece, answer=answer, received=received, by=by)
            if not isinstance(outcome, MissingPiece):
                raise Refused(outcome)
            return outcome
    except Refused as stop:
        return stop.refusal


@verb
def _provide(*, piece: MissingPiece, answer: str, received: Sequence[Received], by: User) -> MissingPiece:
    case = lock(piece.request.dossier)
    roles = require(case, by, Role.LEADER)
    if case.known_state(roles) in SETTLED:  # until they are told, a refusal would tell them that it is decided
        raise wrong_state(case, roles)
    current = MissingPiece.objects.select_related("request").get(pk=piece.pk)
    said = plain(answer).strip()
    if current.provided_at and not received and current.answer == said:  # the same form sent twice
        return current
    if current.outcome or current.request.completed_at:
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette demande est close : on ne peut plus y répondre.")))
    if not said and not received:
        raise unmet("piece_given", _("Écrivez une réponse ou joignez un fichier."), lifted_by=YOU)
    if len(said) > MAX_TEXT:
        words = {"max": MAX_TEXT, "over": len(said) - MAX_TEXT}
        raise unmet("piece_given", _("%(max)s caractères au plus : il y en a %(over)s de trop.") % words)
    current.answer = said or current.answer
    current.provided_at, current.provided_by = clock.now(), by
    current.save(update_fields=["answer", "provided_at", "provided_by"])
    for file in received:
        keep(case=case, received=file, by=by, piece=current)
    log.record(
        case=case,
        actor=Actor(by),
        event="piece_provided",
        data={"request": str(current.request.number), "piece": str(current.pk), "files": str(len(received))},
        texts={"said": f"{current.label}\u00a0: {said}" if said else current.label},
    )
    _complete(case, current.request)
    return current


def _complete(case: Dossier, request: CompletionRequest) -> None:
    """Closes the request once nothing in it is awaited any more: its clock runs again, the team is told."""
    if not request.completed_at and not request.pieces.filter(AWAITED).exists():
        request.completed_at = case.receipt_due_since = clock.now()
        request.save(update_fields=["completed_at"])
        log.record(case=case, actor=Actor.system(), event="pieces_in", data={"request": str(request.number)})
        if request.pieces.filter(provided_at__isnull=False).exists():
            messages.pieces_in(request=request, dossier=case)
    follow(case)


# -- checking --------------------------------------------------------------------------
@verb
def check_pieces(
    *,
    request: CompletionRequest,
    outcomes: Mapping[int, str],
    by: User,
    reasons: Mapping[int, str] | None = None,
    due_on: date | None = None,
) -> CompletionRequest:
    """The team says of pieces (by primary key) that they are right, asked again, or done without.

    What is asked again makes a new request, due on `due_on`, each with its reason: the clock stops anew. Only what was
    given can be right or asked again, only what was not can be done without. Answers the new request, else this one.
    Asking again is refused where asking is.
    """
    case = lock(request.dossier)
    roles = require(case, by, Role.TEAM)
    if case.state in SETTLED:
        raise wrong_state(case, roles)
    rows = {piece.pk: piece for piece in MissingPiece.objects.filter(request=request.pk).order_by("pk")}
    said = {pk: outcome for pk, outcome in outcomes.items() if outcome and pk in rows}
    if not said:
        raise unmet("piece_judged", _("Dites ce qu’il en est d’une pièce au moins."), lifted_by=YOU)
    again: list[Asked] = []
    for pk, outcome in said.items():
        piece, reason = rows[pk], plain((reasons or {}).get(pk, "")).strip()
        _judge(piece, outcome, by)
        if outcome == Outcome.AGAIN:
            if not reason:
                raise unmet("reason_given", _("Écrivez ce qui ne convient pas, pour chaque pièce redemandée."))
            again.append(_line(Asked(piece.label, piece.section, reason)))
    current = CompletionRequest.objects.get(pk=request.pk)
    counts = {kind.value: sum(o == kind for o in said.values()) for kind in Outcome if kind}
    data = {"request": str(current.number), **{kind: str(n) for kind, n in counts.items() if n}}
    log.record(case=case, actor=Actor(by), event="pieces_checked", data=data, texts={"said": _told(rows, said)})
    _complete(case, current)
    if not again:
        return current
    _require_askable(case, roles)
    return _open(case, again, message="", due_on=due_on or default_due(case), by=by)


def _judge(piece: MissingPiece, outcome: str, by: User) -> None:
    if outcome not in Outcome.values:
        raise unmet("piece_judged", _("Choisissez une réponse de la liste."), lifted_by=YOU)
    if piece.outcome:
        if piece.outcome == outcome != Outcome.AGAIN:  # the same form sent twice
            return
        raise Refused(Refusal(Why.STALE, _("« %(piece)s » a déjà été vérifiée.") % {"piece": piece.label}))
    given = piece.provided_at is not None
    if given == (outcome == Outcome.WAIVED):
        state = _("a été fournie") if given else _("n’a pas été fournie")
        raise Refused(Refusal(Why.STALE, _("« %(piece)s » %(state)s.") % {"piece": piece.label, "state": state}))
    piece.outcome, piece.judged_at, piece.judged_by = outcome, clock.now(), by
    piece.save(update_fields=["outcome", "judged_at", "judged_by"])


def _told(rows: Mapping[int, MissingPiece], said: Mapping[int, str]) -> str:
    """What was said of each piece, one a line."""
    return "\n".join(f"- {rows[pk].label}\u00a0: {Outcome(outcome).label}" for pk, outcome in said.items())
