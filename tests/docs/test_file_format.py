"""The page on the format `akropolis-review/1` says what the code does: every key, every refusal, and a good example."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from akropolis.base.kernel.access.gate import system
from akropolis.base.lib import placed
from akropolis.review.review_cycle.rules import interchange
from akropolis.review.review_cycle.rules.interchange import Key
from akropolis.review.review_cycle.services.exchange import import_text
from akropolis.review.review_text.rules.chapters import CHAPTERS
from tests.docs import pages

PAGE = pages.ROOT / "docs" / "how-to" / "review-file-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
TABLES = {
    "The file": interchange.ROOT,
    "`units`": interchange.UNIT,
    "`observations`": interchange.OBSERVATION,
    "`reviews`": interchange.REVIEW,
    "`chapters`": interchange.CHAPTER,
    "`directions`": interchange.DIRECTION,
}


def _section(heading: str) -> str:
    return re.split(r"^#{2,3} ", TEXT.partition(f" {heading}\n")[2], maxsplit=1, flags=re.M)[0]


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_described(heading: str) -> None:
    keys: Mapping[str, Key] = TABLES[heading]
    written = {row[0].strip("*`"): row for row in pages.rows(_section(heading))}
    assert list(written) == list(keys)
    assert {name for name, row in written.items() if row[0].startswith("**")} == {
        name for name, key in keys.items() if key.required
    }
    choices = [choice for name, key in keys.items() if name != "key" for choice in key.among]
    assert [choice for choice in choices if f"`{choice}`" not in _section(heading)] == []


def test_every_chapter_is_named_in_its_order() -> None:
    named = re.findall(r"`(\w+)`", _section("`chapters`").partition("The keys:")[2].partition("\n\n")[0])
    assert named == [chapter.key for chapter in CHAPTERS]


def _written(node: ast.AST) -> Iterator[str]:
    """The sentences in an expression, with … for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _written(child)


def _sentences() -> set[str]:
    found: set[str] = set()
    for module in (interchange, placed):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "YamlFault":
                found |= set(_written(node.args[1]))
            if isinstance(node, ast.FunctionDef) and getattr(node.returns, "id", "") == "str":
                returned = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
                found |= {text for value in returned if value is not None for text in _written(value)}
    return {text for text in found if re.search(r"\w+ \w+ ", text)}


def _fits(sentence: str, pattern: str) -> bool:
    parts = [re.escape(part) for part in pattern.split("…")]
    return re.match(".*".join(parts), sentence) is not None


def test_every_refusal_is_described_and_none_is_made_up() -> None:
    described = [row[0].strip("`") for row in pages.rows(_section("What is refused"))]
    sentences = _sentences()
    assert [text for text in sorted(sentences) if not any(_fits(text, one) for one in described)] == []
    assert [one for one in described if not any(_fits(text, one) for text in sentences)] == []


@pytest.mark.django_db
def test_the_example_is_taken_in() -> None:
    (example,) = pages.blocks(PAGE, "yaml")
    taken = import_text(system("test"), example, name="example.yaml")
    assert (taken.units, taken.observations, len(taken.reviews)) == (2, 1, 2)
