"""The directions of a review: set, changed, ordered, taken out, and followed by those who wait for the answers."""

from typing import Any

from django.forms import CheckboxSelectMultiple

from akropolis.review.review.models import Direction, DirectionUnit
from akropolis.review.review.services import directions
from tests.factories import reviews
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/inriktningar/"
CITY = "/genomgangar/2026/stad/inriktningar/"


def titles(world: World, name: str = "utb-ongoing") -> list[str]:
    return [row.title for row in Direction.everything.filter(review=world.reviews[name])]


def add(world: World, title: str, name: str = "utb-ongoing") -> Direction:
    return directions.add(SYSTEM, world.reviews[name], {"title": title, "text": "Så blir det."})


def form(**values: Any) -> dict[str, Any]:
    return {"title": "Håll register", "text": "Vi vet vad vi har.", "answer_by": "", **values}


def test_a_direction_is_added_last(world: World) -> None:
    answer = world.client("owner").post(f"{URL}ny/", form(answer_by="2027-03-31"))
    assert answer["Location"] == URL
    assert titles(world) == ["Öva reservrutinerna i Utbildningsnämnden", "Håll register"]
    row = Direction.everything.get(title="Håll register")
    assert (row.to_all, str(row.answer_by)) == (True, "2027-03-31")


def test_a_direction_without_words_is_refused_and_what_was_written_stays(world: World) -> None:
    answer = world.client("owner").post(f"{URL}ny/", form(title=" "))
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Vi vet vad vi har."
    assert len(titles(world)) == 1


def test_last_years_direction_is_carried_on(world: World) -> None:
    last = reviews.direction(world.reviews["utb-decided"])
    client = world.client("owner")
    assert [item["row"].pk for item in client.get(URL).context["earlier"]] == [last.pk]
    page = client.get(f"{URL}ny/?tidigare={last.pk}")
    assert page.context["form"]["title"].value() == last.title
    client.post(f"{URL}ny/", form(title=last.title, continues=last.pk))
    context = client.get(URL).context
    assert context["earlier"] == []
    assert [item["kept"] for item in context["rows"]] == [0, 1]


def test_anothers_direction_is_not_carried_on(world: World) -> None:
    city = reviews.direction(world.reviews["stad-decided"])
    answer = world.client("owner").post(f"{URL}ny/", form(continues=city.pk))
    assert answer.status_code == 422
    assert len(titles(world)) == 1


def test_the_second_of_two_writers_sees_both_texts(world: World) -> None:
    row = reviews.direction(world.reviews["utb-ongoing"])
    sent = form(title="Min rubrik", version=row.version)
    directions.change(SYSTEM, row, {"title": "Den andras rubrik"}, version=row.version)
    answer = world.client("owner").post(f"{URL}{row.pk}/", sent)
    assert answer.status_code == 409
    assert "Den andras rubrik" in answer.content.decode()
    assert answer.context["form"]["title"].value() == "Min rubrik"
    assert titles(world) == ["Den andras rubrik"]
    again = {**sent, "version": answer.context["form"]["version"].value()}
    assert world.client("owner").post(f"{URL}{row.pk}/", again).status_code == 302
    assert titles(world) == ["Min rubrik"]


def test_order_is_changed_without_a_script(world: World) -> None:
    second = add(world, "Andra")
    third = add(world, "Tredje")
    client = world.client("owner")
    client.post(f"{URL}ordning/", {"pk": third.pk, "way": "up"})
    assert titles(world)[1:] == ["Tredje", "Andra"]
    client.post(f"{URL}ordning/", {"pk": second.pk, "way": "down"})
    assert titles(world)[1:] == ["Tredje", "Andra"]


def test_taking_out_asks_first(world: World) -> None:
    row = add(world, "Ångrad")
    client = world.client("owner")
    assert client.get(f"{URL}{row.pk}/ta-bort/").status_code == 200
    assert "Ångrad" in titles(world)
    client.post(f"{URL}{row.pk}/ta-bort/")
    assert "Ångrad" not in titles(world)


def test_a_direction_can_be_set_for_some_units_only(world: World) -> None:
    row = add(world, "För två", "stad-circulated")
    units = [world.units["utb"], world.units["hamn"]]
    sent = form(units=[unit.pk for unit in units], version=row.version)
    world.client("ciso").post(f"/genomgangar/2027/stad/inriktningar/{row.pk}/", sent)
    chosen = DirectionUnit.everything.filter(direction=row).values_list("unit__code", flat=True)
    assert sorted(chosen) == ["hamn", "utb"]
    row.refresh_from_db()
    assert not row.to_all


def test_nothing_in_a_decided_review_can_be_written(world: World) -> None:
    url = "/genomgangar/2026/utb/inriktningar/"
    row = reviews.direction(world.reviews["utb-decided"])
    client = world.client("owner")
    for address in ("ny/", f"{row.pk}/", f"{row.pk}/ta-bort/"):
        answer = client.get(url + address, follow=True)
        assert answer.redirect_chain[0][0] == "/genomgangar/2026/utb/"
        assert "Genomgången är beslutad och kan inte ändras." in answer.content.decode()
    assert client.post(f"{url}ny/", form()).status_code == 422
    assert client.post(f"{url}{row.pk}/", form(version=row.version)).status_code == 422
    client.post(f"{url}{row.pk}/ta-bort/")
    client.post(f"{url}ordning/", {"pk": row.pk, "way": "up"})
    after = reviews.direction(world.reviews["utb-decided"])
    assert (after.title, after.version) == (row.title, row.version)


def test_others_find_nothing_to_write_at(world: World) -> None:
    row = reviews.direction(world.reviews["utb-ongoing"])
    for who in ("colleague", "chef", "auditor", "neighbour"):
        client = world.client(who)
        for address in ("ny/", f"{row.pk}/", f"{row.pk}/ta-bort/"):
            assert client.get(URL + address).status_code == 404, (who, address)
            assert client.post(URL + address, form(version=row.version)).status_code == 404, (who, address)
    assert titles(world) == ["Öva reservrutinerna i Utbildningsnämnden"]


def test_the_city_sees_how_many_have_answered_and_who_has_not(world: World) -> None:
    item = world.client("ciso").get(CITY).context["rows"][0]
    assert (item["progress"].answered, item["progress"].asked) == (1, 3)
    assert [unit.name for unit in item["progress"].missing] == ["Kulturnämnden", "Mälarstads Hamn AB"]
    assert [answer["row"].unit.code for answer in item["answers"]] == ["utb"]


def test_a_neighbour_reads_the_count_but_not_the_words(world: World) -> None:
    item = world.client("neighbour").get(CITY).context["rows"][0]
    assert (item["progress"].answered, item["answers"]) == (1, [])


def test_units_are_chosen_by_boxes_where_there_are_any(world: World) -> None:
    units = (
        world.client("ciso").get("/genomgangar/2027/stad/inriktningar/ny/").context["form"].fields["units"]
    )
    assert isinstance(units.widget, CheckboxSelectMultiple)
    assert [str(unit) for unit in units.queryset] == [
        "Kulturnämnden",
        "Mälarstads Hamn AB",
        "Utbildningsnämnden",
    ]
    none = world.client("owner").get(f"{URL}ny/").context["form"].fields["units"]
    assert (none.widget.is_hidden, list(none.queryset)) == (True, [])


def test_an_observation_becomes_a_direction_and_they_lead_to_each_other(world: World) -> None:
    seen: Any = world.rows["observations"]
    client, here = world.client("owner"), f"/omvarld/{seen.pk}/"
    place = f"{URL}ny/?observation={seen.pk}"
    assert place in client.get(here).text
    assert client.get(place).context["form"]["title"].value() == seen.title
    client.post(place, form(title="Följ den nya lagen"))
    row = Direction.everything.get(title="Följ den nya lagen")
    assert row.observation == seen
    assert f"{URL}#{row.pk}" in client.get(here).text
    assert here in client.get(URL).text


def test_an_observation_of_anothers_is_neither_taken_nor_told(world: World) -> None:
    seen: Any = world.rows["observations"]
    given = {"title": "Följ lagen", "text": "Så.", "observation": seen}
    directions.add(SYSTEM, world.reviews["utb-ongoing"], given)
    other = world.client("neighbour")
    assert other.get(f"/omvarld/{seen.pk}/").status_code == 404
    before = Direction.everything.count()
    for key in (seen.pk, "strunt"):
        place = f"/genomgangar/2027/kul/inriktningar/ny/?observation={key}"
        assert {other.get(place).status_code, other.post(place, form()).status_code} == {404}
    assert Direction.everything.count() == before
    ciso = world.client("ciso").get(URL).text
    assert seen.label() in ciso


def test_who_writes_no_review_is_offered_no_direction(world: World) -> None:
    seen: Any = world.rows["observations"]
    page = world.client("colleague").get(f"/omvarld/{seen.pk}/").text
    assert "observation=" not in page
