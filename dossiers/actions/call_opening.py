"""A call made, cloned, dated, opened and closed: what decides who may deposit, and until when."""

import re
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.doing import verb
from dossiers.calls.dates import Dates, follow, lock_following
from dossiers.calls.frozen import deposited, frozen
from dossiers.calls.keeping import (
    differing,
    keep,
    line,
    lock_call,
    refuse_all,
    require_admin,
    require_shown,
    text,
)
from dossiers.calls.limits import MAX_CODE, MAX_REASON, MAX_TITLE
from dossiers.calls.registry import clones
from dossiers.models import Call, CallChange, CallWording, Phase
from workflow import clock
from workflow.verdict import Unmet

What = CallChange.What
CODE = re.compile(r"[A-Z0-9](-?[A-Z0-9]+)*")
#: What a clone takes from its model; the envelope and the credits are set again, each time for a reason.
CLONED = (
    "presentation",
    "referents_wanted",
    "reviewers_wanted",
    "reviewers_wanted_small",
    "small_request",
    "challenger_may_review",
    "draft_days",
    "pieces_days",
    "challenge_days",
    "review_days",
    "signature_days",
    "invitation_days",
    "contact_name",
    "contact_email",
)


@verb
def create_call(*, code: str, title: str, opens_on: date, closes_on: date, ends_on: date, by: User) -> Call:
    """A call in preparation, without money: nobody else sees it before it is opened."""
    require_admin(by)
    dates = Dates(opens_on, closes_on, ends_on)
    return _made(code, title, dates, by, model=None)


@verb
def clone_call(*, call: Call, code: str, title: str, opens_on: date, by: User) -> Call:
    """A call like that one in preparation, its dates shifted so that it opens that day, its envelope to be set."""
    require_admin(by)
    shift = opens_on - call.opens_on
    found: list[Unmet] = []
    try:
        dates = Dates(opens_on, call.closes_on + shift, call.ends_on + shift)
    except OverflowError:
        found.append(Unmet("opens_on", _("Cette date est trop lointaine.")))
        refuse_all(found)
        raise
    return _made(code, title, dates, by, model=call)


@verb
def date_call(
    *, call: Call, opens_on: date, closes_on: date, ends_on: date, reason: str, revision: int, by: User
) -> Call:
    """Changes the dates; a draft's deadline and the waiting list's follow, and the leaders of drafts are told."""
    require_admin(by)
    following = lock_following(call)
    kept = lock_call(call, by)
    new = {"opens_on": opens_on, "closes_on": closes_on, "ends_on": ends_on}
    moved = differing(kept, new)
    if not moved:
        return kept
    require_shown(kept, revision)
    found = Dates(**new).problems()
    held = frozen(kept)
    found += [Unmet(field, held[field]) for field, _old, _new in moved if field in held]
    today = clock.today()
    found += [
        Unmet(field, _("Ce jour est passé. Pour clore dès maintenant, utilisez « Clore l’appel »."))
        for field in ("closes_on", "ends_on")
        if kept.published and new[field] < today and new[field] != getattr(kept, field)
    ]
    asked = _("Des dossiers sont déposés : dites pourquoi les dates changent.") if deposited(kept) else ""
    why = text(reason, MAX_REASON, "reason", found, wanted=asked)
    refuse_all(found)
    keep(call=kept, new=new, what=What.DATES, by=by, reason=why)
    follow(call=kept, dossiers=following, by=by)
    return kept


@verb
def open_call(*, call: Call, closes_on: date, reason: str, revision: int, by: User) -> Call:
    """Decides that the call receives dossiers, from its opening day to that last day; opens a closed one again."""
    require_admin(by)
    following = lock_following(call)
    kept = lock_call(call, by)
    today = clock.today()
    phase = kept.phase(today)
    if phase in {Phase.COMING, Phase.OPEN} and kept.closes_on == closes_on:
        return kept
    require_shown(kept, revision)
    again = phase is Phase.CLOSED
    found = [*_not_ready(kept, phase), *Dates(kept.opens_on, closes_on, kept.ends_on).problems()]
    if closes_on < today:
        found.append(Unmet("closes_on", _("Ce jour est passé : personne ne pourrait déposer.")))
    wanted = _("Dites pourquoi l’appel rouvre : chacun pourra le lire dans son historique.") if again else ""
    why = text(reason, MAX_REASON, "reason", found, wanted=wanted)
    refuse_all(found)
    new = {"published": True, "closed_at": None, "closes_on": closes_on}
    keep(call=kept, new=new, what=What.REOPENED if again else What.OPENED, by=by, reason=why)
    follow(call=kept, dossiers=following, by=by)
    return kept


@verb
def close_call(*, call: Call, reason: str, revision: int, by: User) -> Call:
    """Ends the deposits at once; what is deposited goes on, what was sent back may still be deposited again."""
    require_admin(by)
    following = lock_following(call)
    kept = lock_call(call, by)
    phase = kept.phase(clock.today())
    if phase is Phase.CLOSED:
        return kept
    require_shown(kept, revision)
    found: list[Unmet] = []
    if phase is not Phase.OPEN:
        found.append(Unmet("phase", _("Cet appel ne reçoit pas de dossiers aujourd’hui : il n’y a rien à clore.")))
    why = text(reason, MAX_REASON, "reason", found, wanted=_("Dites pourquoi l’appel se clôt avant son terme."))
    refuse_all(found)
    new = {"closed_at": clock.now(), "closes_on": clock.today()}
    keep(call=kept, new=new, what=What.CLOSED, by=by, reason=why)
    follow(call=kept, dossiers=following, by=by)
    return kept


def _not_ready(call: Call, phase: Phase) -> list[Unmet]:
    """What a call lacks to be opened."""
    found = []
    if phase in {Phase.COMING, Phase.OPEN}:
        found.append(Unmet("phase", _("L’ouverture de cet appel est déjà décidée : changez ses dates.")))
    if phase is Phase.ENDED:
        found.append(Unmet("phase", _("Cet appel est terminé : dupliquez-le pour en ouvrir un autre.")))
    if not call.envelope:
        found.append(Unmet("envelope", _("Fixez d’abord l’enveloppe de l’appel.")))
    if not call.presentation:
        found.append(Unmet("presentation", _("Présentez d’abord l’appel : c’est ce que liront les porteurs.")))
    if not call.contact_email:
        found.append(Unmet("contact_email", _("Dites d’abord à qui les porteurs peuvent écrire.")))
    return found


def _made(code: str, title: str, dates: Dates, by: User, model: Call | None) -> Call:
    """The new call, or the one that the same form has made already."""
    found = dates.problems()
    said = line(code, MAX_CODE, "code", found, wanted=_("Donnez un code à l’appel.")).upper()
    name = line(title, MAX_TITLE, "title", found, wanted=_("Donnez un intitulé à l’appel."))
    if said and not CODE.fullmatch(said):
        sentence = _("Un code s’écrit en lettres sans accent, chiffres et tirets : LABO-2027.")
        found.append(Unmet("code", sentence))
    if dates.closes_on < clock.today():
        found.append(Unmet("opens_on", _("Les dépôts seraient déjà clos : choisissez des dates à venir.")))
    refuse_all(found)
    columns = {field: getattr(model, field) for field in CLONED} if model else {}
    call, made = Call.objects.get_or_create(
        code=said,
        defaults={
            **columns,
            "title": name,
            "opens_on": dates.opens_on,
            "closes_on": dates.closes_on,
            "ends_on": dates.ends_on,
            "envelope": 0,
            "published": False,
        },
    )
    if not made:
        _require_same(call, name, dates, by)
        return call
    keep(call=call, new={}, what=What.CLONED if model else What.CREATED, by=by, reference=model.code if model else "")
    if model:
        CallWording.objects.bulk_create(
            CallWording(call=call, section=w.section, question=w.question, help=w.help, example=w.example)
            for w in model.wordings.all()
        )
        for brought in clones:
            brought(model, call)
    return call


def _require_same(call: Call, title: str, dates: Dates, by: User) -> None:
    """A code is given once; the same form sent twice by the same person is one call."""
    first = CallChange.objects.filter(call=call, revision=1, by=by).exists()
    kept = (call.title, call.opens_on, call.closes_on, call.ends_on)
    if call.revision > 1 or not first or kept != (title, dates.opens_on, dates.closes_on, dates.ends_on):
        sentence = _("Un appel porte déjà ce code : il le garde pour toujours, choisissez-en un autre.")
        refuse_all([Unmet("code", sentence)])
