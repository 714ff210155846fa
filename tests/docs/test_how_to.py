"""What the how-tos name in a file is there, their imports work, and the names that their examples take are free."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, is_valid_path, reverse

from tests.docs import pages

PAGES = sorted((pages.ROOT / "docs" / "how-to").glob("*.md"))
each_page = pytest.mark.parametrize("page", [pytest.param(path, id=path.stem) for path in PAGES])
NAMED = re.compile(r"`(\w+)`(?: \w+)? (?:in|of) `((?:src|tests|scripts)/[\w/.-]+)`")
KEY = re.compile(r'^ *key="([\w-]+)"|^ *path\(.*name="([\w-]+)"\)', re.M)
IMPORT = re.compile(r"^ *from (akropolis\.[\w.]+) import ([\w, ]+)$", re.M)
ADDRESS = re.compile(r'^ *(?:slug=|path\()"([\w/-]+)"', re.M)


def named() -> list[tuple[Path, str, str]]:
    """Each name that a page says stands in a file."""
    return [
        (page, name, place)
        for page in PAGES
        for name, place in NAMED.findall(" ".join(page.read_text("utf-8").split()))
    ]


def missing(text: str) -> list[str]:
    """List the imported names that are not there, and that the text neither defines nor makes a module of."""
    own = {*re.findall(r"^ *(?:class|def) (\w+)|^ *([A-Z_]+)(?:: .*)? = ", text, re.M)}
    defined = {name for names in own for name in names if name}
    found = [(module, name) for module, names in IMPORT.findall(text) for name in names.split(", ")]
    new = {path.replace("/", ".") for path in re.findall(r"`src/([\w/]+)\.py`", text)}
    return [
        f"{module}.{name}"
        for module, name in found
        if name not in defined and module not in new and not has(module, name)
    ]


def has(module: str, name: str) -> bool:
    """Return whether there is such a module with that name in it, or such a package with that module."""
    try:
        return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None
    except ModuleNotFoundError:
        return False


def known(key: str) -> bool:
    """Whether an address has that name."""
    try:
        reverse(key)
    except NoReverseMatch as missing:
        return "not a valid view" not in str(missing)
    return True


@pytest.mark.parametrize(("page", "name", "place"), named(), ids=lambda value: getattr(value, "stem", value))
def test_what_a_how_to_names_in_a_file_stands_there(page: Path, name: str, place: str) -> None:
    assert re.search(rf"\b{name}\b", (pages.ROOT / place).read_text("utf-8"))


@each_page
def test_what_an_example_imports_is_there(page: Path) -> None:
    assert missing(page.read_text("utf-8")) == []


def test_a_renamed_class_is_found() -> None:
    module = "akropolis.base.kernel.registers.declaration"
    assert missing(f"from {module} import Register, Section") == [f"{module}.Section"]
    assert missing("from akropolis.base.ui.none import Section") == ["akropolis.base.ui.none.Section"]
    assert missing("`src/akropolis/base/ui/none.py`\nfrom akropolis.base.ui.none import Section") == []
    assert missing(f"   from {module} import MINE\n   MINE = 1\n") == []


@each_page
def test_what_an_example_declares_is_not_there_already(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [key for pair in KEY.findall(text) for key in pair if key and known(key)] == []
    assert [address for address in ADDRESS.findall(text) if is_valid_path(f"/{address.strip('/')}/")] == []


def test_what_is_there_is_known() -> None:
    assert (known("incident-clocks"), known("incidents-detail"), known("incident-nothing")) == (
        True,
        True,
        False,
    )
    assert [bool(is_valid_path(address)) for address in ("/incidenter/", "/ingenting/")] == [True, False]
