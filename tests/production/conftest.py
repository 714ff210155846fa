"""Real processes on an installation of their own, on the database that the run has chosen."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.production.place import Place, migrated


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Place]:
    """An installation with people and rows, that a module's tests share."""
    folder = tmp_path_factory.mktemp("production") / "data"
    folder.mkdir()
    with django_db_blocker.unblock(), migrated(folder) as found:
        found.fill()
        yield found
