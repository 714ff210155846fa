"""The sentences of a judgement's figures, and the figures proposed for each question."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from akropolis.base.lib.document import Value
from akropolis.base.lib.figures import get
from akropolis.base.lib.periods import Period
from akropolis.review.review_inputs.rules.display import text
from akropolis.review.review_inputs.rules.figures import FigureReading, Input, PackContent, PackUnit, reading
from akropolis.review.review_text.rules.claims import claim, describe_trend
from akropolis.review.review_text.rules.relevance import BEARING, PROPOSED, propose_figures


def figure(key: str, value: int | None, **more: object) -> FigureReading:
    return reading(get(key), value, **more)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            figure("incidents.total", 12, previous=9),
            "antalet incidenter var 12, en ökning från 9 föregående år",
        ),
        (
            figure("directions.answered", 8, denominator=8, previous=6, previous_denominator=8),
            "antalet inriktningar som är besvarade var 8 av 8, en förbättring från 6 av 8 (75\xa0%) föregående år",
        ),
        (
            figure("actions.overdue", 3, denominator=40),
            "antalet försenade åtgärder vid brytdagen var 3 av 40",
        ),
        (figure("actions.cost", 125000), "uppskattad kostnad för åtgärderna var 125\xa0000\xa0kr"),
        (figure("incidents.discovery", 90), "tiden till upptäckt, median, var 90\xa0minuter"),
        (
            figure("gaps.unknown", None),
            "underlag saknas om tjänster och leverantörer där uppgift om erbjuden nivå saknas",
        ),
    ],
)
def test_a_figure_is_said_in_a_sentence(found: FigureReading, sentence: str) -> None:
    words = claim(Value(found.key, text(found)), describe_trend(found))
    assert "".join(word if isinstance(word, str) else word.text for word in words) == sentence


def pack(*inputs: Input) -> PackContent:
    period = Period(date(2025, 11, 1), date(2026, 10, 31), date(2026, 10, 31))
    unit = PackUnit("utb", "Utbildningsnämnden", "utb", "committee")
    return PackContent(unit, 2027, period, datetime(2026, 11, 1, tzinfo=UTC), inputs)


def test_those_that_bear_on_the_question_are_proposed_with_the_most_changed_first() -> None:
    still = figure("actions.on_time", 9, denominator=10, previous=9, previous_denominator=10)
    moved = figure("directions.answered", 2, denominator=8, previous=8, previous_denominator=8)
    told = figure("actions.total", 90, previous=10)
    unknown = figure("actions.overdue", None)
    other = figure("crypto-plan.unsafe", 60, previous=1)
    found = pack(Input("a", (still, told, moved, unknown)), Input("f", (other,)))
    assert propose_figures(found, "effective") == ["directions.answered", "actions.on_time", "actions.total"]
    assert propose_figures(found, "adequate") == ["crypto-plan.unsafe"]


def test_ten_are_proposed_and_no_more() -> None:
    many = tuple(replace(figure("actions.overdue", n), key=f"actions.n{n}") for n in range(30))
    found = pack(Input("a", many))
    assert {aspect: len(propose_figures(found, aspect)) for aspect in BEARING} == {
        "suitable": PROPOSED,
        "adequate": 0,
        "effective": PROPOSED,
    }
