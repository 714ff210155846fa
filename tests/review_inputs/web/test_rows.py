"""A stored figure leads to the rows that it counted, as they were, and its page says what has changed since."""

from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.redaction import redact
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.events.incidents.models import Incident
from akropolis.review.review_inputs.models import Pack, PackRows
from akropolis.review.review_inputs.rules.own import own_rows
from akropolis.review.review_inputs.selectors.behind import kept_rows, rows_behind_figure
from akropolis.review.review_inputs.services import packs
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "reviewed"
PACK = "/genomgangar/2027/utb/underlag/"
ROWS = f"{PACK}incidents.total/rader/"
CITY = "/genomgangar/2027/stad/underlag/incidents.total/rader/"


def change(row: Any, **values: Any) -> None:
    with writing(SYSTEM) as w:
        w.update(type(row).everything.get(pk=row.pk), values)


def another(world: World, title: str, unit: str = "utb") -> Any:
    with writing(SYSTEM) as w:
        return registers.row(w, registry.get("incidents"), world.units[unit], title)


def incident(world: World) -> Incident:
    found: Incident = Incident.everything.get(pk=world.rows["incidents"].pk)
    return found


def shown(world: World, who: str = "owner", url: str = ROWS) -> Any:
    return world.client(who).get(url).context


def labels(context: Any) -> list[str]:
    return [row.cells[0].text for row in context["table"].rows]


def stored() -> list[tuple[Any, ...]]:
    return [
        *Pack.everything.values_list("content", "digest"),
        *PackRows.everything.values_list("content", "digest"),
    ]


def test_a_year_of_changes_alters_no_stored_row_and_the_page_says_what_has_changed(world: World) -> None:
    before, row, frozen = stored(), incident(world), labels(shown(world))
    new = another(world, "Nattugglan")
    change(row, title="Omdöpt")
    context = shown(world)
    assert (labels(context), context["table"].rows[0].cells[0].note) == (frozen, "Ändrad sedan dess.")
    assert context["since"] == "2 nu, 1 när underlaget hämtades"
    (move,) = context["moves"]
    assert ([label for label, _url in move["rows"]], move["words"]) == ([new.number], "har tillkommit")
    assert context["changed"] == "1 av dem har ändrats sedan dess och står här som den var."
    assert stored() == before


def test_a_row_that_is_no_longer_counted_is_told_and_still_shown(world: World) -> None:
    row, frozen = incident(world), labels(shown(world))
    with writing(SYSTEM) as w:
        w.archive(row)
    context = shown(world)
    assert (labels(context), context["since"]) == (frozen, "0 nu, 1 när underlaget hämtades")
    assert [(move["rows"][0][0], move["words"]) for move in context["moves"]] == [
        (row.number, "räknas inte längre")
    ]


def test_without_change_the_page_says_so(world: World) -> None:
    context = shown(world)
    assert context["since"] == "De är desamma nu som när underlaget hämtades: 1."
    assert (context["moves"], context["changed"], context["hidden"]) == ([], "", "")


def test_a_neighbour_learns_nothing_of_the_rows_behind_the_citys_figure(world: World) -> None:
    row = incident(world)
    assert row.label() in labels(shown(world, "ciso", CITY))
    answer = world.client("neighbour").get(CITY)
    assert row.number not in answer.content.decode()
    assert answer.context["hidden"] == "1 rad som räknas är inte öppen för dig."
    assert world.client("neighbour").get(ROWS).status_code == 404


def test_a_row_that_has_moved_shows_its_new_unit_nothing_of_what_it_was(world: World) -> None:
    row = incident(world)
    change(row, title="HEMLIGT")
    packs.gather(SYSTEM, world.reviews["stad-circulated"])
    change(row, title="Öppet", owner_unit=world.units["kul"])
    answer = world.client("neighbour").get(CITY)
    assert world.client("neighbour").get(f"/incidenter/{row.pk}/").status_code == 200
    assert ("HEMLIGT" in answer.content.decode(), row.number in answer.content.decode()) == (False, False)
    assert world.client("owner").get(f"/incidenter/{row.pk}/").status_code == 404
    assert "HEMLIGT" not in world.client("owner").get(CITY).content.decode()
    assert any("HEMLIGT" in label for label in labels(shown(world, "ciso", CITY)))


def test_what_is_forgotten_is_forgotten_here_too(world: World) -> None:
    row = incident(world)
    change(row, title="Anna Andersson")
    packs.gather(SYSTEM, world.reviews["utb-ongoing"])
    change(row, title="En person")
    assert "Anna" in labels(shown(world))[0]
    for link in Change.objects.filter(object_id=row.pk, content__contains="Anna").order_by("seq"):
        redact(
            SYSTEM, link.seq, ["label"] if "Anna" in link.content else [], basis="GDPR 17", because="Begäran"
        )
        break
    assert "Anna" not in world.client("owner").get(ROWS).content.decode()
    assert "Anna" not in "".join(PackRows.everything.values_list("content", flat=True))


def test_where_no_rows_were_kept_the_page_says_so_and_shows_those_of_today(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    kept = packs.latest(SYSTEM, review)
    assert kept is not None
    with writing(SYSTEM) as w:
        names = ("review", "gathered_at", "cutoff", "content", "digest")
        w.create(Pack, {name: getattr(kept, name) for name in names} | {"gathered_at": w.at})
    new = another(world, "Nattugglan")
    answer = world.client("owner").get(ROWS)
    assert "Raderna sparades inte när underlaget hämtades." in answer.content.decode()
    assert (answer.context["since"], new.label() in labels(answer.context)) == (None, True)


@pytest.mark.parametrize("name", ["utb-ongoing", "stad-circulated"])
def test_every_figure_has_as_many_rows_as_it_counts(world: World, name: str) -> None:
    client, review = world.client("ciso"), world.reviews[name]
    row = packs.latest(SYSTEM, review)
    assert row is not None
    opened = set()
    for figure in packs.content(row).figures():
        url = f"/genomgangar/{review.year}/{review.owner_unit.code}/underlag/{figure.key}/rader/"
        kept = kept_rows(SYSTEM, row, figure.key)
        own = own_rows(packs.content(row), figure.key)
        counted = figure.rows.count if figure.rows else figure.value
        assert (figure.key, len(kept.rows if kept is not None else own)) == (figure.key, counted)
        if figure.rows:
            page = slice(0, 50)
            then, now = (
                rows_behind_figure(SYSTEM, one, figure, figure.rows, page, "sv").lines
                for one in (row, Pack(review=review))
            )
            assert (figure.key, then) == (figure.key, now)
        of = (figure.rows.register, figure.value is None) if figure.rows else figure.key
        if of not in opened:  # one page of each register shows what its others do
            opened.add(of)
            register = registry.entries.get(figure.rows.register) if figure.rows else None
            reads = register is None or world.access("ciso").anywhere(register.read)
            assert (figure.key, client.get(url).status_code) == (figure.key, 200 if reads else 404)


def test_the_figures_of_the_reviews_themselves_say_what_has_changed(world: World) -> None:
    url = "/genomgangar/2027/stad/underlag/coverage.due/rader/"
    context = shown(world, "ciso", url)
    assert "Utbildningsnämnden" in labels(context)
    assert context["since"].startswith("De är desamma nu")
    assert shown(world, "neighbour", url)["since"] is None


def test_the_api_gives_the_same_rows(world: World) -> None:
    row = incident(world)
    change(row, title="Omdöpt")
    new = another(world, "Nattugglan")
    url = "/api/v1/reviews/utb/2027/figures/incidents.total/rows"
    body = world.client("owner").get(url).json()
    assert [(item["id"], item["changed"], "Omdöpt" in item["label"]) for item in body["items"]] == [
        (str(row.pk), True, False)
    ]
    assert (body["kept"], body["then"], body["now"], body["total"]) == (True, 1, 2, 1)
    assert (body["added"], body["gone"]) == (
        [{"id": str(new.pk), "label": new.number, "register_key": "incidents"}],
        [],
    )
    assert world.client("neighbour").get(url).status_code == 404
    city = world.client("neighbour").get(url.replace("utb", "stad")).json()
    assert (city["items"], city["hidden"]) == ([], 1)
