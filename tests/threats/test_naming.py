"""Rows name threats: who says so, what a threat's page leads to, and that nothing of others' rows is told."""

from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.events.exercises.models import Exercise
from akropolis.events.incidents.models import Incident
from akropolis.graph.risk.models import Risk
from akropolis.shared.horizon.models import Observation
from akropolis.shared.threats.models import Threat, ThreatLink
from akropolis.shared.threats.selectors.naming import (
    NAMING,
    list_choosable_threats,
    list_rows_naming,
    named_by,
)
from akropolis.shared.threats.services.naming import name_threats
from tests.behaviours.tokens import bearer
from tests.factories import registers
from tests.world import SYSTEM, WORD, World

WORLD = "kept"
pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.django_db]
each_naming = pytest.mark.parametrize(("key", "link"), NAMING.entries.items(), ids=list(NAMING.entries))


def threat(code: str) -> Threat:
    return Threat.everything.get(code=code)


def named(world: World, key: str, unit: str, *codes: str, words: str = WORD) -> Record:
    """A row of the unit that names the threats."""
    with writing(SYSTEM) as w:
        row = registers.row(w, registry.get(key), world.units[unit], words)
    name_threats(SYSTEM, row, NAMING.get(key), [threat(code) for code in codes])
    return row


def codes(rows: list[Threat]) -> list[str]:
    return [row.code for row in rows]


def test_incidents_and_observations_name_threats_and_the_settings_lead_to_the_catalogue(world: World) -> None:
    assert [link.rows() for link in NAMING] == [Risk, Incident, Exercise, Observation]
    assert 'href="/hotkatalog/"' in world.client("owner").get("/installningar/").text


@each_naming
def test_exactly_the_ticked_ones_are_named_and_each_change_is_in_the_history(
    world: World, key: str, link: type[ThreatLink]
) -> None:
    row = named(world, key, "utb", "fire", "phishing")
    ties = {tie.threat.code: tie.pk for tie in link.everything.all()}
    owner = world.access("owner")
    assert codes(named_by(owner, row, link)) == ["phishing", "fire"]
    name_threats(owner, row, link, [threat("phishing"), threat("power")])
    assert codes(named_by(owner, row, link)) == ["phishing", "power"]
    ties |= {tie.threat.code: tie.pk for tie in link.everything.all()}
    done = {code: [str(event.action) for event in events_of([pk])][::-1] for code, pk in ties.items()}
    assert done == {"fire": ["create", "remove"], "phishing": ["create"], "power": ["create"]}


@each_naming
def test_who_may_not_change_the_row_names_nothing(world: World, key: str, link: type[ThreatLink]) -> None:
    row = named(world, key, "utb", "fire")
    before, here = Change.objects.count(), reverse(f"{key}-threats", args=[row.pk])
    for who in ("neighbour", "auditor", "colleague"):
        with pytest.raises(Hidden):
            name_threats(world.access(who), row, link, [threat("power")])
        for answer in (world.client(who).get(here), world.client(who).post(here, {"threats": ["power"]})):
            assert answer.status_code == 404
    assert (Change.objects.count(), codes(named_by(SYSTEM, row, link))) == (before, ["fire"])


@each_naming
def test_the_page_of_the_row_shows_them_and_leads_to_the_form(
    world: World, key: str, link: type[ThreatLink]
) -> None:
    row = named(world, key, "utb", "fire")
    client, there = world.client("owner"), reverse(f"{key}-detail", args=[row.pk])
    form = reverse(f"{key}-threats", args=[row.pk])
    there += "?flik=vet" if key == "incidents" else ""
    page = client.get(there).text
    assert f'<a href="{reverse("threat", args=["fire"])}">Brand</a>' in page
    assert f'href="{form}"' in page
    assert client.get(form).context["form"].initial == {"threats": ["fire"]}
    refused = client.post(form, {"threats": ["fire", "finns-inte"]})
    assert (refused.status_code, codes(named_by(SYSTEM, row, link))) == (422, ["fire"])
    assert client.post(form, {"threats": []}).status_code == 302
    assert "Inget hot är angivet." in client.get(there).text
    with writing(SYSTEM) as w:
        w.archive(row)
    assert (client.get(form).status_code, f'href="{form}"' in client.get(there).text) == (404, False)


@each_naming
def test_the_list_and_its_counts_are_narrowed_by_threat_as_far_as_one_reads(
    world: World, key: str, link: type[ThreatLink]
) -> None:
    mine = named(world, key, "utb", "phishing", "fire")
    named(world, key, "utb", "power")
    theirs = named(world, key, "kul", "phishing", words="Kultur")
    register = registry.get(key)
    for who, found in (("owner", [mine]), ("neighbour", [theirs]), ("ciso", [mine, theirs])):
        listing = Listing(register, world.access(who), {"threat": "phishing"})
        assert ({*listing.page.rows}, listing.total, listing.problems) == ({*found}, len(found), [])
    offered = {item.name: item for item in Listing(register, world.access("owner"), {}).filters}["threat"]
    assert [choice.value for choice in offered.choices] == codes(list_choosable_threats(SYSTEM))
    wrong = Listing(register, world.access("owner"), {"threat": "finns-inte"})
    assert (wrong.total, len(wrong.problems)) == (0, 1)


@each_naming
def test_a_threats_page_leads_to_the_rows_that_its_reader_may_read_and_to_no_others(
    world: World, key: str, link: type[ThreatLink]
) -> None:
    mine = [named(world, key, "utb", "fire", words=f"{WORD} {n}") for n in range(12)]
    with writing(SYSTEM) as w:
        w.archive(mine.pop())
    here = reverse("threat", args=["fire"])
    page = world.client("owner").get(here)
    (part,) = [each for each in page.context["parts"] if each["rows"]]
    newest = [row.label() for row in sorted(mine, key=lambda row: row.number, reverse=True)]
    assert ([name for name, _url in part["rows"]], part["total"]) == (newest[:10], 11)
    assert part["url"] == f"{reverse(f'{key}-list')}?threat=fire"
    assert list(list_rows_naming(world.access("neighbour"), threat("fire"), link)) == []
    for who in ("neighbour", "operator"):
        if who in world.people:
            other = world.client(who).get(here)
            assert (other.status_code, WORD in other.text, "threat=fire" in other.text) == (200, False, False)
    listed = world.client("neighbour").get(part["url"]).text
    assert mine[0].number not in listed
    assert world.client("outsider").get(here).status_code == 404
    assert world.client("owner").get(reverse("threat", args=["finns-inte"])).status_code == 404


def test_how_sure_a_threat_is_is_for_those_who_keep_the_catalogue(world: World) -> None:
    row, here = threat("phishing"), reverse("threat", args=["phishing"])
    told = ["Antagonistiskt", "Konfidentialitet, riktighet", row.source, "från 2024-01-01"]
    for who, note in (("ciso", row.get_mark_display()), ("admin", row.get_mark_display()), ("owner", "")):
        page = world.client(who).get(here)
        assert ([term.value for term in page.context["terms"]], page.context["text"]) == (
            told,
            row.description,
        )
        assert [term.note for term in page.context["terms"]] == ["", "", note, ""]
        assert f'href="{here}"' in world.client(who).get(reverse("threats")).text


def test_one_that_has_ended_is_named_still_and_chosen_no_more(world: World) -> None:
    row = named(world, "incidents", "utb", "quantum")
    update(SYSTEM, threat("quantum"), {"valid_to": threat("quantum").valid_from})
    assert "quantum" not in codes(list_choosable_threats(SYSTEM))
    held = named_by(SYSTEM, row, NAMING.get("incidents"))
    assert codes(list_choosable_threats(SYSTEM, held))[-1] == "quantum"
    listing = Listing(registry.get("incidents"), world.access("owner"), {"threat": "quantum"})
    assert listing.page.rows == [row]
    assert [c.label for f in listing.filters if f.name == "threat" for c in f.choices if c.chosen] == [
        str(held[0])
    ]


def test_one_of_the_citys_own_has_a_key_of_its_name_and_comes_last(world: World) -> None:
    client, keys = world.client("ciso"), []
    data = {"name": "Översvämning i källaren", "kind": "physical", "description": "Vatten.", "mark": "K"}
    for day in ("2026-01-01", "2026-01-02"):
        sent = client.post(reverse("threats-add"), {**data, "aspects": ["T", "K"], "valid_from": day})
        assert sent.status_code == 302
        keys.append(Threat.everything.latest("created_at").code)
    made = threat("oversvamning-i-kallaren")
    assert keys == [made.code, f"{made.code}-2"]
    assert (made.aspects, codes(Threat.rows(SYSTEM))[-2:]) == ("KT", keys)
    with pytest.raises(Invalid):
        update(SYSTEM, made, {"aspects": "TK"})


def test_the_api_ties_and_unties_by_the_threats_key(world: World) -> None:
    row = named(world, "incidents", "utb", "fire")
    client = world.client(**bearer(world, "owner"))
    address = "/api/v1/incident-threats"

    def post(path: str, body: dict[str, Any]) -> Any:
        return client.post(f"{address}{path}", body, content_type="application/json")

    made = post("", {"row": str(row.pk), "threat": "power"})
    assert (made.status_code, made.json()["threat"]["number"]) == (201, "power")
    assert made.json()["incident"]["number"] == row.number
    wrong = post("", {"row": str(row.pk), "threat": "finns-inte"})
    assert (wrong.status_code, [e["field"] for e in wrong.json()["errors"]]) == (422, ["threat"])
    found = client.get(address, {"threat": str(threat("fire").pk)}).json()
    assert [each["threat"]["name"] for each in found["items"]] == ["Brand"]
    assert post(f"/{made.json()['id']}/remove", {}).status_code == 204
    assert codes(named_by(SYSTEM, row, NAMING.get("incidents"))) == ["fire"]
    theirs = named(world, "incidents", "kul", words="Kultur")
    assert post("", {"row": str(theirs.pk), "threat": "fire"}).status_code == 422


def test_the_api_ties_the_row_that_is_said_among_many_and_none_from_the_archive(world: World) -> None:
    rows = [named(world, "incidents", "utb", words=f"{WORD} {n}") for n in range(3)]
    client = world.client(**bearer(world, "owner"))
    with writing(SYSTEM) as w:
        w.archive(rows[2])
    body = [{"row": str(row.pk), "threat": "power"} for row in rows]
    sent = [
        client.post("/api/v1/incident-threats", each, content_type="application/json") for each in body[1:]
    ]
    assert [answer.status_code for answer in sent] == [201, 422]
    assert [codes(named_by(SYSTEM, row, NAMING.get("incidents"))) for row in rows] == [[], ["power"], []]
