"""A page of the design system, whole, without a server or a database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

import akropolis.base.ui
from akropolis.base.ui.parts import MenuItem, Shell, UnitChoice
from tests.ui import gallery

Renderer = Callable[..., str]


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Nothing is collected in a test, so files go by their own names."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _in_swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


@pytest.fixture
def shell() -> Shell:
    """A signed-in person in a nämnd, on the second page of the menu."""
    return Shell(
        city_name="Mälarstad",
        unit_name="Utbildningsnämnden",
        unit_switch_url="/enhet/",
        units=[
            UnitChoice(code="stad", name="Mälarstad"),
            UnitChoice(code="utb", name="Utbildningsnämnden", current=True),
        ],
        person_name="Karin Lind",
        menu=(
            MenuItem(label="Att göra", url="/"),
            MenuItem(
                label="Händelser",
                url="/incidenter/",
                current=True,
                items=(MenuItem(label="Tidsfrister", url="/tidsfrister/"),),
            ),
        ),
        search_url="/sok/",
        account_url="/konto/",
        sign_out_url="/logga-ut/",
        signed_in=True,
        is_demo=True,
    )


@pytest.fixture
def render() -> Renderer:
    """A template's text with a context: `render("{% load ui %}…", name=value)`."""

    def _render(source: str, **context: object) -> str:
        return str(engines["django"].from_string("{% load ui %}" + source).render(context)).strip()

    return _render


@pytest.fixture
def gallery_page(shell: Shell) -> str:
    return gallery.rendered(shell)


@pytest.fixture(scope="session")
def css_folder() -> Path:
    return Path(akropolis.base.ui.__file__).parent / "static" / "ui" / "css"
