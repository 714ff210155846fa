"""Words that writers of Swedish avoid (docs/words.md), found where Swedish stands; exits 1 if there are any."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import catalogues

ROOT = catalogues.ROOT
LIST = ROOT / "docs" / "words.md"
FOREIGN = "foreign_words.yaml"
"""Holds the words of other makers, which we read and do not write."""


def avoided(text: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The words to avoid as one pattern, and the phrases in which they are right."""
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| ")][2:]
    words = {word.strip() for row in rows for word in row[3].split(",")}
    ways = sorted(re.escape(word).replace(r"\*", r"\w*") for word in words)
    right = text.split("## Where the word is right")[1]
    return re.compile(rf"\b({'|'.join(ways)})\b", re.IGNORECASE), tuple(re.findall("^- (.+)$", right, re.M))


def sources() -> Iterator[tuple[Path, Iterator[tuple[int, str]]]]:
    """Every place where Swedish stands: file, and its texts with their lines."""
    for app in catalogues.apps():
        yield app / catalogues.CATALOGUE, _messages(app)
    content = sorted(path for path in catalogues.PACKAGE.rglob("content/*.yaml") if path.name != FOREIGN)
    templates = sorted(catalogues.PACKAGE.rglob("templates/**/*.html"))
    for path in (*content, *templates, *sorted((ROOT / "docs" / "anvandarguide").glob("*.md"))):
        yield path, enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for path in sorted(catalogues.PACKAGE.rglob("*.py")):
        yield path, _strings(path)


def _messages(app: Path) -> Iterator[tuple[int, str]]:
    for message in catalogues.read(app):
        texts = [message.string] if isinstance(message.string, str) else message.string
        yield from ((message.lineno or 0, text) for text in texts or () if message.id)


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """The Swedish strings of the code; an address or a key is no prose."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def main() -> int:
    pattern, right = avoided(LIST.read_text(encoding="utf-8"))
    found = 0
    for path, texts in sources():
        for line, text in texts:
            plain = re.sub("|".join(map(re.escape, right)), "", text)
            for word in pattern.findall(plain):
                found += 1
                print(f"{path.relative_to(ROOT)}:{line}: avoid ”{word}” (docs/words.md)", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
