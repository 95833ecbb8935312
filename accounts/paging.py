"""Long lists, page by page; what `components/pagination.html` draws."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import QueryDict


@dataclass(frozen=True)
class PageLinks:
    """Where one is in a list; an empty address means that there is no such page."""

    summary: str
    previous_url: str
    next_url: str


def page_links(page: Page, *, query: QueryDict, summary: str) -> PageLinks:
    """The links around a page, every filter kept."""
    return PageLinks(
        summary=summary,
        previous_url=_url(query, page.previous_page_number()) if page.has_previous() else "",
        next_url=_url(query, page.next_page_number()) if page.has_next() else "",
    )


def _url(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"
