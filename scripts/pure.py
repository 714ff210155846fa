"""Which tests are of pure rules: they import rules and lib, and nothing else of the product, nor Django.

    python scripts/pure.py          print them, one on a line

What a test imports from other files of the tests counts too.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pure_tests() -> list[str]:
    """The test files of pure rules, in order, relative to the project."""
    found = (path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _needs(path) == {"rules"})
    return [path.relative_to(ROOT).as_posix() for path in found]


@cache
def _needs(path: Path) -> frozenset[str]:
    """Of "rules" and "more" what the file imports, itself or through other files of the tests."""
    kinds: set[str] = set()
    for name in _imported(path):
        head, *rest = name.split(".")
        if head == "tests":
            for base in (ROOT.joinpath(head, *rest), ROOT.joinpath(head, *rest[:-1])):
                if base.with_suffix(".py").is_file():
                    kinds |= _needs(base.with_suffix(".py"))
                    break
        elif head == "akropolis" and rest:
            kinds.add("rules" if "lib" in rest[:2] or "rules" in rest else "more")
        elif head in ("django", "ninja", "playwright"):
            kinds.add("more")
    return frozenset(kinds)


def _imported(path: Path) -> list[str]:
    """The dotted names that the file imports anywhere, with what is taken out of a module after it."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


if __name__ == "__main__":
    print("\n".join(pure_tests()))
