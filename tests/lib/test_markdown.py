"""The small Markdown: what it takes, what comes out as typed, and secrecy that fails closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib import document as d
from akropolis.base.lib.markdown import parse

OSL = d.Secrecy("18 kap. 8 b § OSL")
FIGURES = {
    "incidents.total": d.Value("incidents.total", "31", changed_from="29", href="/incidenter/"),
    "few": d.Value("few", "2"),
}


def blocks(text: str, level: int = 2) -> tuple[d.Block, ...]:
    return parse(text, resolve=FIGURES.get, level=level).blocks


def sentences(text: str) -> list[tuple[int, str, str]]:
    return [(p.line, p.code, p.detail) for p in parse(text, resolve=FIGURES.get).problems]


AWKWARD = 'a <granska> {{ x }} {% y %} #read("x") $a$ \\ \\* ` ``` @ref _x_ ![a](/b) &amp; {x} }{ <!-- --> ~~z~~ https://a.se'


@pytest.mark.parametrize(
    "text",
    [
        AWKWARD,
        "* stjärna",
        "+ 5 procent",
        "1) ett",
        "---",
        "    indrag".strip(),
        "[x](javascript:alert(1))",
        "[x](//annan.se/)",
        "[x](ftp://a.se)",
        "[a]: http://a.se",
        "<https://a.se>",
        "#utan mellanslag",
        "2 * 3 * 4",
        "{figure}",
        "{figure:}",
        "{figure:okänd|31}",
        "{/secret}",
        "secret {secretary}",
        "\ue0000\ue001 \ue000",
        "a[^1]",
    ],
)
def test_what_is_not_in_the_language_comes_out_as_typed(text: str) -> None:
    assert blocks(text) == (d.paragraph(text),)


def test_paragraphs_emphasis_links_and_breaks() -> None:
    assert blocks(
        "Ett **fett** och *kursivt **båda***.\nSamma  \nny rad\n\n[länk](https://a.se/b) [rot](/c)"
    ) == (
        d.Paragraph(
            (
                d.Text("Ett "),
                d.Strong((d.Text("fett"),)),
                d.Text(" och "),
                d.Emphasis((d.Text("kursivt "), d.Strong((d.Text("båda"),)))),
                d.Text(". Samma"),
                d.LineBreak(),
                d.Text("ny rad"),
            )
        ),
        d.Paragraph(
            (d.Link("https://a.se/b", (d.Text("länk"),)), d.Text(" "), d.Link("/c", (d.Text("rot"),))),
        ),
    )


def test_lists_and_quotes() -> None:
    assert blocks("- a\n- b\n  1. c\n\n3. d\n\n> e\n> - f") == (
        d.BulletList(((d.paragraph("a"),), (d.paragraph("b"), d.OrderedList(((d.paragraph("c"),),))))),
        d.OrderedList(((d.paragraph("d"),),), start=3),
        d.Quote((d.paragraph("e"), d.BulletList(((d.paragraph("f"),),)))),
    )


def test_headings_take_their_level_from_the_place_and_skip_none() -> None:
    assert blocks("### a\n##### b\n### c\n\n- ### d", level=3) == (
        d.heading(3, "a"),
        d.heading(4, "b"),
        d.heading(3, "c"),
        d.BulletList(((d.Paragraph((d.Strong((d.Text("d"),)),)),),)),
    )


def test_tables() -> None:
    assert blocks("| Enhet | Antal |\n|---|--:|\n| SLK | {figure:few} |\n| {secret:P|x|y} | - |") == (
        d.Table(
            ((d.Text("Enhet"),), (d.Text("Antal"),)),
            (
                d.Row(((d.Text("SLK"),), (FIGURES["few"],))),
                d.Row(((d.Secret((d.Text("x|y"),), d.Secrecy("P")),), (d.Text("-"),))),
            ),
            alignments=("left", "right"),
        ),
    )


def test_a_table_that_would_lose_a_cell_is_typed_text() -> None:
    assert blocks("| a |\n|---|\n| 1 | 2 |") == (d.paragraph("| a | |---| | 1 | 2 |"),)


def test_footnotes() -> None:
    parsed = parse("Nätfiske[^1] sker.\n\n[^1]: En **form**.\n\n    Mer.\n\nSlut.", scope="hotbild")
    assert parsed.blocks == (
        d.Paragraph((d.Text("Nätfiske"), d.FootnoteRef("hotbild:1"), d.Text(" sker."))),
        d.paragraph("Slut."),
    )
    note = (d.Text("En "), d.Strong((d.Text("form"),)), d.Text("."), d.LineBreak(), d.Text("Mer."))
    assert parsed.footnotes == (d.Footnote("hotbild:1", note),)
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        ("Ett.\n\n    Två.", ["Ett.", "Två."]),
        ("- ett\n    - två", ["ett", "två"]),
        ("> ett\n    >\n    > två", ["ett", "två"]),
        ("| a | b |\n    |---|---|\n    | ett | två |", ["a", "b", "ett", "två"]),
    ],
    ids=["paragraphs", "list", "quote", "table"],
)
def test_whatever_stands_in_a_footnote_is_its_text(inside: str, texts: list[str]) -> None:
    (note,) = parse(f"x[^1]\n\n[^1]: {inside}").footnotes
    breaks = [part for part in note.inlines if isinstance(part, d.LineBreak)]
    assert [part.text for part in note.inlines if isinstance(part, d.Text)] == texts
    assert len(breaks) == len(texts) - 1


def test_footnotes_that_do_not_fit_are_told_and_not_lost() -> None:
    text = "a[^1] b[^2]\n\n[^1]: ett\n\n[^1]: igen\n\n[^3]: oanvänd [^1]"
    parsed = parse(text)
    assert d.plain_text(d.Document("", parsed.blocks, footnotes=parsed.footnotes)) == [
        "a1 b[^2]",
        "[^1]: igen",
        "[^3]: oanvänd [^1]",
        "1 ett",
    ]
    assert sentences(text) == [
        (1, "footnote-undefined", "2"),
        (1, "footnote-twice", "1"),
        (7, "footnote-unused", "3"),
    ]


def test_figures() -> None:
    assert blocks("{figure:incidents.total} **{figure:few}**") == (
        d.Paragraph((FIGURES["incidents.total"], d.Text(" "), d.Strong((FIGURES["few"],)))),
    )


@pytest.mark.parametrize(
    ("written", "current"),
    [
        ("31", None), ("31 st", None), ("Av fel, 31.", None), ("31,", None), ("trettio", "31"), ("131", "31"),
        ("29", "31"), (",31", "31"), ("31,5", "31"),
    ],
)  # fmt: skip
def test_the_writers_own_words_for_a_figure_stand_and_are_compared(written: str, current: str | None) -> None:
    (paragraph,) = blocks(f"{{figure:incidents.total|{written}}}")
    value = d.Value("incidents.total", written, "29", "/incidenter/", current)
    assert paragraph == d.Paragraph((value,))


def test_small_numbers_may_be_written_in_words() -> None:
    assert blocks("{figure:few|Två incidenter}") == (d.Paragraph((d.Value("few", "Två incidenter"),)),)


@pytest.mark.parametrize(
    ("written", "value", "current"),
    [
        ("Inga", "0 av 0", None), ("inga", "0 av 5", None), ("tre", "3 av 5", None), ("Inga", "1 av 5", "1 av 5"),
        ("fem", "3 av 5", "3 av 5"), ("3 av 6", "3 av 5", "3 av 5"), ("3 av 5", "3 av 5", None),
    ],
)  # fmt: skip
def test_words_for_a_share_may_say_only_the_part(written: str, value: str, current: str | None) -> None:
    parsed = parse(f"{{figure:x|{written}}}", resolve=lambda key: d.Value(key, value))
    assert parsed.blocks == (d.Paragraph((d.Value("x", written, current=current),)),)


def test_figures_that_are_not_there_are_told() -> None:
    assert sentences("a\n\n{figure:nope} {figure:x y}") == [
        (3, "figure-malformed", ""),
        (3, "figure-unknown", "nope"),
    ]
    assert parse("{figure:nope}").problems[0].sentence == (
        "Rad 1: siffran nope finns inte i underlaget. Välj siffran i listan på nytt."
    )


def test_secret_paragraphs() -> None:
    text = "öppet\n{secret 18 kap. 8 b § OSL}\nhemligt\n\n- punkt\n{/secret}\nöppet"
    assert blocks(text) == (
        d.paragraph("öppet"),
        d.paragraph("hemligt", secrecy=OSL),
        d.BulletList(((d.paragraph("punkt", secrecy=OSL),),), secrecy=OSL),
        d.paragraph("öppet"),
    )
    assert sentences(text) == []


def test_secret_words() -> None:
    assert blocks("a {secret:18 kap. 8 b § OSL|*b* {x} {figure:few}} c") == (
        d.Paragraph(
            (
                d.Text("a "),
                d.Secret((d.Emphasis((d.Text("b"),)), d.Text(" {x} "), FIGURES["few"]), OSL),
                d.Text(" c"),
            )
        ),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("öppet\n\n{secret P}\nHEMLIGT\n\nHEMLIGT", (3, "secret-unclosed", "")),
        ("öppet {secret:P|HEMLIGT\n\nHEMLIGT", (1, "secret-unclosed", "")),
        ("öppet {secret:P|HEMLIGT {\n\n{/secret}\n\nHEMLIGT", (1, "secret-unclosed", "")),
        ("öppet {secret P} HEMLIGT {/secret} HEMLIGT\n\nHEMLIGT", (1, "secret-malformed", "")),
        ("öppet\n\n{secret}\nHEMLIGT", (3, "secret-malformed", "")),
        ("öppet\n\n{ SECRET P | HEMLIGT }", (3, "secret-malformed", "")),
        ("öppet\n\n{sekretess: HEMLIGT", (3, "secret-malformed", "")),
        ("öppet\n\n{secret A}\nHEMLIGT\n{secret B}\nHEMLIGT\n{/secret}\nHEMLIGT", (3, "secret-unclosed", "")),
        ("öppet\n\n{secret A}\nHEMLIGT {/secret} HEMLIGT", (3, "secret-unclosed", "")),
        ("- öppet\n  {secret P}\n  HEMLIGT\n\nHEMLIGT", (2, "secret-unclosed", "")),
        ("> öppet\n> {secret P}\n> HEMLIGT\n\nHEMLIGT", (2, "secret-unclosed", "")),
        ("öppet {secret:P|HEMLIGT\n{secret Q}\nHEMLIGT\n{/secret}\n\nHEMLIGT", (1, "secret-unclosed", "")),
        ("| öppet |\n|---|\n{secret P}\n| HEMLIGT |", (3, "secret-unclosed", "")),
        ("öppet[^1]\n\n[^1]: {secret:P|HEMLIGT\n\nHEMLIGT", (3, "secret-unclosed", "")),
        ("öppet[^1]\n\n{secret P}\n\n[^1]: HEMLIGT", (3, "secret-unclosed", "")),
        ("[öppet](/{secret:P|HEMLIGT)", (1, "secret-unclosed", "")),
    ],
)
def test_a_mark_that_cannot_be_read_or_does_not_end_closes_what_follows(
    text: str, problem: tuple[int, str, str]
) -> None:
    parsed = parse(text)
    document = d.Document("", parsed.blocks, footnotes=parsed.footnotes)
    assert "HEMLIGT" in d.canonical(document)
    assert "öppet" in "".join(d.plain_text(d.mask(document)))
    assert "HEMLIGT" not in d.canonical(d.mask(document))
    assert problem in sentences(text)


@given(
    before=st.text("ab \n-|>*[]^1.{}\\`", max_size=20),
    mark=st.sampled_from(
        ["{secret P}\n", "\n{secret P}\n", "{secret:P|", "{secret ", "{secret:", "\n\n{secret P}\n\n"]
    ),
    after=st.text("ab \n-|>*[]^1.:{\\`#", max_size=20),
)
def test_no_text_around_an_open_mark_lets_anything_out(before: str, mark: str, after: str) -> None:
    parsed = parse(f"{before}{mark}{after}HEMLIGT{after}")
    document = d.Document("", parsed.blocks, footnotes=parsed.footnotes)
    assert "HEMLIGT" not in d.canonical(d.mask(document))


@given(st.text("ab \n-|>*[]^1.:{}\\`#_!()/", max_size=40))
def test_no_letter_is_lost(text: str) -> None:
    parsed = parse(text)
    document = d.Document("", parsed.blocks, footnotes=parsed.footnotes)
    inlines = [inline for block in d.walk_blocks(parsed.blocks) for inline in d.own_inlines(block)]
    seen = "".join(
        [*d.plain_text(document), *(inline.href for inline in inlines if isinstance(inline, d.Link))]
    )
    assert sorted(c for c in seen if c in "ab") == sorted(c for c in text if c in "ab")


def test_what_lies_too_deep_is_typed_text() -> None:
    for text in ("- " * 9 + "a", "> " * 300 + "a", "\n".join("  " * n + "- a" for n in range(40))):
        assert sentences(text) == [(1, "too-deep", "")]
        assert d.plain_text(d.Document("", blocks(text))) == [" ".join(text.split())]
