"""The State's marks, taken from the design system's own sheet at run time: their licence keeps them out of our files.

For sites of the State only (BRANDING=state).
"""

import re
from functools import cache
from typing import Final
from urllib.parse import unquote

from decisions.static_files import BASE_URL, PdfError, static_file

LOGO_SHEET: Final = f"{BASE_URL}dsfr/dist/component/logo/logo.main.min.css"
_PICTURE = re.compile(r'url\("data:image/svg\+xml;charset=utf8,([^"]+)"\)')


@cache
def marianne() -> str:
    """Marianne's profile, to be laid over the flag; an inline SVG that names itself."""
    return _named(_pictures()[0], "Marianne, République française")


@cache
def motto() -> str:
    """« Liberté, Égalité, Fraternité », as drawn; the sheet holds it twice (black, white), the first is shown."""
    return _named(
        _pictures()[1].replace("viewBox='0 0 252 180'", "viewBox='0 0 126 90'", 1), "Liberté, Égalité, Fraternité"
    )


def _pictures() -> list[str]:
    pictures = [unquote(each) for each in _PICTURE.findall(static_file(LOGO_SHEET).read_text(encoding="utf-8"))]
    if len(pictures) != 2:
        raise PdfError("the design system's logo sheet no longer holds two pictures: see decisions/state_marks.py")
    return pictures


def _named(svg: str, name: str) -> str:
    return svg.replace(">", f"><title>{name}</title>", 1)
