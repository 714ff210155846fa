"""The component tags: what they write, and that a slip is an error and not a silent default."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import TemplateSyntaxError
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from akropolis.base.ui.parts import Cell, Column, Figure, Mark, Row, Table, Task, Term
from tests.ui.page import elements


@pytest.mark.parametrize(
    "source",
    [
        '{% button "Spara" varaint="primary" %}',
        '{% tag "Klar" color="danger" %}',
        '{% notice knd="info" %}x{% endnotice %}',
        "{% panel %}x{% endpanel %}",
        '{% progress "33 av 42" value=33 %}',
    ],
)
def test_an_attribute_that_is_unknown_or_missing_is_refused_when_the_template_is_read(
    render: Any, source: Any
) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% button "Spara" variant="huge" %}',
        '{% tag "Klar" kind="green" %}',
        '{% notice kind="loud" %}x{% endnotice %}',
    ],
)
def test_a_kind_that_does_not_exist_is_refused(render: Any, source: Any) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        render(source)


def test_a_button_sends_its_form_and_one_that_opens_a_dialog_does_not(render: Any) -> None:
    assert (
        render('{% button "Spara" variant="primary" %}')
        == '<button class="ds-button" type="submit">Spara</button>'
    )
    assert elements(render('{% button "Ta bort" variant="danger" opens="bort" %}')) == [
        {
            "class": "ds-button",
            "data-color": "danger",
            "type": "button",
            "command": "show-modal",
            "commandfor": "bort",
        }
    ]


EVIL = "<b>\"'&{0}"
TYPED = "&lt;b&gt;&quot;&#x27;&amp;{0}"


def test_text_comes_out_as_it_was_typed_wherever_it_stands_in_a_table(render: Any) -> None:
    columns = [Column(label=EVIL, sort_url=EVIL), Column(label="A"), Column(label="B"), Column(label="C")]
    cells = [
        Cell(text=EVIL, note=EVIL),
        Cell(text=EVIL, url=EVIL),
        Cell(text=EVIL, url=EVIL, kind="info"),
        Cell(text=EVIL, kind="danger", share=0.5),
    ]
    table = Table(caption=EVIL, columns=columns, rows=[Row(cells=cells)], missing=EVIL)
    html = render("{% data_table table %}{% tag word %}", table=table, word=EVIL)
    assert html.count(TYPED) == 13
    assert not elements(html.replace(TYPED, ""), "b")
    assert EVIL not in html


def test_a_mark_says_in_words_what_it_means_and_is_no_fuller_than_full(render: Any) -> None:
    html = render(
        "{% load tables %}{% marks items %}",
        items=[Mark(EVIL, EVIL, 7, url=EVIL, kind="info"), Mark("K3", "Tre")],
    )
    assert html.count(TYPED) == 5
    rest = html.replace(TYPED, "x")
    assert rest == (
        '<a href="x" class="ak-mark" data-weight="4" data-color="info" title="x" aria-label="x, x">x</a>'
        ' <span role="img" class="ak-mark" data-weight="0" data-color="neutral" title="Tre" aria-label="K3, Tre">'
        "K3</span>"
    )


def test_a_value_that_is_no_text_stands_in_a_cell_as_in_any_template(render: Any) -> None:
    values = [
        12000,
        Decimal("1.5"),
        None,
        date(2026, 11, 24),
        format_html("<i>{}</i>", "x"),
        gettext_lazy("Yes"),
    ]
    table = Table(
        caption="", columns=[Column(label="x")], rows=[Row(cells=[Cell(text=value)]) for value in values]
    )
    for value in values:
        assert f"<span>{render('{{ value }}', value=value)}</span>" in render(
            "{% data_table table %}", table=table
        )


def test_a_figure_is_a_link_and_a_changed_one_says_what_it_was(render: Any) -> None:
    assert render('{% figure "184" url="/mangder/" %}') == '<a class="ak-figure" href="/mangder/">184</a>'
    assert render('{% figure "171" url="/k/" was="168" %}') == (
        '<a class="ak-figure ak-figure--changed" href="/k/">171</a> <span class="ak-quiet">(168 när du skrev)</span>'
    )


def test_what_is_missing_stands_last_among_the_figures(render: Any) -> None:
    html = render(
        "{% figures items missing=missing %}",
        items=[Figure(value="11", text="incidenter")],
        missing="Saknas: två svar",
    )
    assert html.index("incidenter") < html.index("Saknas: två svar")


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1 of 'Enheter' has 1 cells, the head has 2"):
        Table(
            caption="Enheter",
            columns=[Column(label="Enhet"), Column(label="Nivå")],
            rows=[Row(cells=[Cell(text="SLK")])],
        )


def test_a_table_says_how_it_is_sorted_and_every_cell_carries_its_heading(render: Any) -> None:
    table = Table(
        caption="Enheter",
        columns=[
            Column(label="Enhet", sort_url="?sort=-enhet", direction="ascending"),
            Column(label="Antal", sort_url="?sort=antal", numeric=True),
        ],
        rows=[Row(cells=[Cell(text="SLK"), Cell(text="4")]), Row(cells=[Cell(text="UTB"), Cell(text="9")])],
        missing="Kulturnämnden har inte svarat.",
    )
    html = render("{% data_table table %}", table=table)
    heads = [each for each in elements(html, "th") if each.get("scope") == "col"]
    cells = [each for each in elements(html, "th", "td") if each.get("scope") != "col"]
    assert [each.get("aria-sort") for each in heads] == ["ascending", None]
    assert [each["data-label"] for each in cells] == ["Enhet", "Antal", "Enhet", "Antal"]
    assert [each["href"] for each in elements(html, "a")] == ["?sort=-enhet", "?sort=antal"]
    assert html.index("</table>") < html.index("Kulturnämnden har inte svarat.")


def test_an_empty_table_is_a_sentence(render: Any) -> None:
    table = Table(caption="Enheter", columns=[Column(label="Enhet")], rows=[], empty="Inga enheter ännu.")
    html = render("{% data_table table %}", table=table)
    assert not elements(html, "table")
    assert "Inga enheter ännu." in html


def test_dates_and_times_in_the_reader_s_language(render: Any) -> None:
    moment = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert render("{% time_of moment %}", moment=moment) == (
        '<time datetime="2026-11-24T08:00+01:00">24 november 2026 kl. 08.00</time>'
    )
    assert (
        render("{% date_of day %}", day=date(2026, 5, 1)) == '<time datetime="2026-05-01">1 maj 2026</time>'
    )
    assert render("{% date_of day %}", day=None) == "Inget datum"
    with translation.override("en"):
        assert render("{% date_of day %}", day=None) == "No date"


def test_a_near_day_leaves_out_the_year_and_another_year_does_not(render: Any) -> None:
    this_year = timezone.localdate().year
    near = render("{% date_of day short=True %}", day=date(this_year, 12, 24))
    far = render("{% date_of day short=True %}", day=date(this_year + 1, 1, 7))
    assert near.endswith(" 24 dec</time>")
    assert far == f'<time datetime="{this_year + 1}-01-07">7 januari {this_year + 1}</time>'


def test_a_value_that_is_missing_is_said_and_zero_is_a_value(render: Any) -> None:
    html = render("{% description_list terms %}", terms=[Term(label="Ägare"), Term(label="Antal", value=0)])
    assert html.count("Inte angivet") == 1
    assert "<dd>0</dd>" in html


def test_a_late_task_says_how_late_instead_of_when(render: Any) -> None:
    items = [
        Task(
            title="Svara", url="/s/", why="Från genomgången.", due=date(2026, 11, 15), late="9 dagar försenad"
        )
    ]
    html = render("{% tasks items %}", items=items)
    assert "9 dagar försenad" in html
    assert not elements(html, "time")


def test_a_date_has_one_form_in_each_language_wherever_it_is_written(render: Any) -> None:
    """Sentences, tags, filters and plain values: one page may have them all in one sentence."""
    given = {"day": date(2026, 12, 20), "moment": datetime(2026, 11, 24, 14, 5, tzinfo=UTC)}
    for language, day, moment in (
        ("en", "20 December 2026", "24 November 2026"),
        ("sv", "20 december 2026", "24 november 2026"),
    ):
        with translation.override(language):
            for template in ("{{ day }}", '{{ day|date:"j F Y" }}', "{{ day|date }}", "{% date_of day %}"):
                assert day in render(template, **given), template
            for template in (
                "{{ moment }}",
                "{{ moment|date }}",
                "{% date_of moment %}",
                "{% time_of moment %}",
            ):
                assert moment in render(template, **given), template
