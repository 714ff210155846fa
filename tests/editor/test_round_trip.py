"""A text that is opened in the editor: untouched it is the same sign for sign, and written anew it says the same."""

import gzip
from typing import Any

import pytest
from playwright.sync_api import Page

from akropolis.base.lib.document import Value
from akropolis.base.lib.markdown import parse
from tests.editor.conftest import FILES
from tests.editor.texts import texts

SEED, COUNT = 2, 1500
MADE = """async texts => {
  const { open, write } = await import("/editor.js");
  return texts.map(text => {
    const found = open(text);
    if (!found) return null;
    found.doc.check();
    const blocks = found.doc.content.content;
    return { kept: write(blocks, found.kept), anew: write(blocks), kinds: blocks.map(each => each.type.name) };
  });
}"""


def _said(text: str) -> Any:
    parsed = parse(text, resolve=lambda key: Value(key, f"värdet av {key}"))
    return parsed.blocks, parsed.footnotes


@pytest.fixture(scope="module")
def made(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """Each text with what the editor makes of it."""
    drawn = texts(SEED, COUNT)
    return list(zip(drawn, page.evaluate(MADE, drawn), strict=True))


def test_what_nobody_touches_is_the_same_sign_for_sign(made: list[tuple[str, dict[str, Any]]]) -> None:
    assert [text for text, found in made if found["kept"] != text] == []


def test_what_is_written_anew_is_read_by_the_server_as_the_same(
    made: list[tuple[str, dict[str, Any]]],
) -> None:
    assert [text for text, found in made if _said(found["anew"]) != _said(text)] == []


def test_little_is_shown_with_its_signs(made: list[tuple[str, dict[str, Any]]]) -> None:
    kinds = [kind for _, found in made for kind in found["kinds"]]
    assert {"paragraph", "heading", "table", "secret_block", "chart", "footnote", "raw"} <= set(kinds)
    assert kinds.count("raw") < len(kinds) / 6


def test_what_people_write_is_shown_as_it_is_meant(page: Page) -> None:
    text = (
        "### Läget\n\nAv {figure:a.b} är **alla**[^1] klara.\n\n{figure:a.b|diagram}\n\n- ett\n- två\n  - djupare\n\n"
        "| År | Antal |\n| --- | --: |\n| 2026 | 4 |\n\n"
        "{secret 18 kap. 8 § OSL}\n\nHemligt.\n\n{/secret}\n\n[^1]: En not."
    )
    (found,) = page.evaluate(MADE, [text])
    assert found["kinds"] == [
        "heading",
        "paragraph",
        "chart",
        "bullet_list",
        "table",
        "secret_block",
        "footnote",
    ]
    assert found["anew"] == text


@pytest.mark.parametrize(
    "text",
    ["a\ue000b", "rad\x0bbruten", "**" * 6000, "- - - - - - - a", "\ufeffHej"],
    ids=["token", "control", "overloaded", "deep", "mark of order"],
)
def test_a_text_that_may_be_read_in_two_ways_is_left_to_the_plain_field(page: Page, text: Any) -> None:
    assert page.evaluate(MADE, [text]) == [None]


@pytest.mark.parametrize(
    "text", ["{secret:oavslutad| ord", "före\n\n- {secret 18 kap.}\n- b", "{secret 18 kap.}\n\nutan slut"]
)
def test_secrecy_that_cannot_be_shown_as_such_stays_as_it_is_written(page: Page, text: Any) -> None:
    (found,) = page.evaluate(MADE, [text])
    assert found["kinds"][-1] == "raw"
    assert found["kept"] == found["anew"] == text


def test_the_bundle_is_light() -> None:
    assert len(gzip.compress(FILES["editor.js"][0].read_bytes())) < 150_000
