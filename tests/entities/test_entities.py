"""Legal entities: who reads and keeps them, the class against the test, and the clock of what has changed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import (
    EntityProfile,
    EntitySector,
    RegisteredField,
    Registration,
    RegistrationFact,
    Sector,
)
from akropolis.graph.compliance.rules.entities import EntityStatus, standing
from akropolis.graph.entities import services
from akropolis.graph.entities.selectors import Entities, Entity
from akropolis.graph.entities.web.entities import pending_entities
from tests.world import SYSTEM, WORD, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIZE = {"employees": 110, "turnover": 9000, "balance": None}
FACTS = {
    "name": "Mälarstads Hamn AB",
    "address": f"{WORD}plan 2",
    "email": "hamn@malarstad.example",
    "phone": "021-39 38 00",
    "ip_ranges": "192.0.2.0/24\n2001:db8::/32",
    "sectors": "Transporter",
    "states": "Sverige",
}


@pytest.fixture
def today(world: World) -> date:
    return timezone.localdate()


@pytest.fixture
def port(world: World) -> World:
    """The company has a coordinator, and there is another company beside it with one of its own."""
    with writing(SYSTEM) as w:
        from akropolis.base.kernel.access.models import Unit

        values = {"code": "ene", "name": "Energi AB", "kind": "company", "parent": world.units["stad"]}
        world.units["ene"] = w.create(Unit, {**values, "valid_from": date(2019, 1, 1), "reviews": True})
        world.add(w, "port", "Hamn Samordnare", "samordnare", "hamn")
        world.add(w, "power", "Energi Samordnare", "samordnare", "ene")
    return world


def sector(code: str) -> Sector:
    return Sector.everything.get(code=code)


def described(world: World, who: str = "ciso", **values: Any) -> EntityProfile:
    facts = {**SIZE, **values}
    return services.describe(
        world.access(who), world.units["hamn"], facts, [sector("transport")], version=None
    )


def decision(today: date, **values: Any) -> dict[str, Any]:
    usual = {"entity_class": "important", "provision": "1 kap. 9 §", "reason": "", "decided_on": today}
    return usual | values


def given(day: date, **values: str) -> Mapping[str, services.Given]:
    return {name: (value, day) for name, value in (FACTS | values).items()}


def seen(world: World, who: str = "ciso") -> Entity:
    return Entities(world.access(who), timezone.localdate()).one("hamn")


def registered(world: World, today: date, *, ago: int = 40) -> Registration:
    """Classed, and registered with all facts so many days ago."""
    access, unit, day = world.access("ciso"), world.units["hamn"], today - ago * DAY
    described(world)
    services.decide(access, unit, decision(today), version=None)
    services.save_facts(access, unit, given(day))
    return services.register(access, unit, {"sent_on": day, "receipt": "AN-1", "confirmed_on": day})


# Whose they are


def test_the_company_next_door_and_the_committee_learn_nothing(port: World, today: date) -> None:
    registered(port, today)
    addresses = [
        reverse(name, args=["hamn"]) for name in ("entity", "entity-test", "entity-class", "entity-facts")
    ]
    receipt = reverse("entity-receipt", args=[Registration.everything.get().pk])
    for who in ("power", "owner", "colleague", "outsider"):
        client = port.client(who)
        assert [client.get(url).status_code for url in (*addresses, receipt)] == [404] * 5
        assert client.get(reverse("entity", args=["finns-inte"])).status_code == 404
        for model in (EntityProfile, EntitySector, Registration, RegistrationFact):
            assert not model.objects.visible(port.access(who, today)).exists()
    listed = port.client("power").get(reverse("entity-list"))
    assert [row.unit.code for row in listed.context["list"].part] == ["ene"]
    assert "Hamn" not in listed.text
    assert WORD not in listed.text
    assert [
        row.unit.code for row in port.client("port").get(reverse("entity-list")).context["list"].part
    ] == ["hamn"]
    every = [row.unit.code for row in port.client("ciso").get(reverse("entity-list")).context["list"].part]
    assert every == ["stad", "ene", "hamn"]


def test_a_committee_is_no_legal_entity(world: World) -> None:
    assert world.client("ciso").get(reverse("entity", args=["utb"])).status_code == 404
    with pytest.raises(Hidden):
        services.describe(world.access("ciso"), world.units["utb"], SIZE, [], version=None)
    assert not EntityProfile.everything.exists()


def test_who_only_reads_is_offered_nothing_and_changes_nothing(port: World, today: date) -> None:
    registered(port, today)
    with writing(SYSTEM) as w:
        port.add(w, "hand", "Hand Läggare", "medarbetare", "hamn")
    page, count = port.client("hand").get(reverse("entity", args=["hamn"])), Change.objects.count()
    assert (page.status_code, page.context["may_edit"]) == (200, False)
    assert reverse("entity-test", args=["hamn"]) not in page.text
    with pytest.raises(Hidden):
        services.save_facts(port.access("hand", today), port.units["hamn"], given(today, phone="1"))
    assert Change.objects.count() == count


# The class


def test_the_test_leads_to_its_proposal_and_the_decision_is_kept_with_what_it_said(
    port: World, today: date
) -> None:
    client = port.client("port")
    test, decide = (reverse(name, args=["hamn"]) for name in ("entity-test", "entity-class"))
    sent = {
        "employees": "110",
        "turnover": "9000",
        "sectors": [str(sector("transport").pk)],
        "holds": [],
        "version": "0",
    }
    assert client.post(test, sent)["Location"] == decide
    page = client.get(decide)
    assert (page.context["proposal"], page.context["provision"]) == (
        "Viktig",
        "Cybersäkerhetslagen 1 kap. 9 § sista stycket",
    )
    assert (f'href="{test}"' in page.text, page.context["form"].initial["entity_class"]) == (
        True,
        "important",
    )
    values = {"entity_class": "important", "provision": "1 kap. 9 §", "decided_on": today, "version": "2"}
    assert client.post(decide, values).status_code == 302
    row = EntityProfile.everything.get()
    assert (row.entity_class, row.proposed, row.decided_by, row.employees) == (
        "important",
        "important",
        "Hamn Samordnare",
        110,
    )
    assert [link.sector.code for link in EntitySector.everything.select_related("sector")] == ["transport"]


def test_a_class_against_the_test_needs_its_reason_where_it_is_written(world: World, today: date) -> None:
    described(world)
    url = reverse("entity-class", args=["hamn"])
    sent = {"entity_class": "essential", "provision": "1 kap. 9 § 6", "decided_on": today, "version": "2"}
    count = Change.objects.count()
    refused = world.client("ciso").post(url, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert refused.context["form"]["provision"].value() == "1 kap. 9 § 6"
    assert Change.objects.count() == count
    assert world.client("ciso").post(url, sent | {"reason": "Utpekad."}).status_code == 302
    row = EntityProfile.everything.get()
    assert (row.entity_class, row.proposed, row.reason) == ("essential", "important", "Utpekad.")
    assert seen(world).differs


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"entity_class": ""}, {"entity_class", "reason"}),
        ({"provision": " "}, {"provision"}),
        ({"decided_on": None}, {"decided_on"}),
        ({"decided_on": date(2999, 1, 1)}, {"decided_on"}),
        ({"entity_class": "outside"}, {"reason"}),
    ],
)
def test_what_a_decision_lacks_is_said_at_its_place(
    world: World, today: date, values: dict[str, Any], places: set[str]
) -> None:
    described(world)
    count = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        services.decide(world.access("ciso"), world.units["hamn"], decision(today, **values), version=None)
    assert set(refused.value.errors) == places
    assert Change.objects.count() == count


def test_without_a_proposal_a_reason_is_needed(world: World, today: date) -> None:
    described(world, turnover=None)
    with pytest.raises(Invalid, match="föreslår ingen klass än"):
        services.decide(world.access("ciso"), world.units["hamn"], decision(today), version=None)


def test_when_what_is_stated_changes_the_page_says_that_the_test_proposes_otherwise(
    world: World, today: date
) -> None:
    described(world)
    services.decide(world.access("ciso"), world.units["hamn"], decision(today), version=None)
    address = reverse("entity", args=["hamn"])
    assert "Testet föreslår en annan klass" not in world.client("ciso").get(address).text
    described(world, employees=250)
    assert "Testet föreslår en annan klass" in world.client("ciso").get(address).text


def test_who_was_slower_is_told_and_nothing_is_lost(world: World, today: date) -> None:
    described(world)
    described(world, employees=120)
    url = reverse("entity-test", args=["hamn"])
    late = world.client("ciso").post(url, {"employees": "300", "version": "2"})
    assert (late.status_code, late.context["form"]["employees"].value()) == (409, "300")
    assert EntityProfile.everything.get().employees == 120
    with pytest.raises(Stale):
        services.describe(world.access("ciso"), world.units["hamn"], SIZE, [], version=0)


# The registration and its clock


def test_the_time_runs_from_the_day_of_the_change_and_not_from_when_it_was_noted(
    world: World, today: date
) -> None:
    registered(world, today)
    assert seen(world).standing is EntityStatus.CONFIRMED
    for ago, stands in ((14, EntityStatus.CHANGED), (15, EntityStatus.LATE)):
        services.save_facts(
            world.access("ciso"), world.units["hamn"], {"phone": ("021-1", today - ago * DAY)}
        )
        entity = seen(world)
        assert (entity.standing, entity.last_day) == (stands, today - ago * DAY + 14 * DAY)
    assert [fact.field for fact in entity.changes] == ["phone"]
    assert (
        RegistrationFact.everything.filter(field="phone").count() == 2
    )  # the day was corrected in its place
    page = world.client("ciso").get(reverse("entity", args=["hamn"]))
    assert any("14 dagar senare" in step.text for step in page.context["steps"])


def test_the_change_that_has_waited_longest_counts_whatever_came_after(world: World, today: date) -> None:
    registered(world, today)
    access, unit = world.access("ciso"), world.units["hamn"]
    services.save_facts(access, unit, {"phone": ("1", today - 10 * DAY)})
    services.save_facts(access, unit, {"phone": ("2", today - 3 * DAY), "email": ("a@b.se", today - 5 * DAY)})
    entity = seen(world)
    assert entity.last_day == today + 4 * DAY
    assert [(fact.field, fact.value) for fact in entity.changes] == [
        ("phone", "1"),
        ("email", "a@b.se"),
        ("phone", "2"),
    ]
    made = services.register(access, unit, {"sent_on": today - 4 * DAY, "receipt": "", "confirmed_on": None})
    told = RegistrationFact.everything.filter(registration=made).values_list("field", "value")
    assert set(told) == {("phone", "1"), ("email", "a@b.se")}
    entity = seen(world)
    assert (entity.standing, entity.last_day) == (EntityStatus.CHANGED, today + 11 * DAY)
    services.register(access, unit, {"sent_on": today, "receipt": "", "confirmed_on": None})
    assert (seen(world).standing, seen(world).last_day) == (EntityStatus.SENT, None)


@pytest.mark.parametrize(
    ("name", "value", "ago", "place"),
    [
        ("email", "hamn", 1, "email"),
        ("ip_ranges", "192.0.2.0/24\nvår server", 1, "ip_ranges"),
        ("phone", "", 1, "phone"),
        ("phone", "021-1", -1, "phone_from"),
        ("phone", "021-1", None, "phone_from"),
        ("phone", "021-1", 40, "phone_from"),
        ("phone", "021-39 38 00", 1, "phone_from"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_at_its_place_and_none_is_stored(
    world: World, today: date, name: str, value: str, ago: int | None, place: str
) -> None:
    registered(world, today)
    count = Change.objects.count()
    day = None if ago is None else today - ago * DAY
    with pytest.raises(Invalid) as refused:
        services.save_facts(
            world.access("ciso"),
            world.units["hamn"],
            {"address": ("Ny kaj 1", today - DAY), name: (value, day)},
        )
    assert list(refused.value.errors) == [place]
    assert Change.objects.count() == count


def test_the_form_takes_all_facts_and_a_refusal_loses_none(port: World, today: date) -> None:
    url, client = reverse("entity-facts", args=["hamn"]), port.client("port")
    first = client.get(url).context["form"].initial
    assert (first["name"], first["states"], first["version"]) == ("Mälarstads Hamn AB", "Sverige", 0)
    sent: dict[str, Any] = {"version": "0"}
    for name, value in FACTS.items():
        sent |= {name: value.replace("\n", "\r\n"), f"{name}_from": today}
    refused = client.post(url, sent | {"email": "hamn"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["email"])
    assert refused.context["form"]["phone"].value() == FACTS["phone"]
    assert not RegistrationFact.everything.exists()
    assert client.post(url, sent).status_code == 302
    assert dict(RegistrationFact.everything.values_list("field", "value")) == FACTS
    shown = client.get(reverse("entity", args=["hamn"])).context["facts"]
    assert {str(row.cells[0]): row.cells[1].text for row in shown.rows} == {
        str(RegisteredField(name).label): value.replace("\n", ", ") for name, value in FACTS.items()
    }
    assert client.post(url, sent).status_code == 409
    count = Change.objects.count()
    assert client.post(url, sent | {"version": str(len(FACTS))}).status_code == 302
    assert Change.objects.count() == count  # nothing was changed


def test_nothing_is_registered_until_all_is_stated_and_never_the_same_twice(
    world: World, today: date
) -> None:
    access, unit = world.access("ciso"), world.units["hamn"]
    sent = {"sent_on": today, "receipt": "", "confirmed_on": None}
    services.save_facts(access, unit, {"name": ("Hamn", today)})
    with pytest.raises(Refused, match="Adress, E-postadress"):
        services.register(access, unit, sent)
    services.save_facts(access, unit, given(today))
    for wrong, place in (
        ({"sent_on": today + DAY}, "sent_on"),
        ({"confirmed_on": today + DAY, "receipt": "1"}, "confirmed_on"),
        ({"confirmed_on": today}, "receipt"),
    ):
        with pytest.raises(Invalid) as refused:
            services.register(access, unit, sent | wrong)
        assert list(refused.value.errors) == [place]
    assert not Registration.everything.exists()
    made = services.register(access, unit, sent)
    with pytest.raises(Refused, match="Inget som inte redan är anmält"):
        services.register(access, unit, sent)
    assert Registration.everything.count() == 1
    with pytest.raises(Invalid) as early:
        services.confirm(access, made, sent | {"sent_on": today - DAY}, version=None)
    assert list(early.value.errors) == ["sent_on"]
    url = reverse("entity-receipt", args=[made.pk])
    values = {"sent_on": today, "receipt": "AN-7", "confirmed_on": today, "version": "1"}
    assert world.client("ciso").post(url, values).status_code == 302
    made.refresh_from_db()
    assert (made.receipt, made.confirmed_on) == ("AN-7", today)


def test_a_form_that_is_sent_twice_registers_once(world: World, today: date) -> None:
    registered(world, today)
    services.save_facts(world.access("ciso"), world.units["hamn"], {"phone": ("1", today)})
    client, url = world.client("ciso"), reverse("entity-register", args=["hamn"])
    page = client.get(url)
    assert [line.split(":")[0] for line in page.context["told"]] == ["Telefon"]
    assert f"<li>{page.context['told'][0]}</li>" in page.text
    sent = {"sent_on": today, "csrfmiddlewaretoken": "a" * 32}
    assert [client.post(url, sent).status_code for _time in range(2)] == [302, 302]
    assert Registration.everything.count() == 2


@pytest.mark.parametrize(
    ("kind", "registered", "confirmed", "changed", "late", "stands"),
    [
        ("", False, False, False, False, EntityStatus.UNCLASSED),
        ("", True, True, True, True, EntityStatus.LATE),
        ("outside", True, True, True, True, EntityStatus.OUTSIDE),
        ("important", False, False, True, True, EntityStatus.UNREGISTERED),
        ("essential", True, True, True, True, EntityStatus.LATE),
        ("essential", True, True, True, False, EntityStatus.CHANGED),
        ("essential", True, False, False, False, EntityStatus.SENT),
        ("essential", True, True, False, False, EntityStatus.CONFIRMED),
    ],
)
def test_how_a_registration_stands(
    kind: str, registered: bool, confirmed: bool, changed: bool, late: bool, stands: EntityStatus
) -> None:
    day = date(2026, 11, 28)
    last = day - DAY if late else day
    given = {"registered": registered, "confirmed": confirmed, "changed": changed}
    assert standing(kind, **given, last_day=last, today=day) is stands
    assert standing("essential", registered=True, confirmed=True, changed=True, last_day=None, today=day) is (
        EntityStatus.CHANGED
    )


# What waits, and what is shown


def test_an_undecided_class_is_late_since_the_act_at_its_keeper_its_head_and_who_decides_in_the_city(
    port: World, today: date
) -> None:
    # CSL 2 kap. 2 § 1 st., in force 2026-01-15; what began later is covered from its first day.
    def asked(who: str) -> list[tuple[str, date | None]]:
        return [(task.key, task.due) for task in pending_entities(port.access(who, today), today)]

    act, later = date(2026, 1, 15), date(2026, 3, 2)
    with writing(SYSTEM) as w:
        w.update(port.units["ene"], {"valid_from": later})
        port.add(w, "vd", "Hamn Vd", "chef", "hamn")
    stad, ene, hamn = (
        (f"entity:{code}:unclassed:", day) for code, day in (("stad", act), ("ene", later), ("hamn", act))
    )
    assert asked("port") == asked("vd") == [hamn]
    assert asked("power") == [ene]
    assert asked("ciso") == [stad, ene, hamn]
    assert asked("owner") == asked("colleague") == asked("outsider") == []
    (task,) = pending_entities(port.access("vd", today), today)
    assert "2026-01-15" in str(task.why)
    described(port)
    services.decide(port.access("ciso"), port.units["hamn"], decision(today), version=None)
    registers = [("entity:hamn:unregistered:", act)]  # its head too, who may keep what is registered
    assert (asked("vd"), asked("port"), asked("ciso")) == (registers, registers, [stad, ene])
    (task,) = pending_entities(port.access("port", today), today)
    assert [reason.paragraph for reason in task.reasons][:1] == ["Cybersäkerhetslagen 2 kap. 2 §"]
    assert "15 januari 2026" in task.reasons[0].text


def test_who_keeps_the_entity_is_asked_and_nobody_else(port: World, today: date) -> None:
    def asked(who: str) -> list[tuple[str, date | None]]:
        return [(task.key, task.due) for task in pending_entities(port.access(who, today), today)]

    act = date(2026, 1, 15)
    assert asked("port") == [("entity:hamn:unclassed:", act)]
    described(port)
    services.decide(port.access("ciso"), port.units["hamn"], decision(today), version=None)
    assert asked("port") == [("entity:hamn:unregistered:", act)]
    registered(port, today)
    assert asked("port") == []
    services.save_facts(port.access("ciso"), port.units["hamn"], {"phone": ("1", today - 20 * DAY)})
    last = today - 6 * DAY
    assert asked("port") == [(f"entity:hamn:late:{last}", last)]
    (task,) = pending_entities(port.access("port", today), today)
    assert [reason.paragraph for reason in task.reasons][:1] == ["Cybersäkerhetslagen 2 kap. 2 §"]


@pytest.mark.parametrize(
    ("unit", "kind", "fined"),
    [
        ("stad", "essential", ["public", "authority", "authority"]),
        ("stad", "", ["authority", "authority"]),
        ("hamn", "essential", ["essential", "company", "company"]),
        ("hamn", "important", ["important", "company", "company"]),
        ("hamn", "outside", ["company", "company"]),
    ],
)
def test_the_ceilings_are_those_of_the_class_and_of_what_it_is(
    world: World, today: date, unit: str, kind: str, fined: list[str]
) -> None:
    with writing(SYSTEM) as w:
        w.create(EntityProfile, {"unit": world.units[unit], "entity_class": kind})
    found = Entities(world.access("ciso"), today)
    assert [row.fined for row in found.ceilings(found.one(unit))] == fined


def test_the_list_says_how_many_are_behind_and_narrows(port: World, today: date) -> None:
    registered(port, today)
    services.save_facts(port.access("ciso"), port.units["hamn"], {"phone": ("1", today - 20 * DAY)})
    client, address = port.client("ciso"), reverse("entity-list")
    found = client.get(address).context["list"]
    assert found.lead() == [
        "1 verksamhetsutövare är sen med sin anmälan.",
        "2 verksamhetsutövare saknar beslutad klass.",
    ]
    for query, codes in (
        ("?standing=late", ["hamn"]),
        ("?class=important", ["hamn"]),
        ("?standing=late,unregistered", ["hamn"]),
        ("?unit=ene", ["ene"]),
        ("?unit=stad", ["stad", "ene", "hamn"]),
    ):
        assert [row.unit.code for row in client.get(address + query).context["list"].part] == codes


def test_the_queries_do_not_grow_with_the_entities(
    port: World, today: date, django_assert_num_queries: Any
) -> None:
    registered(port, today)
    services.save_facts(port.access("ciso"), port.units["hamn"], {"phone": ("1", today - 20 * DAY)})
    access = port.access("ciso", today)
    with django_assert_num_queries(7):
        assert len(Entities(access, today).every) == 3
