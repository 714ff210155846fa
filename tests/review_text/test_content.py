"""What the head of a review's document says of whose it is."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone, translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.reporting.prepared import prepare
from akropolis.base.lib.document import Figure, Heading, Secrecy, from_json, mask, plain_text, to_json
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters
from akropolis.review.review_text.services.openings import open_review
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM
from tests.review_text.test_rules_document import DECISION, DRAFT
from tests.review_text.test_rules_document import document as built

pytestmark = pytest.mark.django_db


def test_the_legal_entity_behind_a_nämnd_is_named_with_its_number_when_that_is_known() -> None:
    units = world.city("soc")
    review = world.review(units["soc"])
    assert _entity(review) == ""
    with writing(SYSTEM) as w:
        w.update(Unit.everything.get(pk=units["stad"].pk), {"organisation_number": "212000-0142"})
    assert _entity(review) == f"{units['stad'].name}, 212000-0142"


def _entity(review: Review) -> str:
    return document_of(SYSTEM, review).meta.entity


def test_an_administrations_review_is_headed_by_the_nämnd_that_it_works_for() -> None:
    units = world.city("soc")
    with writing(SYSTEM) as w:
        names = {
            "name": "Socialförvaltningen",
            "kind": "administration",
            "valid_from": units["soc"].valid_from,
        }
        office = w.create(Unit, {"code": "socf", "parent": units["soc"], "reviews": True, **names})
    meta = document_of(SYSTEM, world.review(office)).meta
    assert (meta.authority, meta.administration) == (units["soc"].name, "Socialförvaltningen")
    meta = document_of(SYSTEM, world.review(units["soc"])).meta
    assert (meta.authority, meta.administration) == (units["soc"].name, "Socialförvaltningen")


def test_a_mark_of_secrecy_stands_in_the_head_of_what_holds_secrets_and_of_nothing_else() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    marked = "Sekretessmarkering"
    assert marked not in dict(prepare(document_of(SYSTEM, review)).meta_rows())
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(
        SYSTEM, row, text="{secret:18 kap. 8 § OSL|Hemligt} och {secret:21 kap. 7 § OSL|mer}.", figures={}
    )
    document = document_of(SYSTEM, review)
    head = (f"18 kap. 8 § OSL, 21 kap. 7 § OSL, {review.owner_unit.name}, {timezone.localdate()}",)
    assert (dict(prepare(document).meta_rows())[marked],) == head
    assert marked not in dict(prepare(mask(document)).meta_rows())


def test_headings_in_the_reasons_of_a_verdict_stand_below_its_question() -> None:
    review = open_review(SYSTEM, world.city("soc")["soc"], 2027)
    verdict = Verdict.everything.filter(review=review).first()
    assert verdict is not None
    with writing(SYSTEM) as w:
        w.update(verdict, {"answer": "no", "reasons": "### Därför\n\nDet saknas folk."})
    headings = [block for block in document_of(SYSTEM, review).blocks if isinstance(block, Heading)]
    assert [each.level for each in headings if "Därför" in str(each.inlines)] == [3]


def drawn(owner: Unit, *years: int, draft: str = "") -> Review:
    """The unit's review of the last year, whose text draws its incidents; those of the years before are decided.

    In each year one incident more has happened.
    """
    for incidents, year in enumerate(years, start=1):
        review = open_review(SYSTEM, owner, year)
        for _ in range(incidents):
            world.incident(owner, date(year - 1, 3, 1))
        packs.gather(SYSTEM, review)
        if year != years[-1]:
            world.decided(review)
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(SYSTEM, row, text=draft or "{figure:incidents.open|diagram}", figures={})
    return review


def charts(access: Access, review: Review) -> list[Figure]:
    return [block for block in document_of(access, review).blocks if isinstance(block, Figure)]


def test_a_figure_alone_in_a_paragraph_is_drawn_over_the_last_five_years_that_have_it() -> None:
    text = "{figure:incidents.open|diagram}\n\nI text {figure:incidents.open|diagram}."
    review = drawn(world.city("soc")["soc"], 2020, 2021, 2023, 2025, 2026, 2027, draft=text)
    (chart,) = charts(SYSTEM, review)
    years = [("2021", "2 av 2"), ("2023", "3 av 3"), ("2025", "4 av 4"), ("2026", "5 av 5 (100 %)")]
    years.append(("2027", "6 av 6 (100 %)"))
    assert [(bar.label, bar.text) for bar in chart.bars] == years
    assert (chart.kind, chart.top) == ("line", 0)
    said = "2 av 2 för 2021, 3 av 3 för 2023, 4 av 4 för 2025, 5 av 5 (100 %) för 2026 och 6 av 6 (100 %) för 2027."
    assert chart.alt == f"Incidenter öppna vid brytdagen: {said}"
    assert from_json(to_json(document_of(SYSTEM, review))) == document_of(SYSTEM, review)


def test_a_figure_that_is_declared_so_is_drawn_month_by_month_in_swedish_whoever_asks() -> None:
    review = drawn(world.city("soc")["soc"], 2027, draft="{figure:incidents.total|diagram}")
    with translation.override("en"):
        (chart,) = charts(SYSTEM, review)
    assert (chart.kind, chart.series) == (
        "columns",
        ("Inte bedömd", "Låg", "Måttlig", "Allvarlig", "Kritisk"),
    )
    assert [(bar.label, bar.parts) for bar in chart.bars if bar.value] == [("mar 2026", (1, 0, 0, 0, 0))]
    assert from_json(to_json(document_of(SYSTEM, review))) == document_of(SYSTEM, review)


def test_a_year_that_is_not_decided_is_drawn_in_its_own_review_alone() -> None:
    owner = world.city("soc")["soc"]
    packs.gather(SYSTEM, open_review(SYSTEM, owner, 2025))
    review = drawn(owner, 2024, 2026, 2027)
    (chart,) = charts(SYSTEM, review)
    assert [bar.label for bar in chart.bars] == ["2024", "2026", "2027"]


def test_a_chart_is_the_same_to_all_who_may_read_it() -> None:
    units = world.city("soc", "ald")
    review = world.taken(drawn(units["stad"], 2025, 2026, 2027), "ongoing", "circulated")
    readers = [
        SYSTEM,
        world.access("/stad/"),
        world.access("/stad/soc/"),
        world.access("/stad/ald/", edit=False),
    ]
    drawings = [charts(reader, review) for reader in readers]
    assert [bar.label for bar in drawings[0][0].bars] == ["2025", "2026", "2027"]
    assert drawings == [drawings[0]] * 4


def test_a_figure_of_a_single_year_stands_in_words() -> None:
    assert "Incidenter öppna vid brytdagen: 1" in plain_text(
        document_of(SYSTEM, drawn(world.city("soc")["soc"], 2027))
    )


def test_a_figure_of_two_years_is_a_sentence_that_is_masked_with_the_figure() -> None:
    text = "{figure:incidents.open|diagram}"
    review = drawn(world.city("soc")["soc"], 2026, 2027, draft=text)
    said = "Incidenter öppna vid brytdagen: 1 av 1 för 2026 och 2 av 2 för 2027."
    assert said in plain_text(document_of(SYSTEM, review))
    assert charts(SYSTEM, review) == []
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(
        SYSTEM, row, text=f"{text}\n\n{{secret:18 kap. 8 § OSL|Öppna: {{figure:incidents.open}}}}", figures={}
    )
    assert said in plain_text(mask(document_of(SYSTEM, review)))
    document = document_of(SYSTEM, review)
    secret = tuple(
        replace(each, secrecy=Secrecy("18 kap. 8 § OSL")) if each.key == "incidents.open" else each
        for each in document.figures
    )
    words = "Incidenter öppna vid brytdagen: [Uppgiften omfattas av sekretess enligt 18 kap. 8 § OSL]."
    assert words in plain_text(mask(replace(document, figures=secret)))


def test_a_chart_of_what_is_secret_is_masked_wherever_it_stands() -> None:
    owner = world.city("soc")["soc"]
    text = "{secret 18 kap. 8 § OSL}\n\n{figure:incidents.total|diagram}\n\n{/secret}\n\n{figure:actions.total|diagram}"
    review = drawn(owner, 2025, 2026, 2027, draft=text)
    chapters.choose(SYSTEM, review, ["state"])
    masked = mask(document_of(SYSTEM, review))
    assert [block.key for block in masked.blocks if isinstance(block, Figure)] == ["actions.total"]
    keys = {row.key for row in masked.figures}
    assert ("actions.total" in keys, "incidents.total" in keys) == (True, False)


def test_a_draft_has_the_day_it_is_made_and_a_decided_one_the_decisions() -> None:
    content = replace(DRAFT, authority="Utbildningsnämnden", body="Nämnd", day=date(2026, 12, 1))
    rows = prepare(built(content)).meta_rows()
    assert ("Nämnd", "Utbildningsnämnden") in rows
    assert [value for label, value in rows if label in ("Datum", "Brytdag")] == ["2026-12-01", "2026-10-31"]
    rows = prepare(built(replace(content, decision=DECISION))).meta_rows()
    assert [value for label, value in rows if label in ("Datum", "Brytdag")] == ["2026-11-20", "2026-10-31"]
