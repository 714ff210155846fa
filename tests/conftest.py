"""Where tests keep their data, and which of them touch the database.

`AKROPOLIS_DATABASE_URL` chooses the database, as in any installation; without it tests run on SQLite in
memory.
"""

import atexit
import os
import shutil
import tempfile
from typing import Any

import django
import pytest
from hypothesis import HealthCheck, settings

from tests import budget
from tests.length import LONG
from tests.stage import nodes, scene, stage, world

__all__ = ["nodes", "scene", "stage", "world"]


def own_folder() -> str:
    """A data folder that is gone with this process."""
    folder = tempfile.mkdtemp(prefix="akropolis-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# Set before Django reads its settings, so that no test writes into a developer's own ./var.
if "AKROPOLIS_DATA_DIR" not in os.environ:
    os.environ["AKROPOLIS_DATA_DIR"] = own_folder()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akropolis.shell.config.settings")

# On a machine with other work an example may take its time; that says nothing of what it shows.
settings.register_profile("long", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The suite tries the same examples each time, so that what it says is about the change; the long run draws new ones.
settings.register_profile("suite", settings.get_profile("long"), max_examples=30, derandomize=True)
settings.load_profile("long" if LONG else "suite")


def set_up() -> None:
    """Set up Django; pytest-django only does so when the settings are named before this file is read."""
    django.setup()
    # Imported late: it needs settings, which need the environment above.
    from tests import flush, statics

    flush.allow()
    statics.list_once()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Give each process a folder of its own. It reads the settings before this file, so it is told as it is begun."""
    for spec in specs:
        spec.env["AKROPOLIS_DATA_DIR"] = own_folder()


def pytest_configure(config: pytest.Config) -> None:
    """Set up Django, and count what the tests cost."""
    set_up()
    from tests.given import Given

    config.pluginmanager.register(Given(), "given")
    config.pluginmanager.register(budget.Budget(os.environ.get("AKROPOLIS_DATABASE_URL", "")), "budget")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Databases of tests begin as a copy of a migrated one."""
    from tests import migrated

    with django_db_blocker.unblock():
        migrated.offer()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """The queries that a test counts do not depend on the test before it."""
    from akropolis.base.kernel.cache import results

    results.clear_cache()


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, and leave out what only the long run is for."""
    for item in items:
        if item.get_closest_marker("long") and not LONG:
            item.add_marker(pytest.mark.skip(reason="only in make test-long"))
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
