"""A dossier in team review, for the tests that start there."""

import pytest

from tests.scoring import panel as panels
from tests.scoring.panel import Panel


@pytest.fixture
def panel(db: None) -> Panel:
    return panels.build()
