"""Areas of addresses, by the first of their words, and which of them a name means."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from akropolis.base.kernel.kept.declaration import registry as kept
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.parts import declared
from tests.behaviours import walk

LEADS = "→"
"""Between a page and where a form on it is sent."""
SHELL = "shell"
"""The area of what is around all pages."""
DIFFERS = "◇"
"""Before the name of a part of the shell that differs on a page."""
START = "start"
INNER = {"api": 2, "genomgangar": 3, "krav": 1}
"""What has areas in it, and the place of the word that names them."""
BEGINS = re.compile(r"^(?!.*\d)[\w-]+")


def area(url: str) -> str:
    """The first of its words: `atgarder` of `/atgarder/ny/`, `api-actions` of the API. It may be a route."""
    if url.startswith(("shell:", "menu:")):
        return SHELL
    words = url.partition(DIFFERS)[0].partition(LEADS)[0].partition("?")[0].strip("/").split("/")
    inner = INNER.get(words[0], len(words))
    return "-".join([words[0] or START, *BEGINS.findall("".join(words[inner : inner + 1]))])


AREAS = sorted({area(route) for route, _pattern in walk.patterns()})


def chosen(name: str) -> list[str]:
    """The areas that the name means: the area, or those of a package's pages and API; all without a name.

    Raises LookupError if it means none.
    """
    if not name:
        return [*AREAS, SHELL]
    found = [each for each in (*AREAS, SHELL) if name == each or name in packages().get(each, ())]
    if not found:
        known = sorted({*AREAS, SHELL}.union(*packages().values()))
        raise LookupError(f"No area and no package is called {name}. These are: {', '.join(known)}")
    return found


@cache
def packages() -> Mapping[str, set[str]]:
    """The packages of each area: of its views, and of the register, table or list that has its addresses."""
    found: dict[str, set[str]] = defaultdict(set)
    for route, pattern in walk.patterns():
        found[area(route)] |= _package(pattern.callback)
    declarations: list[tuple[str, str, Any]] = [
        *((register.slug, register.key, register.model) for register in registry.all()),
        *((table.slug, table.key, table.model) for table in kept),
        *(("", part.key, part.model) for part in declared()),
        *((each.slug, each.api, each) for each in lists),
    ]
    for slug, key, of in declarations:
        for route in (slug, key and f"api/v1/{key}"):
            if route:
                found[area(route)] |= _package(of)
    return found


def _package(of: Any) -> set[str]:
    """Return the package that the object is defined in; nothing for the base."""
    while hasattr(of, "func"):
        of = of.func
    root, *words = str(of.__module__).split(".")
    return {words[1]} if root == "akropolis" and words[0] != "base" else set()
