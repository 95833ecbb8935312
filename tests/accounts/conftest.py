"""The people of these tests, and their mail box: Django's own stand-in, read after each commit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.accounts.people import person


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], AbstractContextManager[Any]]:
    """`with committed(): …` does what waits for the commit: mails leave."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def admin(db: None) -> User:
    return person("admin@lab-o.example", Role.ADMIN, first_name="Ada", last_name="Minard")


@pytest.fixture
def admin_client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client
