"""What is said of a pack, found by key in the language of the reader."""

from datetime import date

import pytest

from akropolis.base.lib.figures import name
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.review.review_inputs.selectors.rows import detail_of
from tests.review_inputs import packing as world
from tests.review_inputs.packing import NOW, SYSTEM

pytestmark = pytest.mark.django_db


def _said(pack: PackContent, language: str) -> list[str]:
    """All that a page says of the pack in that language, in order."""
    said: list[str] = []
    for part in pack.inputs:
        said += [telling.title_of(part.letter, language=language), *telling.missing(part, language)]
        for figure in part.figures:
            said += [name(figure.key, language), telling.note(figure, language)]
            said += [telling.part_note(p, language) for p in figure.parts]
            said += [telling.part_name(p, language) for p in figure.parts if not p.code]
        for rows in part.rows:
            said += [telling.rows_title(rows, language)]
            said += [detail_of(rows, line, language) for line in rows.lines]
    return said


def test_all_that_is_said_of_a_pack_is_said_in_both_languages() -> None:
    units = world.city("soc")
    world.fill(units["soc"])
    world.unit("idn", units["stad"], valid_to=date(2025, 12, 31))
    world.incident(units["soc"], personal_data="yes")
    world.incident(units["stad"], personal_data="yes", cause="En kabel", severity=4)
    world.action(units["soc"])
    world.service(units["soc"], status="phasing_out")
    found = gather(SYSTEM, world.review(units["stad"]), now=NOW)
    closed = gather(world.access("/stad/soc/"), world.review_of(units["stad"]), now=NOW)
    pairs = [
        pair
        for pack in (found, closed)
        for pair in zip(_said(pack, "sv"), _said(pack, "en"), strict=True)
        if any(pair)
    ]
    assert [pair for pair in pairs if pair[0] == pair[1]] == []
    wanted = {
        ("Enheten upphörde den 31 december 2025.", "The unit ended on 2025-12-31."),
        ("Övriga", "Others"),
        ("ansvarig saknas", "no one responsible"),
        ("slutdatum saknas", "no end date"),
        ("informationsägare saknas", "no information owner"),
        ("Kritisk, rapporterad, orsak antecknad", "Critical, reported, cause noted"),
        ("bedömd effekt: inte bedömd", "assessed effect: not assessed"),
    }
    assert wanted - set(pairs) == set()
