"""Templates keep to their own package, and hold nothing that the content security policy would block."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import source

LONGEST = 160
"""Signs in a line of a template."""
TAG = re.compile(r"{%\s*(include|extends|url)\s+[\"']([^\"']+)[\"']")
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script\s*>", re.S | re.I)
STYLE_TAG = re.compile(r"<style\b", re.I)
ATTRIBUTE = re.compile(r"<[a-z][^<>]*?\s(style|on[a-z]+|hx-on[\w:-]*)\s*=", re.I)
TEMPLATE_CODE = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.S)


def _texts() -> list[tuple[Path, str]]:
    return [(path, TEMPLATE_CODE.sub("", path.read_text(encoding="utf-8"))) for path in source.templates()]


def _faults(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{source.short(path)}: {found[0][:80]}"
        for path, text in _texts()
        for found in pattern.finditer(text)
    ]


def test_templates_lean_only_on_their_own_package_the_kernel_and_ui() -> None:
    existing = source.packages()
    order = [source.label_of(name) for name in source.spine() if name in existing]
    found = []
    for path, text in _texts():
        own = source.label_of(source.owner(path))
        below = set(order[order.index(own) :]) if own in order else set()
        for tag, target in TAG.findall(text):
            head = target.partition(":" if tag == "url" else "/")[0]
            # A link may go down the spine; a piece of another domain's page may not be taken at all.
            allowed = below if tag == "url" else {own, "kernel", "ui"} if own != "config" else set(order)
            if head in order and head not in allowed:
                found.append(f"{source.short(path)}: {tag} {target}")
    assert found == []


def test_a_template_lies_in_a_folder_named_after_its_package() -> None:
    found = []
    for path in source.templates():
        own = source.label_of(source.owner(path))
        folder = source.below(path)
        inside = folder[folder.index("templates") + 1]
        names = {own, folder[0]} if own == "kernel" else {own}
        # config lays templates over those of the libraries (sign-in pages, error pages).
        if own not in ("config", "ui") and inside not in names:
            found.append(source.short(path))
    assert found == []


def test_no_script_in_a_template() -> None:
    found = [
        source.short(path)
        for path, text in _texts()
        for script in SCRIPT.finditer(text)
        if script["code"].strip() or not re.search(r"\ssrc\s*=", script["attributes"])
    ]
    assert found == []


@pytest.mark.parametrize("pattern", [STYLE_TAG, ATTRIBUTE], ids=["style element", "style or event attribute"])
def test_no_style_or_event_handler_in_a_template(pattern: re.Pattern[str]) -> None:
    assert _faults(pattern) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', True),
        ('<a\n href="/" onclick="go()">', True),
        ('<p data-style="x" class="on">', False),
        ('<p title="style = calm">', False),
        ("<label>style = x</label>", False),
    ],
)
def test_the_attribute_pattern_finds_what_it_should(text: str, found: bool) -> None:
    assert bool(ATTRIBUTE.search(text)) is found


def test_lines_can_be_read_and_no_more_files_have_long_ones() -> None:
    """Those in the list are older than the rule. Whoever mends one takes it out; none is put in."""
    known = (Path(__file__).parent / "long_templates.txt").read_text(encoding="utf-8").split()
    long = [path for path in source.templates() if any(len(line) > LONGEST for line in _lines(path))]
    assert sorted(path.relative_to(source.PACKAGE).as_posix() for path in long) == known


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_what_a_view_gives_its_page_is_shown_there() -> None:
    found = [
        f"{source.short(path)}: {key} is not in {template}"
        for path in source.modules()
        for template, keys in _given(path)
        for key in keys
        if not re.search(rf"\b{key}\b", _whole(template))
    ]
    assert found == []


def _given(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The template of each `render`, and the names in what it is given, where that is written out in the function."""
    for function in ast.walk(source.tree(path)):
        if isinstance(function, ast.FunctionDef):
            written = {
                target.id: node.value
                for node in ast.walk(function)
                if isinstance(node, (ast.Assign, ast.AnnAssign))
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)
            }
            for node in ast.walk(function):
                match node:
                    case ast.Call(ast.Name("render"), [_request, ast.Constant(str(template)), given, *_more]):
                        context = written.get(given.id) if isinstance(given, ast.Name) else given
                        if isinstance(context, ast.Dict):
                            yield (
                                template,
                                [str(k.value) for k in context.keys if isinstance(k, ast.Constant)],
                            )


@cache
def _whole(template: str) -> str:
    """The template's text with all that it takes in."""
    text = _by_name()[template]
    taken = [name for tag, name in TAG.findall(text) if tag != "url"]
    return "\n".join([text, *map(_whole, taken)])


@cache
def _by_name() -> dict[str, str]:
    return {path.as_posix().rpartition("/templates/")[2]: text for path, text in _texts()}
