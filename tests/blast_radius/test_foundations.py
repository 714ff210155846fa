"""What much stands on alone: through what is archived or not in force, and by which authority it counts."""

from datetime import date, timedelta

from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.blast_radius.reports import radius_json
from akropolis.graph.blast_radius.rules.concentration import Burden
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.concentration import (
    Concentration,
    authorities,
    newly_alone,
    stands_alone,
)
from akropolis.graph.blast_radius.selectors.radius import find, radius
from akropolis.graph.offers.models import Controllership
from tests.factories.graphs import decide, depend, forget, information, service
from tests.world import SYSTEM, World

DAY = timedelta(days=1)
START = date(2019, 1, 1)


def unit(w: Writer, code: str, kind: str, parent: Unit) -> Unit:
    values = {"code": code, "name": code.title(), "kind": kind, "parent": parent, "valid_from": START}
    return w.create(Unit, values)


def ranked(world: World) -> dict[str, Burden]:
    forget()
    found = Concentration(world.access("ciso"))
    return {one.label[0]: one.burden for one in found.ranking}


def important(w: Writer, unit: Unit, name: str) -> Node:
    node = information(w, unit, name)
    decide(w, node, 3)
    return node


def test_what_lies_in_a_company_of_a_committee_counts_to_the_company(world: World) -> None:
    with writing(SYSTEM) as w:
        company = unit(w, "scen", "company", world.units["kulf"])
        stage = unit(w, "ljud", "section", company)
        school = unit(w, "skola", "section", world.units["utbf"])
        office = unit(w, "slk", "administration", world.units["stad"])
    found = authorities()
    assert [found[each.pk] for each in (company, stage, school, office)] == ["scen", "scen", "utb", "slk"]


def test_an_alternative_that_is_archived_is_none(world: World) -> None:
    with writing(SYSTEM) as w:
        kept = important(w, world.units["utb"], "Arkiv")
        ways = [service(w, world.units["utb"], name) for name in ("Ett", "Två", "Tre")]
        ground, other = (service(w, world.units["utb"], name) for name in ("Grund", "Annan"))
        for way in ways:
            depend(w, kept, way, alternative=True)
        last = [depend(w, way, each) for way, each in zip(ways, (ground, ground, other), strict=True)]
    assert ranked(world) == {}
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=ways[2].record))
    assert ranked(world) == {"Grund": Burden(1, 1, 0)}
    assert newly_alone(last[0]) == {kept.pk}
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=ground.record))
    assert ranked(world) == {}
    assert Concentration(world.access("ciso")).one(ground.pk) is None


def test_a_dependency_counts_on_its_first_and_its_last_day(world: World) -> None:
    today = timezone.localdate()
    with writing(SYSTEM) as w:
        kept = important(w, world.units["utb"], "Arkiv")
        for name, first, last in (
            ("börjar", today, None),
            ("slutar", None, today),
            ("imorgon", today + DAY, None),
            ("igår", None, today - DAY),
        ):
            target = service(w, world.units["utb"], name)
            depend(w, kept, target, valid_from=first, valid_to=last)
    assert ranked(world).keys() == {"börjar", "slutar"}
    names = dict(Node.everything.values_list("name", "pk"))
    alone = {name: stands_alone(names[name]) for name in ("börjar", "slutar", "imorgon", "igår")}
    assert alone == {"börjar": {kept.pk}, "slutar": {kept.pk}, "imorgon": set(), "igår": set()}
    earlier = Concentration(world.access("ciso"), day=today - DAY).ranking
    assert {one.label[0] for one in earlier} == {"slutar", "igår"}
    assert stands_alone(names["imorgon"], day=today + DAY) == {kept.pk}


def test_information_and_processes_bear_nothing_themselves(world: World) -> None:
    with writing(SYSTEM) as w:
        kept, below = important(w, world.units["utb"], "Arkiv"), information(w, world.units["utb"], "Källa")
        depend(w, kept, below)
    assert ranked(world) == {}
    found = Concentration(world.access("ciso"))
    assert found.one(below.pk) is None
    assert found.felled(below.pk) == []


def test_who_is_critical_reaches_from_the_third_level_in_any_aspect(world: World) -> None:
    with writing(SYSTEM) as w:
        ground = service(w, world.units["utb"], "Grund")
        for levels in ((3,), (1, 3), (1, 1, 3), (2, 2, 2), (1,)):
            node = information(w, world.units["utb"], "-".join(map(str, levels)))
            decide(w, node, *levels)
            depend(w, node, ground)
        depend(w, information(w, world.units["utb"], "inget"), ground)
    forget()
    found = Concentration(world.access("ciso"))
    assert [one.seen.label for one in found.felled(ground.pk)] == ["1-1-3", "1-3", "3"]


def test_the_heaviest_is_first_and_then_more_units_more_people_and_the_name(world: World) -> None:
    with writing(SYSTEM) as w:
        nodes = {name: service(w, world.units["utb"], name) for name in "bcdef"}
        for name, unit_code, people, targets in (
            ("ett", "utb", 5, "bcde"),
            ("två", "utb", 5, "cef"),
            ("tre", "kul", None, "bd"),
            ("fyra", "utb", 7, "f"),
        ):
            node = information(w, world.units[unit_code], name, people=people)
            decide(w, node, 3)
            for target in targets:
                depend(w, node, nodes[target])
    forget()
    found = [(one.label[0], one.burden) for one in Concentration(world.access("ciso")).ranking]
    assert found == [
        ("b", Burden(2, 2, 5)),
        ("d", Burden(2, 2, 5)),
        ("f", Burden(2, 1, 12)),
        ("c", Burden(2, 1, 10)),
        ("e", Burden(2, 1, 10)),
    ]


def test_a_row_says_whether_its_controller_is_stated(world: World, nodes: dict[str, Node]) -> None:
    def told() -> dict[str, object]:
        found = radius(
            world.access("ciso"), find(world.access("ciso"), nodes["moln"].record), RadiusEvent.OUTAGE
        )
        return {str(row["name"]): row["controller"] for row in radius_json.rows_json(found, found.rows)}

    named = {"code": "kul", "name": "Kulturnämnden"}
    before = told()
    assert before["Lånade böcker"] == {**named, "stated": False}
    assert before["Journalsystem"] is None
    with writing(SYSTEM) as w:
        values = {"node": nodes["lån"], "unit": world.units["kul"], "role": "controller"}
        w.create(Controllership, values)
    assert told()["Lånade böcker"] == {**named, "stated": True}
