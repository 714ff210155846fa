"""The pages of one dependency: what is asked when a demand is lowered, and what stands on its own page of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.assets.web.dependencies import LowerForm, dependency_panel
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.services.content import load
from tests.assets.test_dependencies import today
from tests.factories.graphs import lower
from tests.world import SYSTEM, World

DAY = timedelta(days=1)


def of(nodes: dict[str, Node], source: str = "elever", target: str = "journal") -> Dependency:
    rows = Dependency.everything.select_related("source__owner_unit", "target__owner_unit")
    found: Dependency = rows.get(source=nodes[source], target=nodes[target])
    return found


def shown(world: World, row: Dependency, who: str = "chef") -> Any:
    answer = world.client(who).get(f"/graf/beroende/{row.pk}/sank/")
    assert answer.status_code == 200
    return answer.context


def choices(form: Any, name: str) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in form.fields[name].choices]


def test_the_demands_that_are_inherited_can_be_lowered_and_their_level_is_said(
    world: World, nodes: dict[str, Node]
) -> None:
    row = of(nodes)
    update(SYSTEM, row, {"integrity": False})
    context = shown(world, row)
    assert choices(context["form"], "aspect") == [
        ("confidentiality", "Konfidentialitet, nu 3"),
        ("availability", "Tillgänglighet, nu 2"),
        ("traceability", "Spårbarhet, nu 1"),
        ("authenticity", "Autenticitet"),
    ]
    held = Appointment.everything.select_related("role", "unit").get(user=world.people["chef"])
    assert choices(context["form"], "appointment") == [(str(held.pk), f"{held.role}, Utbildningsnämnden")]
    assert context["form"]["appointment"].value() == str(held.pk)
    back = reverse("dependencies-detail", args=[row.pk])
    assert context["crumbs"] == [
        Crumb(label="Information och tjänster", url=reverse("graph-hub")),
        Crumb(label=row.source.name, url=back),
        Crumb(label="Sänk ett krav"),
    ]
    assert context["form"].is_bound is False


def test_the_levels_to_choose_are_those_of_the_scheme_in_force_but_what_lies_beyond(
    world: World, nodes: dict[str, Node]
) -> None:
    plain = [(str(value), str(value)) for value in range(5)]
    assert choices(shown(world, of(nodes))["form"], "level") == plain
    load(SYSTEM)
    found = choices(shown(world, of(nodes))["form"], "level")
    body = Scheme.everything.get(code="grund").body
    assert found == [
        (str(each["value"]), f"{each['value']} {each['label']}")
        for each in body["levels"]
        if not each["beyond"]
    ]
    assert len(found) == len(body["levels"]) - 1


def test_who_holds_nothing_has_nothing_to_decide_as(world: World) -> None:
    form = LowerForm(aspects=[("integrity", "Riktighet")], levels=[(0, "0")], held=[])
    assert (choices(form, "appointment"), form["appointment"].value()) == ([], None)
    assert choices(form, "level") == [("0", "0")]


def test_a_lowering_is_ended_for_a_reason_that_is_asked_for(world: World, nodes: dict[str, Node]) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        made = lower(w, row, "confidentiality", 1, today() - DAY, today() + DAY)
        beside = lower(w, of(nodes, "lån"), "confidentiality", 1, today() - DAY, today() + DAY)
    address, client = f"/graf/beroende/{row.pk}/sank/{made.pk}/avsluta/", world.client("chef")
    page = client.get(address)
    assert (page.status_code, page.context["title"], page.context["form"].is_bound) == (
        200, "Avsluta sänkningen till K1", False
    )  # fmt: skip
    assert client.get(f"/graf/beroende/{row.pk}/sank/{beside.pk}/avsluta/").status_code == 404
    assert world.client("neighbour").get(address).status_code == 404
    refused = client.post(address, {"because": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["because"])
    answer = client.post(address, {"because": "Slut"})
    made.refresh_from_db()
    assert (answer.status_code, answer["Location"], made.valid_to) == (
        302,
        f"/beroenden/{row.pk}/",
        today() - DAY,
    )


def panel(world: World, row: Dependency, who: str = "chef") -> Mapping[str, Any]:
    return dependency_panel(world.access(who, today()), of_fresh(row))


def of_fresh(row: Dependency) -> Dependency:
    rows = Dependency.everything.select_related("source__owner_unit", "target__owner_unit")
    found: Dependency = rows.get(pk=row.pk)
    return found


def test_the_panel_has_every_lowering_the_last_first_with_the_end_for_who_decides(
    world: World, nodes: dict[str, Node]
) -> None:
    row = of(nodes)
    with writing(SYSTEM) as w:
        over = lower(w, row, "confidentiality", 1, today() - 9 * DAY, today() - DAY)
        last = lower(w, row, "confidentiality", 0, today(), today())
        same = lower(w, row, "availability", 1, today(), today())
        lower(w, of(nodes, "lån"), "confidentiality", 1, today(), today())
    expected = [(same, "T1", False), (last, "K0", False), (over, "K1", True)]
    for who, may in (("chef", True), ("owner", False)):
        found = panel(world, row, who)
        assert [(each["row"], each["level"], each["over"]) for each in found["lowered"]] == expected
        assert [each["end_url"] for each in found["lowered"]] == [
            reverse("lowering-end", args=[row.pk, each.pk]) if may else "" for each, _level, _over in expected
        ]
        assert found["lower_url"] == (reverse("dependency-lower", args=[row.pk]) if may else "")


@pytest.mark.parametrize(
    ("values", "lowers"),
    [
        ({}, True),
        ({"valid_to": 0}, True),
        ({"valid_to": -1}, False),
        ({"archived_at": timezone.now()}, False),
        ({"passes": 0}, False),
    ],
)
def test_only_what_goes_on_and_hands_on_a_demand_can_be_lowered(
    world: World, nodes: dict[str, Node], values: dict[str, Any], lowers: bool
) -> None:
    row = of(nodes)
    if "valid_to" in values:
        values = {"valid_to": today() + values["valid_to"] * DAY}
    Dependency.everything.filter(pk=row.pk).update(**values)
    assert bool(panel(world, row)["lower_url"]) is lowers


def test_a_dependency_ends_by_the_page_of_either_end_and_of_no_third(
    world: World, nodes: dict[str, Node]
) -> None:
    row, client = of(nodes), world.client("owner")
    first = client.get(f"/graf/{nodes['elever'].record}/beroende/{row.pk}/avsluta/")
    form = first.context["form"]
    assert (form.is_bound, form["valid_to"].value()) == (False, timezone.localdate())
    found = [
        client.get(f"/graf/{nodes[name].record}/beroende/{row.pk}/avsluta/").status_code
        for name in ("journal", "skolhälsa", "moln")
    ]
    assert found == [200, 404, 404]
    Dependency.everything.filter(pk=row.pk).update(archived_at=timezone.now())
    assert client.get(f"/graf/{nodes['elever'].record}/beroende/{row.pk}/avsluta/").status_code == 404


def test_a_last_day_before_the_first_is_refused_where_the_day_is_written(
    world: World, nodes: dict[str, Node]
) -> None:
    row = of(nodes)
    update(SYSTEM, row, {"valid_from": today()})
    address = f"/graf/{nodes['elever'].record}/beroende/{row.pk}/avsluta/"
    answer = world.client("owner").post(address, {"valid_to": str(today() - DAY)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["valid_to"])
    assert of_fresh(row).valid_to is None
