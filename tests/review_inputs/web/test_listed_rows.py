"""Figures that count a list keep its rows too: as many as they counted, as they were, and open to no more people."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.redaction import redact
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.figures import address_of
from akropolis.base.kernel.registers.listing import PAGE
from akropolis.base.lib.figures import all_figures
from akropolis.graph.assets.models import Service
from akropolis.graph.compliance.selectors.catalogue import controls, of_units
from akropolis.graph.offers.models import Question
from akropolis.graph.offers.services import offers
from akropolis.review.review.models import Review
from akropolis.review.review_inputs.models import Pack, PackRows
from akropolis.review.review_inputs.rules import frozen
from akropolis.review.review_inputs.rules.figures import FigureReading
from akropolis.review.review_inputs.selectors.behind import kept_rows, rows_behind_figure
from akropolis.review.review_inputs.selectors.listed import listed_rows_page
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.services import decisions
from tests.factories.graphs import service
from tests.factories.reviews import minutes
from tests.world import SYSTEM, World

WORLD = "walked"
PACK = "/genomgangar/2027/{}/underlag/{}/rader/"
API = "/api/v1/reviews/{}/2027/figures/{}/rows"


def link(world: World) -> Any:
    """What is classified depends on a service; both are of `utb`."""
    return world.rows["dependencies"]


def thing(world: World) -> Service:
    """The service that something is demanded of."""
    return Service.everything.get(pk=link(world).target.record)


def offered(world: World, level: int) -> None:
    offers.state(
        SYSTEM,
        link(world).target,
        levels={"confidentiality": level, "integrity": 3, "availability": 3},
        evidence="Granskad.",
        stated_on=timezone.localdate(),
    )


@pytest.fixture
def gathered(world: World) -> World:
    """The reviews gathered when less is offered than is demanded, and somebody asks of the service."""
    offered(world, 1)
    for name in ("utb-ongoing", "stad-circulated"):
        packs.gather(SYSTEM, world.reviews[name])
    return world


def figures(review: Review) -> Iterator[tuple[Pack, FigureReading]]:
    """Those of the review's newest pack that count a list's rows."""
    row = packs.latest(SYSTEM, review)
    assert row is not None
    for figure in packs.content(row).figures():
        if figure.rows and figure.rows.register in lists.entries:
            yield row, figure


def shown(world: World, who: str, key: str, unit: str = "utb") -> Any:
    return world.client(who).get(PACK.format(unit, key)).context


def cells(context: Any) -> list[list[str]]:
    return [[str(cell.text) for cell in row.cells] for row in context["table"].rows]


def test_as_many_rows_are_kept_as_are_counted_and_they_are_those_of_the_list(gathered: World) -> None:
    counted: dict[str, int] = {}
    for name in ("utb-ongoing", "stad-circulated"):
        review = gathered.reviews[name]
        for row, figure in figures(review):
            kept = kept_rows(SYSTEM, row, figure.key)
            assert kept is not None
            assert figure.rows is not None
            assert (figure.key, len(kept.rows)) == (figure.key, figure.rows.count)
            then, now = (
                rows_behind_figure(SYSTEM, one, figure, figure.rows, slice(0, 50), "sv")
                for one in (row, Pack(review=review))
            )
            assert (figure.key, then.lines, then.columns) == (figure.key, now.lines, now.columns)
            assert (figure.key, then.hidden, now.hidden) == (figure.key, 0, 0)
            assert now.since is None
            counted[figure.key] = max(figure.rows.count, counted.get(figure.key, 0))
    assert {key for key, count in counted.items() if count} == {
        "gaps.known", "gaps.accepted", "questions.unanswered", "crypto-plan.unexamined", "concentration.single",
        "local-instructions.units", "local-instructions.none", "unit-measures.demanded", "unit-measures.not_assessed",
        "service-measures.services", "service-measures.demanded", "service-measures.not_assessed",
        "legal-entities.all", "legal-entities.unclassed",
        "legal-entities.registered", "legal-entities.late",
        "service_objects.controllers", "service_objects.objects", "service_objects.without_routine",
        "patterns.services", "training.management_all", "supplier-criticality.unknown",
    }  # fmt: skip


def test_each_figure_of_a_list_in_a_decided_review_leads_to_its_own_rows_and_on_to_todays(
    gathered: World,
) -> None:
    review, client = gathered.reviews["stad-circulated"], gathered.client("ciso")
    decisions.decide(SYSTEM, review, minutes(review.owner_unit, review.year), complete=False)
    declared = {one.key for one in all_figures() if one.letter and one.register in lists.entries}
    read = {figure.key: figure.rows for _row, figure in figures(review)}
    assert {*read} == declared
    for key, rows in read.items():
        assert rows is not None
        place = PACK.format("stad", key)
        assert client.get(place.removesuffix("rader/")).context["rows_url"] == place
        context = client.get(place).context
        count = (len(context["table"].rows), context["hidden"])
        assert (key, *count) == (key, min(rows.count, PAGE), "")
        assert context["living_url"] == address_of(rows.register, rows.query)


def test_a_row_about_the_catalogue_is_named_and_counts_to_its_unit_alone(gathered: World) -> None:
    context = shown(gathered, "owner", "unit-measures.not_assessed")
    measures = [measure.title for measure in of_units(controls(timezone.localdate()))]
    assert [row[:2] for row in cells(context)] == [[title, "Utbildningsnämnden"] for title in measures]
    assert {row.cells[0].url for row in context["table"].rows} == {""}
    assert shown(gathered, "neighbour", "unit-measures.not_assessed", "stad")["hidden"]


def test_a_gap_stands_as_it_was_when_it_has_been_closed(gathered: World) -> None:
    target, before = link(gathered).target, frozen_texts()
    was = cells(shown(gathered, "owner", "gaps.known"))
    assert was == [[thing(gathered).label(), "Utbildningsnämnden", "K3", "K1", "Accepterat"]]
    offered(gathered, 4)
    context = shown(gathered, "owner", "gaps.known")
    assert (cells(context), context["since"]) == (was, "0 nu, 1 när underlaget hämtades")
    assert [(move["rows"][0][0], move["words"]) for move in context["moves"]] == [
        (target.number, "räknas inte längre")
    ]
    assert frozen_texts() == before


def frozen_texts() -> list[str]:
    return [
        *Pack.everything.values_list("content", flat=True),
        *PackRows.everything.values_list("content", flat=True),
    ]


def test_what_has_been_changed_and_what_has_come_is_said(gathered: World) -> None:
    context = shown(gathered, "owner", "questions.unanswered")
    assert context["since"] == "De är desamma nu som när underlaget hämtades: 1."
    assert [row[2] for row in cells(context)] == ["1"]
    utb, known = gathered.units["utb"], link(gathered).target
    with writing(SYSTEM) as w:
        new = service(w, utb, "Nattugglan")
        asked = {"unit": utb, "text": "Vad loggas?", "asked_by": "Nadja Perić", "asked_at": w.at}
        w.create_many(Question, [{**asked, "node": node} for node in (known, new)])
    context = shown(gathered, "owner", "questions.unanswered")
    assert context["since"] == "2 nu, 1 när underlaget hämtades"
    assert [(move["rows"], move["words"]) for move in context["moves"]] == [
        ([(new.number, f"/tjanster/{new.record}/")], "har tillkommit")
    ]
    assert context["changed"] == "1 av dem har ändrats sedan dess och står här som den var."
    assert [row[2] for row in cells(context)] == ["1"]


def test_a_neighbour_learns_nothing_and_who_may_not_read_the_list_finds_no_page(gathered: World) -> None:
    number = link(gathered).target.number
    for key in ("gaps.known", "questions.unanswered", "concentration.single", "crypto-plan.unexamined"):
        assert len(cells(shown(gathered, "ciso", key, "stad"))) == 1
        answer = gathered.client("neighbour").get(PACK.format("stad", key))
        assert (key, answer.context["hidden"]) == (key, "1 rad som räknas är inte öppen för dig.")
        assert (key, cells(answer.context)) == (key, [])
        assert number not in answer.content.decode()
        body = gathered.client("neighbour").get(API.format("stad", key)).json()
        assert (body["items"], body["hidden"], body["added"], body["gone"]) == ([], 1, [], [])
        assert gathered.client("neighbour").get(PACK.format("utb", key)).status_code == 404


def test_a_thing_that_has_moved_shows_its_new_unit_neither_its_gap_nor_its_old_name(gathered: World) -> None:
    row = thing(gathered)
    change(row, name="HEMLIGT")
    packs.gather(SYSTEM, gathered.reviews["stad-circulated"])
    change(row, name="Öppet", owner_unit=gathered.units["kul"])
    answer = gathered.client("neighbour").get(PACK.format("stad", "gaps.known"))
    assert ("HEMLIGT" in answer.content.decode(), cells(answer.context)) == (False, [])
    assert "HEMLIGT" in cells(shown(gathered, "ciso", "gaps.known", "stad"))[0][0]


def test_who_did_not_read_the_thing_then_reads_what_it_is_called_now(gathered: World) -> None:
    row = thing(gathered)
    change(row, name="HEMLIGT", owner_unit=gathered.units["kul"], shared=True)
    packs.gather(SYSTEM, gathered.reviews["utb-ongoing"])
    change(row, name="Öppet")
    (own,), (all_of_it,) = (cells(shown(gathered, who, "gaps.used")) for who in ("owner", "ciso"))
    assert (own[0].split()[-1], own[1]) == ("Öppet", "Utbildningsnämnden")
    assert (all_of_it[0].split()[-1], all_of_it[1:]) == ("HEMLIGT", own[1:])


def change(row: Service, **values: Any) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=row.pk), values)


def test_what_is_forgotten_is_forgotten_here_too(gathered: World) -> None:
    row = thing(gathered)
    change(row, name="Anna Andersson")
    packs.gather(SYSTEM, gathered.reviews["utb-ongoing"])
    change(row, name="En tjänst")
    assert "Anna" in cells(shown(gathered, "owner", "gaps.known"))[0][0]
    for found in Change.objects.filter(object_id=row.pk, content__contains="Anna").order_by("seq"):
        parts = [name for name in ("label",) if "Anna" in found.content]
        redact(SYSTEM, found.seq, parts, basis="GDPR 17", because="Begäran")
        break
    assert "Anna" not in gathered.client("owner").get(PACK.format("utb", "gaps.known")).content.decode()
    assert "Anna" not in "".join(PackRows.everything.values_list("content", flat=True))


def test_an_older_pack_shows_the_list_of_today_and_says_so(gathered: World) -> None:
    review = gathered.reviews["utb-ongoing"]
    last = packs.latest(SYSTEM, review)
    assert last is not None
    with writing(SYSTEM) as w:
        names = ("review", "cutoff", "content", "digest")
        w.create(Pack, {name: getattr(last, name) for name in names} | {"gathered_at": w.at})
    answer = gathered.client("owner").get(PACK.format("utb", "gaps.known"))
    assert "Raderna sparades inte när underlaget hämtades." in answer.content.decode()
    assert [row[1:] for row in cells(answer.context)] == [["Utbildningsnämnden", "K3", "K1", "Accepterat"]]
    body = gathered.client("owner").get(API.format("utb", "gaps.known")).json()
    assert (body["kept"], body["then"], body["total"]) == (False, None, 1)


def test_the_api_gives_what_stood_in_the_list(gathered: World) -> None:
    row = link(gathered).target
    body = gathered.client("owner").get(API.format("utb", "gaps.known")).json()
    assert [(item["register_key"], item["id"], item["unit"], item["detail"]) for item in body["items"]] == [
        ("services", str(row.record), "Utbildningsnämnden", "Krävs: K3; Erbjuds: K1; Status: Accepterat")
    ]
    offered(gathered, 4)
    body = gathered.client("owner").get(API.format("utb", "gaps.known")).json()
    gone = [{"id": str(row.record), "label": row.number, "register_key": "services"}]
    assert (body["kept"], body["then"], body["now"], body["gone"]) == (True, 1, 0, gone)


def test_values_of_columns_that_a_list_no_longer_keeps_are_left_out(gathered: World) -> None:
    row, figure = next(
        each for each in figures(gathered.reviews["utb-ongoing"]) if each[1].key == "gaps.known"
    )
    stored = PackRows.everything.get(pack=row)
    data = json.loads(stored.content)
    (kept,) = (each for each in data["kept"] if each["register"] == "gap-list")
    kept["columns"][0] = "was-once"
    found = frozen.of_figure(frozen.from_text(json.dumps(data)), "gaps.known")
    assert figure.rows is not None
    shown = listed_rows_page(SYSTEM, figure.rows, found, slice(0, 50))
    assert (shown.lines[0].values, len(shown.columns), shown.changed) == (("K1", "Accepterat"), 2, 0)
