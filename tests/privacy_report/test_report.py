"""The yearly report on data protection: its figures sum to the city's, and no number is worded as worse."""

from datetime import date

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.document import plain_text
from akropolis.base.lib.figures import find
from akropolis.privacy.processing.models import Processing, ProcessingParty, ProcessingRole
from akropolis.privacy.processing.selectors.joint import list_repeated
from akropolis.review.privacy_report.rules.drafts import DRAFTS
from akropolis.review.privacy_report.rules.kind import CHAPTERS, INPUTS, PRIVACY_REPORT
from akropolis.review.review.models import Review
from akropolis.review.review_cycle.services.opening import YearOpening, open_year
from akropolis.review.review_inputs.rules.drafts import drafts
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.services import documents, openings
from tests.authority_reports.scenes import event, tracks
from tests.world import SYSTEM, World

WORLD = "reviewed"
YEAR = timezone.localdate().year


@pytest.fixture
def reports(world: World) -> dict[str, Review]:
    """The year's reports of the city and two controllers, with an event that hit both and their processings."""
    tracks(world, update(SYSTEM, event(world), {"personal_data": "yes"}))
    with writing(SYSTEM) as w:
        for code, many in (("utb", 2), ("kul", 1)):
            for number in range(many):
                values = {"title": f"Behandling {number}", "owner_unit": world.units[code]}
                w.create(Processing, values | {"has_recipients": False if number else None})
    units = [world.units[code] for code in ("stad", "utb", "kul")]
    opening = YearOpening(units, date(2099, 1, 31), None, "Skriv.", copies=False)
    made = {row.owner_unit.code: row for row in open_year(SYSTEM, YEAR, opening, PRIVACY_REPORT).reviews}
    for code in ("utb", "kul", "stad"):
        openings.begin(SYSTEM, made[code])
    return made


def pack_of(review: Review) -> PackContent:
    found = packs.latest(SYSTEM, review)
    assert found is not None
    return packs.content(found)


def test_g15_every_figure_of_the_city_is_the_sum_of_the_controllers(reports: dict[str, Review]) -> None:
    city, *units = (pack_of(reports[code]) for code in ("stad", "utb", "kul"))
    for key in ("processings.total", "incident-tracks.privacy"):
        assert city.count(key) == sum(pack.count(key) or 0 for pack in units), key
    assert [pack.count("processings.total") for pack in units] == [3, 1]


def test_an_event_that_hit_two_is_counted_once_in_the_city_and_both_numbers_are_said(
    reports: dict[str, Review],
) -> None:
    city = pack_of(reports["stad"])
    assert (city.count("incident-tracks.privacy"), city.count("incidents.personal_data")) == (2, 1)
    said = drafts(city)["privacy_breaches"]
    assert "{figure:incident-tracks.privacy} personuppgiftsincidenter" in said
    assert "{figure:incidents.personal_data|en} händelse" in said
    assert "I registret är de" not in drafts(pack_of(reports["utb"]))["privacy_breaches"]


def test_a_joint_processing_is_counted_once_in_the_city_and_both_numbers_are_said(world: World) -> None:
    def write(code: str, title: str, *others: str) -> None:
        values = {"title": title, "owner_unit": world.units[code], "role": ProcessingRole.JOINT}
        row = create(SYSTEM, Processing, values)
        for other in others:
            create(SYSTEM, ProcessingParty, {"processing": row, "unit": world.units[other]})

    before = Processing.everything.count()
    write("utb", "Gemensam skolkort", "kul")
    write("kul", "gemensam Skolkort", "utb")
    write("kul", "Bara här", "utb")
    write("utb", "Namnlös part")
    write("kul", "Namnlös part")
    (again,) = list_repeated(timezone.localdate())
    assert Processing.everything.get(pk=again).owner_unit == world.units["kul"]
    opening = YearOpening(
        [world.units["stad"], world.units["utb"]], date(2099, 1, 31), None, "Skriv.", copies=False
    )
    made = {row.owner_unit.code: row for row in open_year(SYSTEM, YEAR, opening, PRIVACY_REPORT).reviews}
    for code in ("utb", "stad"):
        openings.begin(SYSTEM, made[code])
    city = pack_of(made["stad"])
    assert (city.count("processings.total"), city.count("processings.once")) == (before + 5, before + 4)
    assert (
        "Räknas gemensamma behandlingar en gång är de {figure:processings.once"
        in drafts(city)["privacy_record"]
    )
    assert "gemensamma" not in drafts(pack_of(made["utb"]))["privacy_record"]


def test_more_breaches_are_never_worse() -> None:
    assert {found.polarity for key in INPUTS["breaches"].figures if (found := find(key))} == {"context"}


def test_each_draft_has_its_chapter_and_each_figure_is_declared() -> None:
    assert set(DRAFTS) <= {chapter.key for chapter in CHAPTERS}
    keys = [key for each in INPUTS.values() for key in each.figures]
    assert [key for key in keys if find(key) is None] == []
    assert len(keys) == len(set(keys))


def test_the_paper_is_named_by_its_kind_and_says_what_no_register_holds(reports: dict[str, Review]) -> None:
    document = documents.tree(SYSTEM, reports["utb"])
    printed = "\n".join(plain_text(document))
    assert document.meta.kind == "GDPR-årsrapport"
    assert "ledningens genomgång" not in printed.lower()
    headings = [
        chapter.title for chapter in CHAPTERS if chapter.key.startswith("privacy_") and chapter.default
    ]
    assert [title for title in headings if title in printed] == headings
