"""A register's pages: what the list leads to, a row that has moved away, the form's two texts, and the archive."""

from typing import Any

import pytest
from django.contrib.messages import get_messages

from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.listing import PAGE
from akropolis.graph.assets.models import Service
from akropolis.graph.assets.register.services import SERVICES
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register import REGISTER as ACTIONS
from tests.factories import registers
from tests.factories.graphs import depend, node_of
from tests.world import SYSTEM, World

HERE = "/tjanster/"


def service(world: World, name: str = "Takbyte", unit: str = "utb", **given: Any) -> Service:
    with writing(SYSTEM) as w:
        return w.create(Service, {"name": name, "owner_unit": world.units[unit], **given})


def said(answer: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]


def trail(answer: Any) -> list[tuple[str, str]]:
    return [(str(each["label"]), each["url"]) for each in answer.context["crumbs"]]


def test_a_row_that_has_moved_away_keeps_its_history_open_to_those_who_could_read_it(world: World) -> None:
    row = service(world)
    update(SYSTEM, row, {"description": "Hos oss"})
    update(SYSTEM, row, {"owner_unit": world.units["kul"], "name": "Deras"})
    update(SYSTEM, row, {"description": "Hos dem"})
    past = f"{HERE}{row.pk}/historik/"
    answer = world.client("owner").get(past)
    assert (answer.status_code, answer.context["title"]) == (200, f"{row.number} Takbyte")
    assert trail(answer) == [("It-tjänster", HERE), (f"{row.number} Takbyte", "")]
    assert [shown.event.action for shown in answer.context["history"]][-2:] == ["update", "create"]
    assert ("Hos oss" in answer.text, "Hos dem" in answer.text) == (True, False)
    moved = world.client("neighbour").get(past)
    assert (moved.status_code, moved["Location"]) == (302, f"{HERE}{row.pk}/#history")
    assert world.client("outsider").get(past).status_code == 404
    assert world.client("owner").get(f"{HERE}{new_id()}/historik/").status_code == 404


def test_the_history_of_another_kind_of_row_is_not_told_there(world: World) -> None:
    with writing(SYSTEM) as w:
        row = w.create(Action, {"title": "Åtgärd", "owner_unit": world.units["utb"]})
    update(SYSTEM, row, {"owner_unit": world.units["kul"]})
    client = world.client("owner")
    assert client.get(f"/atgarder/{row.pk}/historik/").status_code == 200
    assert client.get(f"{HERE}{row.pk}/historik/").status_code == 404


def test_a_long_list_says_how_much_it_shows_and_leads_on_and_back(world: World) -> None:
    with writing(SYSTEM) as w:
        registers.rows(w, SERVICES, world.units["utb"], PAGE + 1)
    client = world.client("owner")
    first = client.get(HERE)
    assert (first.context["shown"], first.context["newer"], first.context["total"]) == (
        f"{PAGE} av {PAGE + 1}", "", PAGE + 1
    )  # fmt: skip
    last = client.get(HERE + first.context["older"])
    assert (last.context["shown"], last.context["older"]) == (f"1 av {PAGE + 1}", "")
    again = client.get(HERE + last.context["newer"])
    assert [row.key for row in again.context["table"].rows] == [
        row.key for row in first.context["table"].rows
    ]


def test_a_list_leads_to_all_that_is_done_from_it(world: World) -> None:
    service(world)
    client = world.client("owner")
    found = client.get(f"{HERE}?q=tak&sort=-number").context
    assert (found["query"], found["everything"], found["clear"]) == (
        "q=tak&sort=-number",
        f"{HERE}?owner_unit=",
        f"{HERE}?owner_unit=",
    )
    assert (found["excel_url"], found["csv_url"]) == (
        f"{HERE}exportera/?q=tak&sort=-number&format=xlsx",
        f"{HERE}exportera/?q=tak&sort=-number&format=csv",
    )
    assert found["urls"] == {
        "list": HERE,
        "create": f"{HERE}ny/",
        "save-view": f"{HERE}vyer/",
        "columns": f"{HERE}kolumner/",
        "import": f"{HERE}importera/",
        "act": f"{HERE}valda/",
    }
    assert (found["save_url"], found["in_place_url"]) == (f"{HERE}vyer/", "?q=tak&sort=-number&edit=1")
    (row,) = found["table"].rows
    assert row.cells[0].url.endswith("/?back=q%3Dtak%26sort%3D-number")
    assert client.get(f"{HERE}?owner_unit=").context["clear"] == ""
    changing = client.get(f"{HERE}?edit=1").context
    assert (changing["in_place_url"], changing["in_place"] is None) == ("?", False)
    read = world.client("auditor").get(f"{HERE}?edit=1").context
    assert (read["in_place"], read["may_create"], found["may_create"]) == (None, False, True)


def test_a_list_opens_with_the_own_unit_and_says_so_until_something_is_asked(world: World) -> None:
    mine, theirs = service(world), service(world, "Scen", "kul", shared=True)
    client = world.client("owner")
    opened, every = client.get(HERE).context, client.get(f"{HERE}?owner_unit=").context
    assert ([row.key for row in opened["table"].rows], opened["own"], opened["asked"]) == (
        [str(mine.pk)], world.units["utb"], False
    )  # fmt: skip
    assert ({row.key for row in every["table"].rows}, every["asked"]) == (
        {str(mine.pk), str(theirs.pk)}, True
    )  # fmt: skip
    assert world.client("ciso").get(HERE).context["own"] is None


def test_a_rows_page_offers_what_may_be_done_with_it_and_leads_back_where_one_came_from(world: World) -> None:
    row = service(world, shared=True)
    here = f"{HERE}{row.pk}/"
    for who, edits, told in (("owner", True, True), ("auditor", False, True), ("neighbour", False, False)):
        answer = world.client(who).get(f"{here}?back=q=tak")
        found = answer.context
        acts = [act.url for act in (found["acts"].beside, *found["acts"].menu) if act]
        assert (who, f"{here}redigera/" in acts, found["archive_url"], found["history"] is not None) == (
            who,
            edits,
            f"{here}arkivera/" if edits else "",
            told,
        )
        assert trail(answer) == [("It-tjänster", f"{HERE}?q=tak"), ("Takbyte", "")]
    assert world.client("owner").get(here).context["list_url"] == HERE


def test_the_two_texts_of_a_conflict_stand_beside_each_other_in_the_same_words(world: World) -> None:
    row = service(world, description="Först", operator_unit=world.units["hamn"])
    client, url = world.client("owner"), f"{HERE}{row.pk}/redigera/"
    form = client.get(url).context["form"]
    sent = registers.posted({name: form[name].value() for name in form.fields})
    update(SYSTEM, row, {"description": "Deras", "operator_unit": world.units["kul"], "shared": True})
    given = {"description": "Mitt", "operator_unit": "", "status": "planned", "in_use_from": "2026-03-01"}
    answer = client.post(url, sent | given)
    assert (answer.status_code, answer.context["current"].version) == (409, 2)
    assert [tuple(map(str, line.values())) for line in answer.context["conflict"]] == [
        ("vad den används till", "Deras", "Mitt"),
        ("status", "I bruk", "Planerad"),
        ("gemensam för flera enheter", "Ja", "Nej"),
        ("drivs av", "Kulturnämnden", ""),
        ("i bruk från", "", "2026-03-01"),
    ]
    assert {*answer.context["conflict"][0]} == {"label", "theirs", "mine"}
    assert (answer.text.count("(tom)"), "None" in answer.text) == (2, False)
    assert trail(answer) == [("It-tjänster", HERE), ("Takbyte", f"{HERE}{row.pk}/"), ("Ändra", "")]
    assert (answer.context["cancel_url"], answer.context["ask"]) == (f"{HERE}{row.pk}/", "")
    row.refresh_from_db()
    assert (row.description, row.version) == ("Deras", 2)


@pytest.mark.parametrize("who", ["auditor", "neighbour"])
def test_who_may_not_change_a_row_finds_no_form_and_archives_nothing(world: World, who: str) -> None:
    row = service(world, shared=True)
    client, here = world.client(who), f"{HERE}{row.pk}/"
    assert client.get(here).status_code == 200
    statuses = [client.get(f"{here}redigera/").status_code, client.post(f"{here}arkivera/").status_code]
    row.refresh_from_db()
    assert (statuses, row.archived_at) == ([404, 404], None)


def test_a_row_is_archived_and_taken_back_with_a_reason_and_each_is_said(world: World) -> None:
    row = service(world)
    client, there = world.client("owner"), f"{HERE}{row.pk}/arkivera/"
    answers = [client.post(there, {"because": because}) for because in ("x" * 301, "Behövs")]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, f"{HERE}{row.pk}/")] * 2
    assert [said(answer)[-1] for answer in answers] == [
        ("success", "Takbyte är arkiverad. Du kan återställa den här."),
        ("success", "Takbyte är i bruk igen."),
    ]
    events = [(event.action, event.because) for event in events_of([row.pk])]
    assert events[:2] == [("restore", "Behövs"), ("archive", "x" * 300)]


def test_what_others_stand_on_is_archived_and_unshared_when_one_is_sure(world: World) -> None:
    row, theirs = service(world, shared=True), service(world, "Scen", "kul")
    with writing(SYSTEM) as w:
        depend(w, node_of(w, theirs), node_of(w, row), kind="uses")
    client, here = world.client("owner"), f"{HERE}{row.pk}/"
    question = "Andra är beroende av den: Kulturnämnden. De får veta det och behöver hitta något annat."
    asked = client.post(f"{here}arkivera/")
    assert (asked.status_code, asked.context["title"], asked.context["back"]) == (
        409,
        "Arkivera Takbyte",
        here,
    )
    form = client.get(f"{here}redigera/").context["form"]
    sent = registers.posted({name: form[name].value() for name in form.fields} | {"shared": False})
    kept = client.post(f"{here}redigera/", sent)
    assert (kept.status_code, kept.context["conflict"]) == (409, [])
    assert [asked.context["ask"], kept.context["ask"]] == [question] * 2
    row.refresh_from_db()
    assert (row.archived_at, row.shared, row.version) == (None, True, 1)
    assert client.post(f"{here}redigera/", {**sent, "sure": "1"}).status_code == 302
    assert client.post(f"{here}arkivera/", {"sure": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.archived_at is None, row.shared) == (False, False)
    assert client.post(f"{here}arkivera/").status_code == 302, "nobody is asked when it comes back"
    assert world.client("neighbour").post(f"{here}arkivera/").status_code == 404


def test_a_new_rows_form_begins_with_what_its_address_says(world: World) -> None:
    client = world.client("owner")

    def begins(query: str, slug: str = "tjanster") -> dict[str, Any]:
        found: dict[str, Any] = client.get(f"/{slug}/ny/?{query}").context["form"].initial
        return found

    utbf = world.units["utbf"]
    assert begins("unit=utbf&status=planned&name=x&colour=red") == {
        **SERVICES.verbs.initial(registers.DAY),
        "owner_unit": utbf.pk,
        "status": "planned",
    }
    assert begins("unit=finns-inte")["owner_unit"] == world.units["utb"].pk, "the unit that one works in"
    assert begins("cause=incident", "atgarder")["cause"] == "incident"
    assert trail(client.get(f"/{ACTIONS.slug}/ny/"))[0] == ("Åtgärder", "/atgarder/")


@pytest.mark.parametrize("field", ["name", "owner_unit", "number", "colour"])
def test_only_a_field_in_which_one_writes_what_is_meant_has_suggestions(world: World, field: str) -> None:
    client = world.client("owner")
    assert client.get(f"{HERE}forslag/{field}/").status_code == 404
    assert client.get("/incidenter/forslag/service/").status_code == 200
