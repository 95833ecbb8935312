"""From what a binder says to its PDF, telling each page as it is laid out; likewise a dossier alone."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from copil.binder.said import BinderSaid, DossierSaid
from decisions.french import cleaned
from decisions.identity import identity
from decisions.pdf import render

#: WeasyPrint says there how far it is; nothing else does.
PROGRESS = logging.getLogger("weasyprint.progress")
_PAGE = re.compile(r"Creating layout - Page (\d+)")


def render_binder(binder: BinderSaid, on_page: Callable[[int], None]) -> bytes:
    """The binder, PDF/A-3a and PDF/UA-1, with bookmarks and a linked table of contents. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(binder)
    title = f"Dossier de séance : COPIL n° {said.session}"
    with pages_told(on_page):
        return render(
            "pdf/binder/binder.html",
            {"binder": said, "issuer": lab.issuer},
            title=title,
            dated=said.made_on,
            branding=lab.branding,
            author=lab.issuer.lab,
            description=f"{title}, {said.held}",
        )


def render_dossier(dossier: DossierSaid) -> bytes:
    """One dossier, PDF/A-3a and PDF/UA-1, with bookmarks; equal bytes for equal words. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(dossier)
    title = said.request.title or "Dossier sans titre"
    return render(
        "pdf/binder/dossier.html",
        {"dossier": said, "title": title, "issuer": lab.issuer},
        title=f"Dossier n° {said.request.reference} : {title}",
        dated=said.made_on,
        branding=lab.branding,
        author=lab.issuer.lab,
        description=f"Dossier n° {said.request.reference}, {said.call}",
    )


class _Pages(logging.Handler):
    """Hears the layout's own progress: the highest page so far, told once."""

    def __init__(self, on_page: Callable[[int], None]) -> None:
        super().__init__()
        self.on_page, self.highest = on_page, 0

    def emit(self, record: logging.LogRecord) -> None:
        found = _PAGE.search(record.getMessage())
        if found and int(found[1]) > self.highest:
            self.highest = int(found[1])
            self.on_page(self.highest)


@contextmanager
def pages_told(on_page: Callable[[int], None]) -> Iterator[None]:
    """Within it, `on_page` hears the number of each page that is laid out; the site's log stays as quiet as before."""
    handler, level, propagates = _Pages(on_page), PROGRESS.level, PROGRESS.propagate
    PROGRESS.addHandler(handler)
    PROGRESS.setLevel(logging.INFO)
    PROGRESS.propagate = False
    try:
        yield
    finally:
        PROGRESS.removeHandler(handler)
        PROGRESS.setLevel(level)
        PROGRESS.propagate = propagates
