"""The town, in the tests that need one. Models can be imported only when Django is ready, so inside the fixtures."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def town(db: None) -> Any:
    from tests.exchange.town import build

    return build()


@pytest.fixture
def add(town: Any) -> Callable[..., Any]:
    """Store a row as the system."""
    from akropolis.base.kernel.access.gate import system
    from akropolis.base.kernel.records.writer import writing

    def make(model: Any, **values: Any) -> Any:
        with writing(system("test")) as w:
            return w.create(model, values)

    return make


@pytest.fixture
def english() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield
