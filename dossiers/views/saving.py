"""What pages that save while one types share, whichever text they save: the other half of `static/js/autosave.js`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions import TextMoved
from dossiers.form.changes import Run, compare
from dossiers.wording import written_hour
from workflow.verdict import Refusal

#: Before a field's name: the text that the person started from.
BASE = "base-"
#: Among what is sent: the script's own request, and not a button's.
AUTOSAVE = "autosave"


@dataclass(frozen=True)
class Difference:
    """One answer that two pages give differently, what each has alone marked.

    `untouched`: the other changed it alone, so that their text is the one to keep unless the person says otherwise.
    """

    name: str
    label: str
    mine: tuple[Run, ...]
    theirs: tuple[Run, ...]
    untouched: bool


@dataclass(frozen=True)
class TwoTexts:
    """Two texts to choose between, as `dossiers/parts/moved.html` shows them; `saved_at`: since when the other is."""

    title: str
    saved_at: datetime | None
    differences: tuple[Difference, ...]


def difference(name: str, label: str, mine: str, theirs: str, moved: TextMoved) -> Difference | None:
    """Where two answers, in words, differ; None when they do not, or when nothing is asked about that one."""
    asked = (*moved.clashing, *moved.taken)
    if mine == theirs or (asked and name not in asked):
        return None
    change = compare(mine, theirs)
    return Difference(name, label, change.before, change.after, name in moved.taken)


def revision_of(said: str) -> int:
    """The revision that the page was shown with; one that is not a number is older than any."""
    return int(said) if said.isdecimal() and len(said) < 10 else -1


def started_from(sent: Mapping[str, str]) -> dict[str, str]:
    """The fields as the page was shown with them; empty when it does not say."""
    return {name.removeprefix(BASE): shown for name, shown in sent.items() if name.startswith(BASE)}


def not_the_writer(request: HttpRequest, user: User) -> JsonResponse | None:
    """The answer to a page made for another person: somebody else has signed in since, in the same browser."""
    if request.POST.get("writer") == str(user.ref):
        return None
    sentence = _("Une autre personne s’est connectée dans ce navigateur : ce texte n’est pas enregistré à son nom.")
    return JsonResponse({"why": "other_person", "sentence": sentence}, status=403)


def refused(refusal: Refusal, sentence: str) -> JsonResponse:
    """Nothing was saved, and why."""
    return JsonResponse({"why": refusal.why.code, "sentence": sentence}, status=refusal.status)


def moved(request: HttpRequest, refusal: TextMoved, texts: TwoTexts) -> JsonResponse:
    """Both changed the same answers: the panel that asks which text to keep."""
    panel = render_to_string("dossiers/parts/moved.html", {"texts": texts}, request)
    told = {"why": "moved", "sentence": refusal.sentence, "revision": refusal.revision, "panel": panel}
    return JsonResponse(told, status=refusal.status)


def saved(
    *,
    revision: int,
    at: datetime,
    around: Mapping[str, str],
    problems: list[dict[str, str]],
    taken: Mapping[str, str],
    note: str,
) -> JsonResponse:
    """What the site has now. `around` fills elements of the page by their id, `taken` replaces parts by their name."""
    told: dict[str, Any] = {
        "revision": revision,
        "hour": written_hour(at),
        "problems": problems,
        "around": around,
        "taken": taken,
        "note": note,
    }
    return JsonResponse(told)


def problem(*, label: str, sentence: str, anchor: str) -> dict[str, str]:
    """One answer that was not kept: what is wrong, and the id of its field."""
    return {"label": label, "sentence": sentence, "anchor": anchor}
