"""Where a secrecy mark begins and ends: what is said of an end that ends nothing, and what stands around a mark."""

from __future__ import annotations

import pytest

from akropolis.base.lib import document as d
from akropolis.base.lib.markdown import parse

P = d.Secrecy("P")


def said(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in parse(text).problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{/secret}", "secret-end-stray"),
        ("  { / SEKRETESS }  ", "secret-end-stray"),
        ("> {/secret}", "secret-end-stray"),
        ("ord {/secret}", "secret-end-inline"),
        ("- {/secret}", "secret-end-inline"),
        ("{/secret} ord", "secret-end-inline"),
        ("{/secret P}", "secret-end-inline"),
        ("{/secret", "secret-end-inline"),
        ("ord {/secret} ord", "secret-end-inline"),
    ],
)
def test_an_end_that_ends_nothing_is_told_and_stands_as_typed(text: str, code: str) -> None:
    assert said(f"rad\n\n{text}\n\nrad") == [(3, code)]
    parsed = parse(text).blocks
    assert "".join(d.plain_text(d.Document("", parsed))) == text.strip().lstrip("> -")


@pytest.mark.parametrize("inside", ["ord {/secret}", "ord {/secret} ord", "{/secret} ord", "{/secret"])
def test_an_end_that_is_no_line_of_its_own_leaves_the_mark_open(inside: str) -> None:
    text = f"{{secret P}}\n{inside}\n\nHEMLIGT"
    assert said(text) == [(1, "secret-unclosed"), (2, "secret-end-inline")]
    assert parse(text).blocks == (d.paragraph(inside, secrecy=P), d.paragraph("HEMLIGT", secrecy=P))
    ended = f"{text}\n{{/secret}}\nöppet"
    assert said(ended) == [(2, "secret-end-inline")]
    assert parse(ended).blocks[-1] == d.paragraph("öppet")


def test_each_end_ends_one_mark_and_the_next_one_nothing() -> None:
    text = "{secret P}\na\n{secret Q}\nb\n{/secret}\nc\n{/secret}\nd\n{/secret}\n"
    assert parse(text).blocks[0] == d.paragraph("a", secrecy=P)
    assert parse(text).blocks[2:] == (d.paragraph("c", secrecy=P), d.paragraph("d {/secret}"))
    assert said(text) == [(9, "secret-end-stray")]


def test_a_mark_that_is_not_ended_is_told_by_its_own_line() -> None:
    assert said("{secret P}\na\n{secret Q}\nb\n{/secret}\nc") == [(1, "secret-unclosed")]
    assert said("{secret P}\na\n{secret Q}\nb") == [(1, "secret-unclosed"), (3, "secret-unclosed")]


@pytest.mark.parametrize("line", ["{secret P}", "  {secret  P  }", "{ Sekretess\tP}  ", "\t{secret P}"])
def test_a_mark_on_its_own_line_may_have_room_around_it(line: str) -> None:
    text = f"öppet\r\n{line}\r\nb\r{{/secret}} \r\nöppet"
    assert parse(text).blocks == (d.paragraph("öppet"), d.paragraph("b", secrecy=P), d.paragraph("öppet"))
    assert said(text) == []


def test_marks_stand_in_quotes_and_lists() -> None:
    assert parse("> öppet\n> {secret P}\n> b\n> {/secret}\n> öppet").blocks[0] == d.Quote(
        (d.paragraph("öppet"),)
    )
    (listed,) = parse("- öppet\n\n  {secret P}\n  b\n  {/secret}\n  öppet").blocks
    assert listed == d.BulletList(
        ((d.paragraph("öppet"), d.paragraph("b", secrecy=P), d.paragraph("öppet")),)
    )


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("{secret:P|x}", "x"),
        ("{ sekretess : P |x}", "x"),
        ("{secret:P|{x}}", "{x}"),
        ("{secret:P|a {secret:Q|b} c}", "a {secret:Q|b} c"),
        ("{secret:P|a {figure: x} c}", "a {figure: x} c"),
        ("{secret:P|a\nb}", "a b"),
        ("{secret:P|}", ""),
    ],
)
def test_words_under_a_mark_end_at_its_own_brace(text: str, inner: str) -> None:
    words = (d.Text(inner),) if inner else ()
    (found,) = parse(f"a {text} b").blocks
    assert found == d.Paragraph((d.Text("a "), d.Secret(words, P), d.Text(" b")))


def test_a_seal_begins_at_the_mark_and_takes_its_paragraph() -> None:
    text = "a {secret:P|b} c {secret:P|d\ne\n \nf"
    assert said(text) == [(1, "secret-unclosed")]
    assert parse(text).blocks == (
        d.Paragraph(
            (
                d.Text("a "),
                d.Secret((d.Text("b"),), P),
                d.Text(" c "),
                d.Secret((d.Text("d e"),), P),
            )
        ),
        d.paragraph("f", secrecy=P),
    )
    assert parse("a\n\nb {secret P} c\n\nd").blocks == (
        d.paragraph("a"),
        d.Paragraph((d.Text("b "), d.Secret((d.Text("{secret P} c"),), d.Secrecy("")))),
        d.paragraph("d", secrecy=d.Secrecy("")),
    )
