"""What holds for every form alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from akropolis.base.kernel.reporting import CONTENT_TYPES, FORMS, Form, render
from akropolis.base.lib import document as d
from tests.length import LONG
from tests.lib.documents import documents
from tests.reporting import sample

TEXT_FORMS: tuple[Form, ...] = ("html", "docx", "odt", "pdf")


def test_there_is_a_content_type_for_every_form() -> None:
    assert set(CONTENT_TYPES) == set(FORMS) == {"html", "docx", "odt", "pdf", "xlsx"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_document_gives_the_same_bytes(form: Form) -> None:
    document = sample.document()
    assert render(document, form) == render(d.from_json(d.to_json(document)), form)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_masked_is_in_any_byte(form: Form) -> None:
    full, masked = (render(version, form) for version in (sample.document(), d.mask(sample.document())))
    assert [sample.holds(form, version, "HEMLIGT") for version in (full, masked)] == [True, False]
    assert "".join(sample.HIDDEN.split()) in sample.text_of(form, masked)


@pytest.mark.parametrize("form", FORMS)
def test_the_open_version_is_the_same_whatever_the_secret_was(form: Form) -> None:
    one, other = (
        d.mask(sample.document(secret)) for secret in ("HEMLIGT", "något helt annat, mycket längre")
    )
    assert render(one, form) == render(other, form)


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_awkward_text_comes_out_as_typed(form: Form) -> None:
    a = sample.AWKWARD
    words = (d.Text(a),)
    document = d.Document(
        sample.AWKWARD,
        (
            d.Heading(1, words, number=sample.AWKWARD),
            d.Paragraph((*words, d.FootnoteRef("n"))),
            d.BulletList(((d.Paragraph(words),),)),
            d.Table((words,), (d.Row((words,)),), caption=sample.AWKWARD, note=words),
            d.Figure(sample.AWKWARD, (d.Bar("a", 1, "1"),), caption=sample.AWKWARD),
        ),
        subtitle=sample.AWKWARD,
        meta=d.DocumentMeta(a, a, a, a, a, a, a, a, a),
        contents=True,
        footnotes=(d.Footnote("n", words),),
    )
    seen = sample.text_of(form, render(document, form))
    typed = "".join(sample.AWKWARD.split())
    # Title, subtitle, contents (twice: number and words), heading (twice), paragraph, item, head, cell, caption,
    # note, chart, footnote and at least seven facts.
    assert seen.count(typed) >= 21


def test_awkward_text_comes_out_as_typed_in_the_figures_too() -> None:
    document = d.Document(
        "T", (), figures=(d.FigureRow("k", sample.AWKWARD, sample.AWKWARD, source=sample.AWKWARD),)
    )
    seen = sample.contents(render(document, "xlsx"))["xl/sharedStrings.xml"]
    assert sample.AWKWARD in list(sample.xml(seen).itertext())


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_every_word_is_there_once_and_in_order(form: Form) -> None:
    document = d.mask(sample.document())
    seen = sample.text_of(form, render(document, form))
    position = -1
    for words in (
        "Titel",
        "Ettstycke.",
        "Kortpunkt",
        "Tredje",
        "Under",
        "Fjärde",
        "Ettcitat.",
        "SLK",
        "12",
        "Slut.",
    ):
        position = seen.find(words, position + 1)
        assert position >= 0, words
    for once in ("Ettstycke.", "Kortpunkt", "Ettcitat.", "Enformavbedrägeri.", "1av2enheterharsvarat."):
        assert seen.count(once) == 1


@pytest.mark.parametrize("form", FORMS)
def test_signs_that_no_file_can_hold_do_not_break_it(form: Form) -> None:
    text = "a\x00b\x0bc\ud800d\uffffe\u2028f"
    document = d.Document(text, (d.paragraph(text),), figures=(d.FigureRow("k", text, text),))
    seen = sample.text_of(form, render(document, form))
    assert re.search("a\ufffdbc\ufffdd\ufffdef", seen)


@settings(
    max_examples=60 if LONG else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents)
def test_every_document_can_be_given_in_every_form(document: d.Document) -> None:
    for version in (document, d.mask(document)):
        for form in FORMS:
            data = render(version, form)
            if form in ("docx", "odt", "xlsx"):
                for name, content in sample.contents(data).items():
                    if name.endswith((".xml", ".rels")):
                        sample.xml(content)
