"""The glossary has a line for every model and every register, in Swedish order, each word once."""

import re

from django.apps import apps

from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.lib.swedish import sort_key
from tests.docs import pages

ROWS = pages.rows((pages.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
NAMES = {name for row in ROWS for name in re.findall(r"`([^`]+)`", row[1])}


def test_every_model_is_there() -> None:
    own = {model.__name__ for model in apps.get_models() if model.__module__.startswith("akropolis.")}
    assert own - NAMES == set()


def test_every_register_is_there() -> None:
    assert {register.key for register in registry.all()} - NAMES == set()


def test_words_stand_once_and_in_order() -> None:
    words = [row[0] for row in ROWS]
    assert words == sorted(set(words), key=sort_key)


def test_every_domain_says_what_it_owns() -> None:
    domains = [path.parent for path in (pages.ROOT / "src" / "akropolis").rglob("register.py")]
    domains += [path.parent for path in (pages.ROOT / "src" / "akropolis").rglob("services/__init__.py")]
    for folder in {path.parent if path.name == "services" else path for path in domains}:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert ("**Owns:**" in text, "**Must never know:**" in text) == (True, True), folder.name
