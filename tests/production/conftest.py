"""Real processes on an installation of their own, on the database that the run has chosen."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.production.place import Place, copied, migrated
from tests.production.server import Pair, serving

SECRET = "hemligt-for-matning"


@pytest.fixture(scope="package")
def pattern(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Place]:
    """An installation with people and rows, of which each module has a copy: filling it takes long."""
    folder = tmp_path_factory.mktemp("pattern") / "data"
    folder.mkdir()
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            found = stack.enter_context(migrated(folder))
        found.fill()
        yield found


@pytest.fixture(scope="module")
def place(pattern: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation with people and rows, that a module's tests share."""
    with copied(pattern, tmp_path_factory.mktemp("production")) as found:
        yield found


@pytest.fixture(scope="package")
def pair(pattern: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A server of two processes that is measured, with an installation of its own. Nobody stops it."""
    with (
        copied(pattern, tmp_path_factory.mktemp("pair")) as place,
        serving(place, workers=2, AKROPOLIS_METRICS_TOKEN=SECRET, AKROPOLIS_LOG_FORMAT="json") as server,
    ):
        yield Pair(place, server, SECRET)
