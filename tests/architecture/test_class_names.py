"""The name of a public class is unique, so that grep finds the class that is meant."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "akropolis"
SHARED = Path(__file__).with_name("shared_class_names.txt")
"""Names that more than one class still has. The list only shrinks."""


def classes() -> dict[str, list[str]]:
    """The files that define a public class at module level, by the name of the class."""
    found = defaultdict(list)
    for file in sorted(ROOT.rglob("*.py")):
        if "migrations" not in file.parts:
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(str(file.relative_to(ROOT)))
    return found


def test_a_public_class_name_is_unique() -> None:
    shared = {name for name, files in classes().items() if len(files) > 1}
    assert shared == set(SHARED.read_text("utf-8").split())
