"""A figure that a judgement refers to, as a sentence of the review's document."""

from __future__ import annotations

from collections.abc import Callable

from akropolis.base.lib.document import Block, BulletList, Value, paragraph
from akropolis.base.lib.figures import find
from akropolis.base.lib.swedish import capitalised, lower_first, number
from akropolis.review.review_inputs.rules.display import (
    NO_DATA,
    SWEDISH,
    stands_on_few,
    trend_with_last_value,
)
from akropolis.review.review_inputs.rules.figures import FigureReading

type Words = tuple[str | Value, ...]

TIME = "Tid "
"""How the label of a length of time begins."""


def describe_trend(figure: FigureReading) -> str:
    """Return what the figure is a part of, unless its text says so, and how it has moved since last year: the end of a
    sentence without its full stop.
    """
    said = trend_with_last_value(figure)
    whole = f" av {number(figure.denominator or 0)}" if figure.is_part and figure.measure != "share" else ""
    if not said:
        return whole
    if said == SWEDISH.level:
        return f"{whole}, {said}"
    small = ". Underlaget är litet" if stands_on_few(figure) else ""
    return f"{whole}, en {said} föregående år{small}"


def claim(value: Value, trend: str) -> Words:
    """Return a clause that says what the figure is, without a full stop: "antalet incidenter var 12, en ökning …"."""
    declared = find(value.key)
    label = declared.label.sv if declared else value.key
    noun = declared.noun.sv if declared and declared.noun.sv else lower_first(label)
    if value.text == NO_DATA:
        return (f"underlag saknas om {noun}",)
    if declared and declared.measure == "time" and label.startswith(TIME):
        what = label.removeprefix(TIME)
        return (f"tiden {what}{',' if ',' in what else ''} var ", value, trend)
    if declared and declared.measure == "kr":
        return (f"{noun} var ", value, trend)
    return (f"antalet {noun} var ", value, trend)


def evidence_blocks(
    values: list[Value], rows: tuple[str, ...], trend: Callable[[str], str]
) -> tuple[Block, ...]:
    """Return what a judgement rests on: one thing in a sentence, several in a list of sentences."""
    claims = [claim(value, trend(value.key)) for value in values]
    if len(claims) + len(rows) > 1:
        lines: list[Words] = [(capitalised(str(first)), *rest, ".") for first, *rest in claims]
        lines += [(f"{capitalised(words)}.",) for words in rows]
        items = tuple((paragraph(*line),) for line in lines)
        return (paragraph("Bedömningen bygger på följande:"), BulletList(items))
    if claims:
        return (paragraph("Bedömningen bygger på att ", *claims[0], "."),)
    return tuple(paragraph(f"Bedömningen bygger på {words}.") for words in rows)
