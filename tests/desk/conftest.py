"""What the tests of the desk share: ``from office import …``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office import Newsroom, newsroom


@pytest.fixture
def room(database: Path) -> Newsroom:
    """A desk with one article of four claims by Anna Ackerbach, and a second that repeats the first."""
    return newsroom(database)
