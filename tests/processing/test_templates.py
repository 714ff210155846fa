"""Templates of processings: what is offered, what comes along, and what a later change does."""

import re
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.assets.models import Service
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.offers.models import Controllership
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
    ProcessingTemplate,
)
from akropolis.privacy.processing.register.templates import FIELDS, LISTS, TEMPLATES
from akropolis.privacy.processing.selectors.article_30 import find_lacking
from akropolis.privacy.processing_sources.selectors.templates import find_offer, list_templates
from akropolis.privacy.processing_sources.services.templates import answer_offer, take_templates
from tests.world import SYSTEM, TODAY, World

WORLD = "kept"
pytestmark = pytest.mark.usefixtures("world")
BUILD = "/behandlingar/bygg/"


def template(code: str) -> ProcessingTemplate:
    return ProcessingTemplate.everything.get(code=code)


def taken(world: World, code: str = "payroll", unit: str = "utb") -> Processing:
    return take_templates(SYSTEM, world.units[unit], {template(code): []})[0]


def test_the_content_holds_what_every_unit_has_and_points_at_what_exists() -> None:
    groups = set(DataSubjectGroup.everything.values_list("code", flat=True))
    kinds = set(DataCategory.everything.values_list("code", flat=True))
    rows = TEMPLATES.written()
    assert len(rows) >= 28
    for row in rows:
        assert (set(row["groups"]) - groups, set(row["categories"]) - kinds) == (set(), set()), row["code"]
        values = row["values"]
        assert {name.removesuffix("_en") for name in values} - {*FIELDS, *LISTS} == set(), row["code"]
        assert all(
            values[name] for name in ("purpose", "purpose_en", "legal_basis", "retention", "retention_en")
        )
        assert not re.search(r"\d", values["retention"]), "how long is the authority's own decision"
        special = DataCategory.everything.filter(code__in=row["categories"], special=True).exists()
        assert special <= bool(values.get("special_basis")), row["code"]


def test_a_template_becomes_a_processing_that_lacks_only_what_the_unit_alone_knows(world: World) -> None:
    row = taken(world)
    assert row.national_basis is not None
    assert (row.title, row.legal_basis, row.national_basis.code, row.has_recipients, row.third_country) == (
        *("Lön och pension", "c", "employment", True, None),
    )
    parts = [
        {each.group.code for each in ProcessingGroup.everything.filter(processing=row)},
        {each.category.code for each in ProcessingCategory.everything.filter(processing=row)},
        {each.name for each in ProcessingRecipient.everything.filter(processing=row)},
    ]
    assert parts == [
        {"employees", "former-employees"},
        {"identity", "personnummer", "employment", "finance", "union"},
        {"Skatteverket", "Banken", "Pensionsförvaltaren"},
    ]
    assert [each.key for each in find_lacking(SYSTEM, [row.pk])[row.pk]] == ["transfers", "security"]


def test_a_unit_is_offered_what_fits_its_kind(world: World) -> None:
    found = {
        code: {row.code for row in list_templates(SYSTEM, world.units[code])}
        for code in ("utb", "utbf", "hamn")
    }
    assert found["utb"] == found["utbf"]
    assert found["utb"] - found["hamn"] >= {"pupils", "accounting"}
    assert found["hamn"] - found["utb"] == {"accounting-company", "energy"}
    assert "payroll" in found["utb"] & found["hamn"]


def test_what_is_taken_is_marked_and_not_taken_twice(world: World) -> None:
    create(SYSTEM, Processing, {"title": "rekrytering", "owner_unit": world.units["utb"]})
    chosen: Any = {template(code): [] for code in ("payroll", "recruitment")}
    made = [take_templates(SYSTEM, world.units["utb"], chosen) for _each in range(2)]
    assert [[row.title for row in rows] for rows in made] == [["Lön och pension"], []]
    page: Any = world.client("owner").get(BUILD)
    names = set(page.context["form"].fields)
    assert names & {"take-payroll", "take-recruitment", "take-personnel"} == {"take-personnel"}
    theirs: Any = world.client("neighbour").get(BUILD)
    assert {"take-payroll", "take-recruitment"} <= set(theirs.context["form"].fields)
    assert "rekrytering" not in theirs.text


def test_places_are_proposed_by_name_and_those_of_others_only_when_shared(world: World) -> None:
    def service(name: str, unit: str, **more: object) -> Node:
        row = create(SYSTEM, Service, {"name": name, "owner_unit": world.units[unit], **more})
        return Node.everything.get(record=row.pk)

    own, shared, stated = (
        service("Lönesystem", "utb"),
        service("Löneportal", "hamn", shared=True),
        service("Lönearkiv", "hamn", shared=True),
    )
    service("Lönehemlighet", "kul")
    create(SYSTEM, Controllership, {"node": stated, "unit": world.units["utb"], "role": "controller"})
    client = world.client("owner")
    page: Any = client.get(BUILD)
    field = page.context["form"].fields["places-payroll"]
    assert {value for value, _label in field.choices} == {own.number, shared.number, stated.number}
    assert set(field.initial) == {own.number, stated.number}
    assert "Lönehemlighet" not in page.text
    sent = {"take-payroll": "on", "places-payroll": [own.number], "security": "Behörighet"}
    assert client.post(BUILD, sent).status_code == 302
    row = Processing.everything.get()
    assert [each.node for each in ProcessingNode.everything.all()] == [own]
    assert (row.owner_unit.code, row.security, row.template_version) == ("utb", "Behörighet", 1)


def test_a_place_that_was_not_proposed_an_empty_form_and_another_unit_are_refused(world: World) -> None:
    client = world.client("owner")
    stray = {"take-recruitment": "on", "places-payroll": ["TJ-2026-0001"]}
    assert [client.post(BUILD, sent).status_code for sent in ({"security": ""}, stray)] == [422, 302]
    assert client.post(f"{BUILD}?unit=kul", {"take-payroll": "on"}).status_code == 404
    assert set(Processing.everything.values_list("owner_unit__code", flat=True)) == {"utb"}
    with pytest.raises(Hidden):
        take_templates(world.access("owner"), world.units["kul"], {template("payroll"): []})
    ended = update(SYSTEM, world.units["kul"], {"valid_to": TODAY.replace(year=2025)})
    with pytest.raises(Invalid):
        take_templates(SYSTEM, ended, {template("payroll"): []})
    with pytest.raises(Invalid):
        take_templates(SYSTEM, world.units["stad"], {template("email"): []})
    assert [world.client(who).get(BUILD).status_code for who in ("owner", "colleague")] == [200, 404]


def test_what_is_missing_is_filled_in_one_after_the_other(world: World) -> None:
    first, second = taken(world), taken(world, "staff-training")
    taken(world, "payroll", "kul")
    client = world.client("owner")
    start = client.get("/behandlingar/fyll-i/", {"unit": "utb"})
    assert start["Location"] == reverse("processing-fill", args=[first.pk])
    page: Any = client.get(start["Location"])
    assert [name for name in page.context["form"].fields if name != "version"] == [
        "third_country",
        "security",
    ]
    version = page.context["form"]["version"].value()
    sent = {"third_country": "false", "security": "Behörighet", "version": version}
    onward = client.post(start["Location"], sent)
    assert onward["Location"] == reverse("processing-fill", args=[second.pk])
    page = client.get(onward["Location"])
    assert "has_recipients" in page.context["form"].fields
    wrong = {
        "has_recipients": "false",
        "recipients": "Skolan",
        "version": page.context["form"]["version"].value(),
    }
    assert client.post(onward["Location"], wrong).status_code == 422
    right = wrong | {"has_recipients": "unknown", "recipients": "Skolan\nRegionen", "third_country": "false"}
    last = client.post(onward["Location"], right)
    assert last["Location"] == "/behandlingar/?owner_unit=utb&standing=incomplete"
    assert sorted(each.name for each in ProcessingRecipient.everything.filter(processing=second)) == [
        *("Regionen", "Skolan"),
    ]
    assert find_lacking(SYSTEM, [first.pk])[first.pk] == []
    assert [each.key for each in find_lacking(SYSTEM, [second.pk])[second.pk]] == ["security"]
    assert world.client("neighbour").get(onward["Location"]).status_code == 404


def test_what_only_its_own_page_can_tell_is_not_asked_for_with_an_empty_form(world: World) -> None:
    row, client = taken(world), world.client("owner")
    fill = reverse("processing-fill", args=[row.pk])
    page = reverse("processings-detail", args=[row.pk])
    assert fill in client.get(page).text
    update(SYSTEM, row, {"third_country": True, "security": "Behörighet"})
    assert [each.key for each in find_lacking(SYSTEM, [row.pk])[row.pk]] == ["transfers"]
    assert fill not in client.get(page).text
    onward = client.get("/behandlingar/fyll-i/", {"unit": "utb"})["Location"]
    assert onward == "/behandlingar/?owner_unit=utb&standing=incomplete"


def test_a_unit_that_is_its_own_other_controller_after_a_merger_is_none(world: World) -> None:
    row = taken(world)
    update(SYSTEM, row, {"role": "joint"})
    own, other = world.units["utb"], world.units["kul"]
    with writing(SYSTEM) as w:
        w.create(ProcessingParty, {"processing": row, "unit": own})
        party = w.create(ProcessingParty, {"processing": row, "unit": other})
    assert "parties" not in [each.key for each in find_lacking(SYSTEM, [row.pk])[row.pk]]
    with writing(SYSTEM) as w:
        assert w.carry([party], "unit", own) == ([], [party.pk])
    assert ProcessingParty.everything.get().unit == own
    assert "parties" in [each.key for each in find_lacking(SYSTEM, [row.pk])[row.pk]]


def test_a_change_of_a_template_is_offered_and_never_forced(world: World) -> None:
    rows = [taken(world), taken(world, "payroll", "kul")]
    update(SYSTEM, rows[0], {"purpose": "Våra egna ord"})
    update(SYSTEM, template("payroll"), {"source": "Beslut"})
    assert [find_offer(SYSTEM, Processing.everything.get(pk=row.pk)) for row in rows] == [None, None]
    was = template("payroll")
    purpose = was.values["purpose"]
    values = was.values | {"purpose": "Nya ord", "recipients": [*was.values["recipients"], "Kronofogden"]}
    update(SYSTEM, was, {"values": values, "categories": [*was.categories, "health"]})
    mine, theirs = (Processing.everything.get(pk=row.pk) for row in rows)
    page = world.client("owner").get(reverse("processing-offer", args=[mine.pk]))
    assert [word in page.text for word in ("Våra egna ord", "Nya ord", "Kronofogden", "Hälsa")] == [True] * 4
    head = world.client("owner").get(reverse("processings-detail", args=[mine.pk])).text
    assert "Mallen som behandlingen kommer från har ändrats" in head
    assert (mine.purpose, theirs.purpose) == ("Våra egna ord", purpose)
    answer_offer(SYSTEM, mine, take=False)
    answer_offer(SYSTEM, theirs, take=True)
    mine, theirs = (Processing.everything.get(pk=row.pk) for row in rows)
    assert (mine.purpose, theirs.purpose) == ("Våra egna ord", "Nya ord")
    named = ProcessingRecipient.everything.filter(name="Kronofogden")
    assert [named.filter(processing=row).count() for row in (mine, theirs)] == [0, 1]
    assert [find_offer(SYSTEM, row) for row in (mine, theirs)] == [None, None]


def test_the_form_of_a_template_keeps_what_it_does_not_change(world: World) -> None:
    client, row = world.client("ciso"), template("payroll")
    url = TEMPLATES.url("edit", row)
    page: Any = client.get(url)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert client.post(url, sent | {"description": "Alla"}).status_code == 302
    after = template("payroll")
    assert (after.values, after.groups, after.categories, after.description) == (
        *(row.values, row.groups, row.categories, "Alla"),
    )
