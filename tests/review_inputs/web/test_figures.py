"""The inputs on a page: what changed since the last gathering, and the way from a figure to its very rows."""

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import decisions
from tests.factories import registers
from tests.world import SYSTEM, World

WORLD = "reviewed"
PACK = "/genomgangar/2027/utb/underlag/"


def another_incident(world: World) -> None:
    with writing(SYSTEM) as w:
        registers.row(w, registry.get("incidents"), world.units["utb"], "Nattugglan")


def packs_of(world: World, name: str = "utb-ongoing") -> list[Pack]:
    return list(Pack.everything.filter(review=world.reviews[name]))


def test_gathering_again_adds_a_gathering_and_touches_no_text(world: World) -> None:
    texts = list(
        Chapter.everything.filter(review=world.reviews["utb-ongoing"]).values_list("text", "version")
    )
    before = packs_of(world)
    another_incident(world)
    answer = world.client("owner").post(PACK, follow=True)
    assert "Underlaget är hämtat igen." in answer.content.decode()
    assert len(packs_of(world)) == len(before) + 1
    assert (
        list(Chapter.everything.filter(review=world.reviews["utb-ongoing"]).values_list("text", "version"))
        == texts
    )


def test_what_a_new_gathering_would_change_is_shown_without_gathering(world: World) -> None:
    count = len(packs_of(world))
    another_incident(world)
    answer = world.client("owner").get(f"{PACK}?jamfor=nu")
    changed = {change.key: (change.before, change.after) for change in answer.context["changes"]}
    assert changed["incidents.total"] == ("1", "2")
    assert len(packs_of(world)) == count


def test_two_gatherings_are_compared(world: World) -> None:
    first = packs_of(world)[0]
    another_incident(world)
    packs.gather(SYSTEM, world.reviews["utb-ongoing"])
    client = world.client("owner")
    assert [one.pk for one in client.get(PACK).context["earlier"]] == [first.pk]
    changes = client.get(f"{PACK}?jamfor={first.pk}").context["changes"]
    assert ("incidents.total", "1", "2") in [(c.key, c.before, c.after) for c in changes]


def test_a_decided_review_is_not_gathered_for_anew(world: World) -> None:
    url = "/genomgangar/2026/utb/underlag/"
    count = len(packs_of(world, "utb-decided"))
    answer = world.client("owner").post(url, follow=True)
    assert "Genomgången är beslutad och kan inte ändras." in answer.content.decode()
    assert len(packs_of(world, "utb-decided")) == count
    assert not world.client("owner").get(url).context["may_gather"]


def test_only_those_who_write_the_review_gather(world: World) -> None:
    assert world.client("chef").post(PACK).status_code == 404
    assert world.client("neighbour").post(PACK).status_code == 404
    assert len(packs_of(world)) == 1


def test_after_gathering_one_is_sent_back_to_ones_own_page_and_nowhere_else(world: World) -> None:
    client = world.client("owner")
    own = client.post(PACK, {"next": "/genomgangar/2027/utb/kapitel/state/"})
    assert own["Location"] == "/genomgangar/2027/utb/kapitel/state/"
    for elsewhere in ("https://exempel.se/", "//exempel.se/", "/\\exempel.se"):
        assert client.post(PACK, {"next": elsewhere})["Location"] == PACK


def test_from_the_citys_figure_to_the_row_in_three_clicks(world: World) -> None:
    client = world.client("ciso")
    city = client.get("/genomgangar/2027/stad/underlag/incidents.total/")
    parts = {row.cells[0].text: row.cells[0].url for row in city.context["parts"].rows}
    assert parts["Utbildningsnämnden"] == f"{PACK}incidents.total/"
    unit = client.get(parts["Utbildningsnämnden"])
    rows = client.get(unit.context["rows_url"]).content.decode()
    assert str(world.rows["incidents"]) in rows


def test_a_neighbour_sees_the_citys_figure_but_not_anothers_part_in_it(world: World) -> None:
    answer = world.client("neighbour").get("/genomgangar/2027/stad/underlag/incidents.total/")
    parts = answer.context["parts"].rows if answer.context["parts"] else []
    assert "Utbildningsnämnden" not in {row.cells[0].text for row in parts}
    assert answer.context["own_rows"]
    assert world.client("neighbour").get(f"{PACK}incidents.total/").status_code == 404


def test_a_figure_says_in_words_what_it_counts(world: World) -> None:
    context = world.client("owner").get(f"{PACK}incidents.total/").context
    assert context["value"] == "1"
    assert context["meaning"].endswith(".")


def test_the_links_stay_in_the_edition_that_is_read(world: World) -> None:
    decisions.new_edition(SYSTEM, world.reviews["utb-decided"], because="Fel.")
    url = "/genomgangar/2026/utb/underlag/"
    inputs = world.client("owner").get(f"{url}?utgava=1").context["inputs"]
    links = [row.cells[0].url for part in inputs if part["figures"] for row in part["figures"].rows]
    assert f"{url}incidents.total/?utgava=1" in links
    assert world.client("owner").get(f"{url}incidents.total/?utgava=1").status_code == 200
    assert world.client("owner").get(f"{url}incidents.total/").status_code == 404


def test_there_is_no_page_for_a_figure_that_is_not_in_the_pack(world: World) -> None:
    assert world.client("owner").get(f"{PACK}finns.inte/").status_code == 404
