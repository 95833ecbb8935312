"""The missing pieces of a deposited file: what is awaited, what came, what is to be checked; the columns that say so.

The rule of what a request does to the legal clock is `legal_clock.pause_of`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Max, Min, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.roles import Role
from dossiers.files.reading import ShownFile, register_reader, shown_file
from dossiers.form.display import said
from dossiers.form.questions import BY_CODE
from dossiers.models import Attachment, CompletionRequest, Dossier, MissingPiece
from dossiers.models.dossier import SETTLED
from dossiers.page.glance import Glance
from dossiers.receipt import legal_clock
from workflow import calendar, clock, workitems
from workflow.invariants import invariant
from workflow.models import WorkItem
from workflow.registry import Move, follower

#: The leader's task, and the team's once pieces came.
PROVIDE, CHECK = "provide_pieces", "check_pieces"
#: Working days that the team gives itself to check what came.
CHECK_DAYS = 5
#: The columns of the dossier that follow its requests.
COLUMNS = ("pieces_asked", "pieces_due_on", "implicit_decision_on", "receipt_due_since")

AWAITED = Q(provided_at=None, outcome="")
TO_CHECK = Q(provided_at__isnull=False, outcome="")
#: Where missing pieces may be asked for: the file is being examined, and nobody has judged it yet.
ASKABLE = ("challenge", "team_review")


# -- what follows from the rows, under the lock ----------------------------------------
def follow(case: Dossier) -> None:
    """Brings columns, clock and tasks of the locked dossier in line with its requests; the columns are saved."""
    awaited = MissingPiece.objects.filter(AWAITED, request__dossier=case)
    due = awaited.aggregate(first=Min("request__due_on"), last=Max("request__due_on"))
    case.pieces_asked = CompletionRequest.objects.filter(dossier=case).count()
    case.pieces_due_on = due["last"]
    legal_clock.wind(case)
    case.save(update_fields=list(COLUMNS))
    _follow_task(case, due["first"])
    _follow_check(case)


def _follow_task(case: Dossier, due_on: date | None) -> None:
    """One task for the leader, due when the first pieces are."""
    if due_on is None:
        workitems.close_items(case=case, kind=PROVIDE)
    elif not WorkItem.objects.filter(case_id=case.pk, kind=PROVIDE, closed_at=None).update(due_on=due_on):
        _ask_leader(case, due_on, state=workitems.ANY_STATE)


def _ask_leader(case: Dossier, due_on: date, *, state: str) -> None:
    workitems.open_item(
        case=case,
        kind=PROVIDE,
        label=gettext_noop("Fournir les pièces demandées"),
        assignee=case.leader,
        due_on=due_on,
        state=state,
    )


def _follow_check(case: Dossier) -> None:
    waits = case.state not in SETTLED and MissingPiece.objects.filter(TO_CHECK, request__dossier=case).exists()
    opened = WorkItem.objects.filter(case_id=case.pk, kind=CHECK, closed_at=None).exists()
    if opened and not waits:
        workitems.close_items(case=case, kind=CHECK)
    if waits and not opened:
        workitems.open_item(
            case=case,
            kind=CHECK,
            label=gettext_noop("Vérifier les pièces fournies par le porteur"),
            role=Role.TEAM,
            due_on=calendar.add(clock.today(), CHECK_DAYS),
            state=workitems.ANY_STATE,
        )


@follower
def stop_once_decided(move: Move) -> None:
    """Once decided, nothing is to be checked; what was awaited of a leader who does not know yet stays asked of them.

    Its end would tell them that the decision is signed. Who tells them of it calls `stop_once_told`.
    """
    case = move.case
    if not isinstance(case, Dossier) or case.state not in SETTLED or not case.pieces_asked:
        return
    workitems.close_items(case=case, kind=CHECK, outcome="left")
    workitems.close_items(case=case, kind=PROVIDE, outcome="left")
    due = MissingPiece.objects.filter(AWAITED, request__dossier=case).aggregate(first=Min("request__due_on"))["first"]
    if due is not None and case.hides(case.state):
        _ask_leader(case, due, state=workitems.AFTER_END)


def stop_once_told(case: Dossier) -> None:
    """The leaders of the locked dossier know how it was decided: nothing is awaited of them any more."""
    workitems.close_items(case=case, kind=PROVIDE, outcome="left")


# -- reading ---------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownPiece:
    """One piece as a page tells it; `late` when its day has passed without it."""

    piece: MissingPiece
    where: str
    files: tuple[ShownFile, ...]
    due_on: date
    late: bool

    @property
    def status(self) -> str:
        """In a few words, with no more than everybody who sees the dossier may read."""
        if self.piece.outcome:
            return str(self.piece.get_outcome_display())
        if self.piece.provided_at is not None:
            return _("fournie, à vérifier")
        return _("en retard") if self.late else _("attendue")

    @property
    def colour(self) -> str:
        piece = self.piece
        if piece.awaited:
            return "fr-badge--error" if self.late else "fr-badge--new"
        return {"accepted": "fr-badge--success", "": "fr-badge--info"}.get(piece.outcome, "")


@dataclass(frozen=True)
class ShownRequest:
    """One letter of the team with its pieces."""

    request: CompletionRequest
    pieces: tuple[ShownPiece, ...]

    @property
    def awaited(self) -> tuple[ShownPiece, ...]:
        return tuple(p for p in self.pieces if p.piece.awaited)

    @property
    def to_judge(self) -> bool:
        """Whether the team has something to say of it: a piece to check, or to do without."""
        return any(not p.piece.outcome for p in self.pieces)


@dataclass(frozen=True)
class ShownCompletion:
    """Everything that was asked of one dossier, the last request first."""

    requests: tuple[ShownRequest, ...]

    @property
    def pieces(self) -> tuple[ShownPiece, ...]:
        return tuple(p for request in self.requests for p in request.pieces)

    @property
    def awaited(self) -> tuple[ShownPiece, ...]:
        return tuple(sorted((p for p in self.pieces if p.piece.awaited), key=lambda p: (p.due_on, p.piece.pk)))

    @property
    def to_check(self) -> tuple[ShownPiece, ...]:
        return tuple(p for p in self.pieces if p.piece.provided_at and not p.piece.outcome)

    @property
    def files_awaited(self) -> bool:
        return any(not p.piece.section for p in self.awaited)

    @property
    def due_on(self) -> date | None:
        """The first day by which something is awaited."""
        return min((p.due_on for p in self.awaited), default=None)


def may_ask(glance: Glance) -> bool:
    """Whether this person may ask for missing pieces now; a move kept from the leader must be told to them first."""
    dossier = glance.dossier
    return Role.TEAM in glance.roles and dossier.state in ASKABLE and dossier.leader_state == dossier.state


def completion(glance: Glance, *, open_only: bool = False) -> ShownCompletion | None:
    """What was asked for and what came; three statements at most, none where nothing was asked.

    `open_only`, one statement, for pages that only tell what is awaited or to be checked.
    """
    dossier = glance.dossier
    if not dossier.pieces_asked or (open_only and glance.state in SETTLED):
        return None
    rows = MissingPiece.objects.filter(request__dossier=dossier).select_related("request")
    if open_only:
        rows = rows.filter(outcome="").order_by("-request__number", "pk")
    else:
        files = Attachment.objects.select_related("added_by")
        rows = rows.select_related("provided_by", "judged_by", "request__asked_by").order_by("-request__number", "pk")
        rows = rows.prefetch_related(Prefetch("files", queryset=files))
    today = clock.today()
    found = [(piece, _shown(piece, glance, today, files=not open_only)) for piece in rows]
    grouped = groupby(found, key=lambda pair: pair[0].request)
    shown = tuple(ShownRequest(request, tuple(piece for _row, piece in pairs)) for request, pairs in grouped)
    return ShownCompletion(shown) if shown else None


def _shown(piece: MissingPiece, glance: Glance, today: date, *, files: bool) -> ShownPiece:
    due_on = piece.request.due_on
    joined = tuple(shown_file(file, glance) for file in piece.files.all()) if files else ()
    return ShownPiece(piece, place(piece.section), joined, due_on, piece.awaited and due_on < today)


def place(section: str) -> str:
    """What a piece concerns: a section of the form by its title, or a file to join."""
    definition = BY_CODE.get(section)
    return str(said(definition.title)) if definition else _("Pièce à joindre")


def listed(pieces: Sequence[MissingPiece]) -> str:
    """The pieces as a mail or the log lists them, one a line."""
    return "\n".join(f"- {place(p.section)}\u00a0: {p.label}" for p in pieces)


@register_reader
def files_of_pieces(glance: Glance) -> Q:
    """Whoever sees the dossier finds what was given to complete it: it is deposited as soon as it is given."""
    seen = glance.beside_leader or glance.inside
    return Q(piece__isnull=False) if seen else Q(pk__in=[])


# -- what must hold --------------------------------------------------------------------
@invariant
def dossiers_say_what_is_awaited() -> Iterator[str]:
    """The columns say what the requests say, and a request is complete once nothing in it is awaited."""
    rows = CompletionRequest.objects.annotate(left=Max("pk", filter=Q(pieces__provided_at=None, pieces__outcome="")))
    asked: dict[object, list[date | None]] = {}
    for request in rows.iterator(chunk_size=500):
        asked.setdefault(request.dossier_id, []).append(request.due_on if request.left else None)
        if (request.left is None) != (request.completed_at is not None):
            yield f"demande de compléments {request.pk} : sa fin ne dit pas si des pièces sont attendues"
    for case in Dossier.objects.order_by("pk").iterator(chunk_size=500):
        days = asked.get(case.pk, [])
        last = max((day for day in days if day), default=None)
        if (case.pieces_asked, case.pieces_due_on) != (len(days), last):
            yield f"dossier {case.reference} : les pièces attendues ne sont pas celles qui lui sont demandées"
