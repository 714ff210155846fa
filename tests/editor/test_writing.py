"""What is done in the editor with keys, buttons and the clipboard becomes the text that is meant."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

TEXT = """() => {
  const field = document.querySelector("#text");
  field.form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  return field.value;
}"""
PASTE = """([html, text]) => {
  const clipboardData = new DataTransfer();
  if (html) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector("[role=textbox]").dispatchEvent(event);
}"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {{ color: red }}</style></head><body>
<!--StartFragment--><h1 style="color:red">Läget</h1><p class=MsoNormal style="margin:0"><b>Fet</b> och
<span style="font-weight:bold">fet</span> <a href="javascript:alert(1)">farlig</a> <a href="https://exempel.se/">länk</a><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>ett</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>djupare</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>två</p>
<table><tr><td><p>År</p></td><td><p>Antal</p></td></tr><tr><td>2026</td><td><table><tr><td>4</td><td>5</td></tr></table></td></tr></table>
<script>document.title = "tagen"</script>
<img src="data:image/png;base64,{picture}"><p>&nbsp;</p><!--EndFragment--></body></html>"""


@pytest.fixture
def empty(page: Page) -> Page:
    """The page with nothing written on it."""
    page.goto("http://editor.test/")
    page.locator("[role=textbox]").click()
    return page


def text_of(page: Page) -> str:
    """The form's own field, as it would be sent."""
    return str(page.evaluate(TEXT))


def test_signs_become_what_they_mean_as_they_are_typed(empty: Page) -> None:
    for line in ("### Läget", "Det är **gott** och *klart*.", "- ett", "två", ""):
        empty.keyboard.type(line)
        empty.keyboard.press("Enter")
    empty.keyboard.type("Slut.")
    expect(empty.locator("[role=textbox] li")).to_have_text(["ett", "två"])
    assert text_of(empty) == "### Läget\n\nDet är **gott** och *klart*.\n\n- ett\n- två\n\nSlut."


def test_a_year_that_begins_a_sentence_stays_a_year(empty: Page) -> None:
    empty.keyboard.type("2026. Ett bra år.")
    empty.keyboard.press("Enter")
    empty.keyboard.type("3. ")
    empty.keyboard.press("Backspace")
    empty.keyboard.type("mars.")
    assert text_of(empty) == "2026.\u00a0Ett bra år.\n\n3.\u00a0mars."


def test_a_figure_is_put_in_by_a_slash_and_known_by_its_value(empty: Page) -> None:
    empty.keyboard.type("Av /åtg")
    expect(empty.get_by_role("option")).to_have_count(2)
    empty.keyboard.press("Enter")
    empty.keyboard.type(" är klara.")
    expect(empty.locator(".ak-chip")).to_have_text("13")
    assert text_of(empty) == "Av {figure:a.b} är klara."


def test_a_chart_stands_in_a_paragraph_of_its_own(empty: Page) -> None:
    empty.keyboard.type("Så här: /diagram")
    empty.keyboard.press("Enter")
    assert text_of(empty) == "Så här:\n\n{figure:a.b|diagram}"


def test_escape_leaves_what_was_typed(empty: Page) -> None:
    empty.keyboard.type("och /åtg")
    empty.keyboard.press("Escape")
    expect(empty.get_by_role("listbox")).to_be_hidden()
    empty.keyboard.press("Enter")
    assert text_of(empty) == "och /åtg"


def test_only_what_is_touched_is_written_anew(empty: Page) -> None:
    before = "Rad ett\nrad två.\n\n*  inte en lista\n\n\nSista  stycket.\n"
    made = empty.evaluate(
        """async text => {
          const { open, textOf } = await import("/editor.js");
          const { doc, kept } = open(text);
          const last = doc.lastChild;
          const changed = doc.replace(doc.content.size - 1, doc.content.size - 1, doc.slice(1, 1));
          const more = last.copy(last.content.append(doc.firstChild.content));
          const longer = doc.copy(doc.content.replaceChild(doc.childCount - 1, more));
          return [textOf(changed, kept), textOf(longer, kept)];
        }""",
        before,
    )
    assert made == [before, "Rad ett\nrad två.\n\n*  inte en lista\n\n\nSista  stycket.Rad ett rad två."]


def test_what_is_pasted_from_word_is_its_words_and_their_form(empty: Page) -> None:
    empty.evaluate(PASTE, [WORD.format(picture="A" * 2_000_000), "Läget"])
    said = text_of(empty)
    assert said == (
        "### Läget\n\n**Fet** och **fet** farlig [länk](https://exempel.se/)\n\n- ett\n  - djupare\n- två\n\n"
        "| År | Antal |\n| --- | --- |\n| 2026 | 4 · 5 |"
    )
    assert empty.title() == "Prov"


def test_plain_text_that_is_pasted_is_read_as_the_small_markdown(empty: Page) -> None:
    empty.evaluate(PASTE, ["", "Ett {figure:a.b}.\r\n\r\n- **två**"])
    assert text_of(empty) == "Ett {figure:a.b}.\n\n- **två**"


def test_what_is_longer_than_a_chapter_is_not_pasted_and_it_is_said(empty: Page) -> None:
    empty.keyboard.type("Kvar.")
    empty.evaluate(PASTE, ["", "ord " * 15_001])
    expect(empty.locator("#live")).to_have_text("För mycket")
    assert text_of(empty) == "Kvar."


@pytest.mark.parametrize(
    ("key", "shown"), [("Control+b", "**ord**"), ("Control+i", "*ord*")], ids=["bold", "italic"]
)
def test_the_keys_for_bold_and_italic(empty: Page, key: Any, shown: Any) -> None:
    empty.keyboard.type("ord")
    empty.keyboard.press("Control+a")
    empty.keyboard.press(key)
    assert text_of(empty) == shown
