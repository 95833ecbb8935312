"""The list as one person may read it: a form of the criteria open to them, the rows it keeps, in the order wanted."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.paging import PageLinks
from dossiers.desk import keyset, sorting
from dossiers.desk.criteria import Criterion, criteria
from dossiers.desk.holders import holder_of_row
from dossiers.desk.labels import with_labels
from dossiers.desk.listing import FILTERING, desk_of, dossiers_for, outside
from dossiers.models import Dossier, DossierQuerySet

PER_PAGE = 25
#: Beyond so many rows a list says « plus de », so that no page counts them all.
COUNTED = 1000
#: In the address: only the dossiers that the person leads, or was invited to read.
MINE = "mine"


class ListForm(forms.Form):
    """What narrows and sorts the list; a value that means nothing narrows nothing."""

    def __init__(self, data: QueryDict, *, user: User, desk: bool) -> None:
        super().__init__(data)
        self.criteria = criteria(desk=desk)
        for criterion in self.criteria:
            self.fields[criterion.code] = criterion.field(user)
        self.fields["sort"] = forms.ChoiceField(
            label=gettext_lazy("Trier par"), choices=sorting.choices(desk=desk), required=False
        )

    def front(self) -> list[forms.BoundField]:
        return [self[criterion.code] for criterion in self.criteria if criterion.main]

    def folded(self) -> list[forms.BoundField]:
        return [*(self[criterion.code] for criterion in self.criteria if not criterion.main)]


@dataclass(frozen=True)
class Listing:
    """A list before it is cut into pages. `desk`: the real states, for those who work on all dossiers."""

    user: User
    desk: bool
    mine: bool
    form: ListForm
    wanted: dict[Criterion, Any]
    sort: str

    @property
    def rows(self) -> DossierQuerySet:
        """The rows kept, in no order yet."""
        rows = desk_of(self.user) if self.desk else dossiers_for(self.user)
        if self.mine:
            rows = rows.filter(outside(self.user))
        for criterion, value in self.wanted.items():
            rows = criterion.keep(rows, self.user, value)
        return rows

    @property
    def query(self) -> str:
        """The address's own words for these filters and this order, always the same for the same list."""
        said = {code: self.form.data.get(code, "") for code in (*(c.code for c in self.wanted), "sort")}
        kept = {code: value for code, value in said.items() if value}
        return urlencode({**kept, **({MINE: "1"} if self.mine else {})})

    @property
    def folded(self) -> int:
        """How many of the filters at work wait under the fold."""
        return sum(not criterion.main for criterion in self.wanted)


def listing(user: User, said: QueryDict) -> Listing:
    """The list that the address asks for, as this person may have it; one statement a choice of the form."""
    office = bool(user.roles & FILTERING)
    mine = office and bool(said.get(MINE))
    desk = office and not mine
    form = ListForm(said, user=user, desk=desk)
    form.is_valid()
    wanted = {
        c: form.cleaned_data[c.code] for c in form.criteria if form.cleaned_data.get(c.code) not in (None, "", False)
    }
    return Listing(user, desk, mine, form, wanted, form.cleaned_data.get("sort", ""))


def page_of(found: Listing, said: QueryDict) -> keyset.Slice[Dossier]:
    """The page that the address asks for; one statement, two past the beginning, one more for the desk's labels."""
    order = sorting.order(found.sort, desk=found.desk)
    rows = with_labels(found.rows.annotate(holder=holder_of_row())) if found.desk else found.rows
    return keyset.page(rows, order, size=PER_PAGE, after=said.get("after", ""), before=said.get("before", ""))


def counted(found: Listing) -> str:
    """How many rows there are, in words; never counts more than `COUNTED`, one statement."""
    total = found.rows.order_by()[: COUNTED + 1].count()
    if total > COUNTED:
        return _("Plus de 1 000 dossiers")
    return ngettext("%(count)s dossier", "%(count)s dossiers", total) % {"count": total}


def links(found: Listing, cut: keyset.Slice[Dossier]) -> PageLinks:
    """The links around a page, every filter kept."""
    base = f"?{found.query}&" if found.query else "?"
    return PageLinks(
        counted(found) if cut.rows else "",
        f"{base}{urlencode({'before': cut.before})}" if cut.before else "",
        f"{base}{urlencode({'after': cut.after})}" if cut.after else "",
    )


@dataclass(frozen=True)
class Head:
    """A column's head that sorts: where its link leads, and how the column is sorted now (aria-sort)."""

    url: str
    sorted: str


def heads(found: Listing, codes: tuple[str, ...]) -> list[Head | None]:
    """The heads of the columns that those orders sort, "" for a column that sorts nothing."""
    return [_head(found, code) if code else None for code in codes]


def _head(found: Listing, code: str) -> Head:
    now = found.sort or (sorting.TEAM_FIRST if found.desk else sorting.OTHERS_FIRST)
    sorted_now = {code: "ascending", f"-{code}": "descending"}.get(now, "")
    said = QueryDict(found.query, mutable=True)
    said["sort"] = f"-{code}" if sorted_now == "ascending" else code
    return Head(f"?{said.urlencode()}", sorted_now)
