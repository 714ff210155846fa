"""What the document prints of the last review's directions: in a unit's own paper and in the city's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from akropolis.base.kernel.records.writer import create
from akropolis.base.lib.document import Document, Table, inline_text, mask, plain_text
from akropolis.review.review.models import AnswerAction
from akropolis.review.review_inputs.rules import tables
from akropolis.review.review_inputs.rules.figures import AnswerLine, Course, FollowedDirection, PackContent
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.shared.actions.models import Action
from tests.review_inputs import packing as world
from tests.review_inputs.packing import NOW, SYSTEM
from tests.review_inputs.said import UNITS
from tests.review_inputs.test_sentences import whole

SECRET = "Dörren byttes. {secret:18 kap. 8 § OSL|Koden är 4711.}"


def followed(source: str, survived: int, *courses: Course, text: str = "") -> FollowedDirection:
    names = ("Kulturnämnden", "Äldrenämnden", "Bostäder AB")
    answers = [AnswerLine(f"n{n}", names[n], course, text) for n, course in enumerate(courses)]
    return FollowedDirection("d", "Öva oftare", source, survived, tuple(answers))


def printed(unit: str, *directions: FollowedDirection) -> Document:
    pack = replace(whole(UNITS[unit], 0), directions=directions)
    return Document("", tables.built(pack)["followup"])


def rows(document: Document) -> list[list[list[str]]]:
    found = [block for block in document.blocks if isinstance(block, Table)]
    return [[[inline_text(cell) for cell in row.cells] for row in each.rows] for each in found]


def test_a_unit_reads_what_it_has_done_by_the_review_that_asked_and_not_its_own_name() -> None:
    document = printed(
        "en nämnd",
        followed("Mälarstad 2026", 0, "done", text="Vi övade i maj."),
        followed("Mälarstad 2026", 2, "unanswered"),
        followed("Kulturnämnden 2026", 1, "ongoing"),
    )
    assert rows(document) == [
        [
            ["Öva oftare", "Klart", "Vi övade i maj."],
            ["Öva oftare\nTredje året i följd", "Har inte svarat", "–"],
        ],
        [["Öva oftare\nAndra året i följd", "Pågår", "Uppgift saknas."]],
    ]
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]
    assert captions == ["Mälarstads inriktningar från 2026", "Kulturnämndens inriktningar från 2026"]
    assert "Kulturnämnden." not in " ".join(plain_text(document))


def test_the_city_counts_the_units_and_names_those_that_have_not_done_it() -> None:
    document = printed("staden", followed("Mälarstad 2026", 0, "done", "ongoing", "unanswered"))
    assert rows(document) == [[["Öva oftare", "1", "1", "1"]]]
    assert plain_text(document)[-2:] == ["Öva oftare", "Har inte svarat: Bostäder AB."]
    assert "Kulturnämnden" not in " ".join(plain_text(document))


def test_a_secrecy_mark_in_an_answer_holds_in_the_document() -> None:
    document = printed("en nämnd", followed("Mälarstad 2026", 0, "done", text=SECRET))
    assert "4711" in " ".join(plain_text(document))
    assert "4711" not in " ".join(plain_text(mask(document)))
    assert "Dörren byttes." in " ".join(plain_text(mask(document)))


def answers_of(pack: PackContent) -> Sequence[str]:
    return [line.text for direction in pack.directions for line in direction.answers]


@pytest.mark.django_db
def test_an_answer_without_a_result_says_its_actions_to_its_own_unit_alone() -> None:
    units = world.city("soc")
    direction = world.directions(units["stad"])[1]
    answer = world.answer(direction, units["soc"], reason="Vi gör så här.")
    action: Action = world.action(units["soc"], title="Byt lås")
    create(SYSTEM, AnswerAction, {"answer": answer, "action": action})
    own = world.review(units["soc"], 2027, cutoff=date(2026, 10, 31))
    assert answers_of(gather(SYSTEM, own, now=NOW)) == ["Vi gör så här. Åtgärder: Byt lås."]
    assert answers_of(gather(SYSTEM, world.review(units["stad"], 2027), now=NOW)) == [""]
