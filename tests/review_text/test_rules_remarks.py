"""Remissvaren as they are printed: who said what of what, and what came of it: pure."""

import pytest

from akropolis.base.lib.document import Inline, LineBreak, Strong, Text, paragraph, table
from akropolis.base.lib.markdown.cells import in_cell
from akropolis.review.review_text.rules.content import RemarkText
from akropolis.review.review_text.rules.enclosures import HEAD, answers


def remark(**given: str) -> RemarkText:
    return RemarkText(
        **({"unit": "Kulturnämnden", "where": "", "text": "Bra.", "outcome": "", "reason": ""} | given)
    )


def test_where_nobody_has_answered_that_is_said() -> None:
    assert answers([]) == (paragraph("Inga remissvar redovisas."),)


def test_each_answer_is_a_row_with_whose_it_is_of_what_and_what_came_of_it() -> None:
    given = [
        remark(),
        remark(where="Läget", text="Mer.", outcome="Beaktat"),
        remark(unit="Hamnen", outcome="Beaktat delvis", reason="Ryms inte.\n\nKanske sedan."),
    ]
    who: list[list[Inline]] = [
        [Strong((Text("Kulturnämnden"),))],
        [Strong((Text("Kulturnämnden"),)), LineBreak(), Text("Läget")],
        [Strong((Text("Hamnen"),))],
    ]
    came: list[list[Inline]] = [
        [Text("Inte behandlat än.")],
        [Text("Beaktat")],
        [
            Strong((Text("Beaktat delvis."),)),
            Text(" "),
            Text("Ryms inte."),
            LineBreak(),
            Text("Kanske sedan."),
        ],
    ]
    said: list[list[Inline]] = [[Text("Bra.")], [Text("Mer.")], [Text("Bra.")]]
    rows = list(zip(who, said, came, strict=True))
    assert answers(given) == (table(HEAD, rows, widths=(3, 6, 5)),)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ett.\n\nTvå.", ["Ett.", "Två."]),
        ("- Ett\n- Två", ["Ett", "Två"]),
        ("1. Ett\n2. Två", ["Ett", "Två"]),
        ("> Sagt\n\nSvar", ["Sagt", "Svar"]),
        ("# Rubrik\n\nText", ["Rubrik", "Text"]),
        ("- Ett\n  - Inuti\n- Två", ["Ett", "Inuti", "Två"]),
        ("", []),
    ],
)
def test_the_paragraphs_of_a_text_stand_one_below_the_other_in_a_cell(text: str, lines: list[str]) -> None:
    wanted: list[Inline] = []
    for line in lines:
        wanted += [LineBreak(), Text(line)] if wanted else [Text(line)]
    assert in_cell(text) == wanted
