"""Every address of the site, by every person, as the hand-written table says; a new one without its row fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.access.place import Place, furnished
from tests.access.table import LEADING_BACK, OPEN, PEOPLE, ROWS, Row
from tests.access.words import MORE, told, wrongly

DOOR = "/compte/connexion/"
#: What a hostile browser adds to each answer of a form: it can be neither kept nor obeyed.
HOSTILE = "\x00<script>alert(1)</script>" + "W" * 5000


def names(resolver: URLResolver, room: str = "") -> Iterator[str]:
    """The name of every address below, with its room's."""
    room = f"{resolver.namespace}:" if resolver.namespace else room
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, room)
        elif isinstance(one, URLPattern):
            yield f"{room}{one.name}"


def test_the_table_names_every_address_of_the_site_once() -> None:
    assert sorted(row.name for row in ROWS) == sorted(set(names(get_resolver())))
    assert {row.name for row in ROWS} >= OPEN


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answer(client: Client, method: str, row: Row, place: Place, more: str = "") -> Any:
    """One request, of which the database keeps nothing; `more` is added to each answer of the form."""
    path = row.path.format(**place.parts)
    assert resolve(path).view_name == row.name, path
    with undone():
        if method == "get":
            return client.get(path)
        said = {name.format(**place.parts): text.format(**place.parts) + more for name, text in row.said.items()}
        return client.post(path, said)


@pytest.mark.long
@pytest.mark.django_db
def test_everybody_gets_what_the_table_says(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    wrong: list[str] = []
    tried: set[str] = set()
    found: dict[tuple[str, str], str] = {}
    with furnished() as place:
        settings.ROOT_URLCONF = "tests.access.urls"
        for who in PEOPLE:
            client = Client()
            client.force_login(place.people[who])
            for path in MORE:
                got = client.get(path.format(**place.parts))
                found |= {(what, who): path for what in told(got) if got.status_code == 200}
            for row in ROWS:
                if who not in row.asked:
                    continue
                for method in ("get", "post"):
                    wanted = row.answers(method)[who]
                    if wanted == 405 and who != PEOPLE[0]:
                        continue  # told before anybody is asked for: once is enough
                    got = answer(client, method, row, place)
                    if got.status_code == 200:
                        found |= {(what, who): row.name for what in told(got)}
                    if got.status_code != wanted:
                        wrong.append(f"{who} {method} {row.name}: {got.status_code}, expected {wanted}")
                    if method == "post" and wanted == 302 and row.said and row.name not in tried:
                        tried.add(row.name)
                        status = answer(client, method, row, place, HOSTILE).status_code
                        if not (400 <= status < 500 or (status == 302 and row.name in LEADING_BACK)):
                            wrong.append(f"{who} {method} {row.name}, hostile: {status}")
        wrong += [*_unknown(place), *wrongly(found)]
    assert not wrong, "\n".join(wrong)


def _unknown(place: Place) -> Iterator[str]:
    """What somebody who has not signed in gets and should not: anything but the door, save where the site is open."""
    for row in ROWS:
        for method in ("get", "post"):
            got = answer(Client(), method, row, place)
            shut = got.status_code == 302 and got["Location"].startswith(DOOR)
            if shut == (row.name in OPEN) and got.status_code != 405:
                yield f"nobody {method} {row.name}: {got.status_code}"
