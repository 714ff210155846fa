"""The world as fixtures: built once for a module, and given to each test as new.

A module says which world it wants by `WORLD = "filled"` (a function of `tests.world`); `build` without.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["nodes", "scene", "stage", "undone", "world"]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back at the end."""
    from django.db import transaction  # Django is set up after this module is read

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def copied(what: Any) -> Any:
    """A copy that shares nothing with it; of models this takes half the time of `copy.deepcopy`."""
    return pickle.loads(pickle.dumps(what))


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The module's world. Ask for `world`, unless the test neither writes nor changes what it is given."""
    from tests import world as worlds

    with django_db_blocker.unblock(), undone():
        yield getattr(worlds, getattr(request.module, "WORLD", "build"))()


@pytest.fixture
def world(stage: Any, db: None) -> Iterator[Any]:
    """The world for one test: what it writes is taken back after it."""
    from django.core.cache import cache
    from django.utils import translation

    from akropolis.base.kernel.cache import results

    cache.clear()
    results.clear_cache()
    with translation.override("sv"):
        yield copied(stage)


@pytest.fixture(scope="module")
def scene(stage: Any, django_db_blocker: Any) -> Any:
    """The small graph across units of `tests.assets.crossing`, built once in the module's world.

    A module that wants more around it has a fixture `scene` of its own. It asks for `stage` too, so that it is built
    outside every test.
    """
    from tests.assets.crossing import crossing

    with django_db_blocker.unblock():
        return crossing(stage)


@pytest.fixture
def nodes(scene: Any, world: Any) -> Any:
    """The nodes of the scene by short name, for one test."""
    return copied(scene)
