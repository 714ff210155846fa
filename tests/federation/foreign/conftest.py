"""An installation, and the city's own certificate authority."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.federation.foreign.inside import Inside, prepared
from tests.production.place import Place, migrated


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Mälarstad")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("foreign")


@pytest.fixture(scope="module")
def place(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    data = folder / "data"
    data.mkdir()
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            found = stack.enter_context(migrated(data))
        yield found


@pytest.fixture(scope="module")
def inside(place: Place) -> Iterator[Inside]:
    with prepared(place) as found:
        yield found
