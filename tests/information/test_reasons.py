"""Why information is classified anew: found by rule, one action per unit and cause, settled by a new decision."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.records.writer import Writer, update, writing
from akropolis.graph.assets.models import Node, Platform
from akropolis.graph.information.models import InformationSet, ReclassificationReason
from akropolis.graph.information.rules.reasons import (
    ClassifiedSet,
    Terms,
    Touch,
    due_day,
    expiring,
    newly_dependent,
    outdated,
    read_terms,
    responsible,
)
from akropolis.graph.information.selectors.reasons import open_reasons
from akropolis.graph.information.services import reasons
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.services.actions import VERBS
from akropolis.shared.classification.models import Scheme
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.usefixtures("stage")
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
TERMS = Terms(60, {"expires": 30, "dependency": 60, "supplier": 14, "incident": 14, "scheme": 180})
ONE, TWO, UNIT = UUID(int=1), UUID(int=2), UUID(int=9)


def decided(information: UUID = ONE, valid_to: date = date(2027, 6, 1), **given: Any) -> ClassifiedSet:
    values: dict[str, Any] = {"unit": UNIT, "owner": None, "number": 1, "decided_at": NOW, "scheme": UNIT}
    return ClassifiedSet(information=information, valid_to=valid_to, **(values | given))


# The rules


@pytest.mark.parametrize(
    ("valid_to", "expected"),
    [
        (date(2027, 1, 25), []),
        (date(2027, 1, 24), [("expires:2027-01", "expires:2027-01:24:1")]),
        (TODAY, [("expires:2026-11", "expires:2026-11:25:1")]),
        (date(2026, 11, 24), [("expires:late", "expires:2026-11:24:1")]),
    ],
)
def test_a_decision_is_renewed_sixty_days_before_its_end(valid_to: date, expected: list[Any]) -> None:
    found = expiring([decided(valid_to=valid_to)], TODAY, TERMS)
    assert [(each.cause, each.key) for each in found] == expected


def test_a_decision_by_another_edition_is_outdated() -> None:
    found = outdated([decided(), decided(TWO, scheme=TWO)], TWO, "grund:2", "Grund 2")
    assert [(each.information, each.key) for each in found] == [(ONE, "scheme:grund:2")]


def test_only_what_came_after_the_decision_is_new() -> None:
    def touch(information: UUID, seconds: int) -> Touch:
        return Touch(information, UUID(int=7), NOW + timedelta(seconds=seconds), TODAY, "x")

    found = newly_dependent([decided()], [touch(ONE, -1), touch(ONE, 1), touch(TWO, 1)])
    assert [(each.information, each.cause, each.key) for each in found] == [
        (ONE, "dependency:2026-11-25", f"dependency:2026-11-25:{UUID(int=7)}")
    ]


@pytest.mark.parametrize(
    ("kind", "ends", "expected"),
    [
        ("incident", [], date(2026, 12, 9)),
        ("expires", [date(2027, 1, 20)], date(2026, 12, 25)),
        ("expires", [date(2027, 1, 20), date(2026, 12, 1)], date(2026, 12, 1)),
        ("expires", [date(2026, 1, 1)], date(2026, 12, 25)),
        ("scheme", [date(2026, 12, 1)], date(2027, 5, 24)),
    ],
)
def test_there_is_time_but_not_past_the_decisions_end(kind: str, ends: list[date], expected: date) -> None:
    assert due_day(kind, ends, TODAY, TERMS) == expected


def test_one_owner_answers_and_several_do_not() -> None:
    assert responsible([ONE, ONE]) == ONE
    assert responsible([ONE, TWO]) is None
    assert responsible([ONE, None]) is None
    assert responsible([None]) is None


def test_terms_are_read_strictly() -> None:
    assert reasons.terms() == TERMS
    for wrong in ({"expires": 30}, {**TERMS.due_days, "scheme": 0}, {**TERMS.due_days, "whim": 3}):
        with pytest.raises(ValueError, match="not the terms"):
            read_terms({"before_days": 60, "due_days": wrong})


# The job


def row(node: Node) -> InformationSet:
    found: InformationSet = InformationSet.everything.get(pk=node.record)
    return found


def opened() -> list[ReclassificationReason]:
    return list(ReclassificationReason.everything.filter(settled_at__isnull=True).order_by("key"))


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def a_set(w: Writer, world: World, name: str, *, unit: str = "utb", days: int = 400, **given: Any) -> Node:
    """A decided information set."""
    node = information(w, world.units[unit], name, **given)
    decide(w, node, 2, 2, 2, 1, valid_to=in_days(days))
    return node


def test_one_action_per_unit_names_the_sets_whose_time_runs_out(world: World) -> None:
    owner = world.people["owner"]
    with writing(SYSTEM) as w:
        first = a_set(w, world, f"{WORD} elever", days=20, owner=owner)
        a_set(w, world, f"{WORD} betyg", days=20, owner=owner)
        a_set(w, world, "Lån", unit="kul", days=20)
        a_set(w, world, "Länge till", days=200)
    assert reasons.raise_found_reasons(NOW) == "3 new"
    mine = Action.everything.get(owner_unit=world.units["utb"])
    theirs = Action.everything.get(owner_unit=world.units["kul"])
    assert mine.title == "Klassa om 2 informationsmängder"
    assert (mine.responsible, mine.due_on, mine.begun_on) == (owner, in_days(20), TODAY)
    assert mine.description.split("\n") == [
        "Beslutet gäller till 2026-12-15.",
        "",
        f"- {row(first).number} {WORD} elever",
        f"- {InformationSet.everything.get(name=f'{WORD} betyg').number} {WORD} betyg",
    ]
    assert (theirs.title, theirs.responsible) == ("Klassa om Lån", None)
    assert WORD not in theirs.description


def test_sets_with_reasons_of_their_own_have_them_beside_them(world: World) -> None:
    with writing(SYSTEM) as w:
        first, second = a_set(w, world, "Elever", days=-20), a_set(w, world, "Betyg", days=-10)
    reasons.raise_found_reasons(NOW)
    action = Action.everything.get()
    assert action.cause_note == "Beslutets tid håller på att gå ut"
    assert action.description.split("\n") == [
        f"- {row(first).number} Elever: Beslutet gällde till 2026-11-05.",
        f"- {row(second).number} Betyg: Beslutet gällde till 2026-11-15.",
    ]


def test_looking_again_changes_nothing(world: World) -> None:
    with writing(SYSTEM) as w:
        a_set(w, world, "Elever", days=20)
    reasons.raise_found_reasons(NOW)
    before = list(Action.everything.values()), list(ReclassificationReason.everything.values())
    assert reasons.raise_found_reasons(NOW + timedelta(days=1)) == "0 new"
    assert reasons.raise_found_reasons(NOW + timedelta(days=30)) == "0 new"
    assert (list(Action.everything.values()), list(ReclassificationReason.everything.values())) == before


def test_a_set_of_the_same_month_joins_the_open_action(world: World) -> None:
    with writing(SYSTEM) as w:
        a_set(w, world, "Elever", days=10)
    reasons.raise_found_reasons(NOW)
    with writing(SYSTEM) as w:
        a_set(w, world, "Betyg", days=12)
    assert reasons.raise_found_reasons(NOW) == "1 new"
    assert Action.everything.get().title == "Klassa om 2 informationsmängder"


def test_an_action_that_was_ended_is_not_taken_up_again(world: World) -> None:
    with writing(SYSTEM) as w:
        a_set(w, world, "Elever", days=10)
    reasons.raise_found_reasons(NOW)
    VERBS.step(SYSTEM, Action.everything.get(), "cancel", {}, because="Görs på annat sätt")
    with writing(SYSTEM) as w:
        a_set(w, world, "Betyg", days=12)
    assert reasons.raise_found_reasons(NOW) == "1 new"
    assert [a.title for a in Action.everything.order_by("created_at")] == [
        "Klassa om Elever",
        "Klassa om Betyg",
    ]


def test_a_new_decision_settles_and_the_last_one_ends_the_action(world: World) -> None:
    with writing(SYSTEM) as w:
        nodes = [a_set(w, world, name, days=10) for name in ("Elever", "Betyg")]
    reasons.raise_found_reasons(NOW)
    with writing(world.access("chef")) as w:
        assert reasons.settle_reasons(w, row(nodes[0])) == 1
    action = Action.everything.get()
    assert (action.title, action.status) == ("Klassa om Betyg", ActionStatus.PLANNED)
    with writing(world.access("chef")) as w:
        assert reasons.settle_reasons(w, row(nodes[1])) == 1
        assert reasons.settle_reasons(w, row(nodes[1])) == 0
    action = Action.everything.get()
    assert action.status == ActionStatus.DONE
    assert action.done_on is not None
    assert action.result == "Allt är klassat på nytt."
    assert opened() == []


def test_a_new_edition_of_the_scheme_concerns_what_was_decided_before_it(world: World) -> None:
    with writing(SYSTEM) as w:
        node = a_set(w, world, "Elever")
        old = Scheme.everything.get()
        w.update(old, {"published_at": w.at})
    assert reasons.raise_found_reasons(NOW) == "0 new"
    with writing(SYSTEM) as w:
        values = {"code": "prov", "edition": 2, "name": "Prov", "valid_from": TODAY, "body": old.body}
        w.update(w.create(Scheme, values), {"published_at": w.at})
    assert reasons.raise_found_reasons(NOW - timedelta(days=1)) == "0 new"
    assert reasons.raise_found_reasons(NOW) == "1 new"
    (found,) = opened()
    assert (found.information_id, found.kind, found.key) == (node.record, "scheme", "scheme:prov:2")
    assert found.because == "Prov, version 2 gäller nu. Beslutet följer en tidigare."


def supplier(w: Writer, world: World, name: str, *, unit: str = "stad", shared: bool = True) -> Node:
    return node_of(w, w.create(Supplier, {"name": name, "owner_unit": world.units[unit], "shared": shared}))


def later(w: Writer, source: Node, target: Node, **given: Any) -> None:
    """A dependency that came the day after the decisions."""
    w.at += timedelta(days=1)
    depend(w, source, target, **given)


def test_a_new_supplier_of_the_set_or_of_what_handles_it_is_a_reason(world: World) -> None:
    with writing(SYSTEM) as w:
        w.at = NOW
        elever, loans = a_set(w, world, "Elever"), a_set(w, world, "Lån", unit="kul")
        journal = service(w, world.units["stad"], "Journalsystem", shared=True)
        depend(w, elever, journal, kind="handled_by")
        depend(w, loans, journal, kind="uses")
        cloud = supplier(w, world, "Molnbolaget")
        later(w, journal, cloud, kind="delivered_by")
    assert reasons.raise_found_reasons(NOW + timedelta(days=2)) == "1 new"
    (found,) = opened()
    assert (found.information_id, found.kind) == (elever.record, "dependency")
    assert found.because == "Nytt beroende: Journalsystem levereras av Molnbolaget."


def test_a_dependency_that_says_it_is_older_than_the_decision_is_no_reason(world: World) -> None:
    with writing(SYSTEM) as w:
        w.at = NOW
        elever = a_set(w, world, "Elever")
        later(w, elever, supplier(w, world, "Gammal"), valid_from=date(2020, 1, 1))
        later(w, elever, supplier(w, world, "Ny"), valid_from=TODAY + timedelta(days=1))
    assert reasons.raise_found_reasons(NOW + timedelta(days=3)) == "1 new"
    assert opened()[0].because == "Nytt beroende: Elever använder Ny."


def test_another_units_supplier_that_is_not_shared_has_no_name_in_the_reason(world: World) -> None:
    with writing(SYSTEM) as w:
        w.at = NOW
        elever = a_set(w, world, "Elever")
        journal = service(w, world.units["stad"], "Journalsystem", shared=True)
        depend(w, elever, journal, kind="handled_by")
        later(w, journal, supplier(w, world, "Hemliga bolaget", shared=False), kind="delivered_by")
    reasons.raise_found_reasons(NOW + timedelta(days=2))
    (found,) = opened()
    assert found.because == "Nytt beroende: Journalsystem levereras av något annat (leverantör)."
    assert "Hemliga" not in Action.everything.get().description + Action.everything.get().cause_note


def test_a_dependency_on_a_mere_platform_or_before_the_decision_is_no_reason(world: World) -> None:
    with writing(SYSTEM) as w:
        w.at = NOW
        elever = information(w, world.units["utb"], "Elever")
        depend(w, elever, supplier(w, world, "Gammal"))
        w.at += timedelta(days=1)
        decide(w, elever, 1, valid_to=in_days(400))
        platform = node_of(w, w.create(Platform, {"name": "Kluster", "owner_unit": world.units["utb"]}))
        later(w, elever, platform)
    assert reasons.raise_found_reasons(NOW + timedelta(days=3)) == "0 new"


def test_what_is_hit_reaches_all_that_stands_on_it_once(world: World, nodes: dict[str, Node]) -> None:
    with writing(world.access("owner")) as w:
        found = reasons.raise_for(
            w, [nodes["moln"]], "supplier", "Ett intrång hos leverantören.", "incident:7"
        )
        assert reasons.raise_for(w, [nodes["moln"]], "supplier", "Igen.", "incident:7") == []
        other = reasons.raise_for(w, [nodes["moln"]], "incident", "Ett annat.", "incident:70")
    assert {each.information_id for each in found} == {nodes["elever"].record, nodes["lån"].record}
    assert [
        (a.owner_unit.code, a.cause_note) for a in Action.everything.order_by("created_at", "number")
    ] == [(unit, text) for text in ("Ett intrång hos leverantören.", "Ett annat.") for unit in ("utb", "kul")]
    assert len({each.action_id for each in other} | {each.action_id for each in found}) == 4


def test_what_is_gone_or_handled_elsewhere_is_forgotten(world: World) -> None:
    with writing(SYSTEM) as w:
        nodes = [a_set(w, world, name, days=10) for name in ("Elever", "Betyg", "Hemligt")]
    reasons.raise_found_reasons(NOW)
    with writing(SYSTEM) as w:
        w.archive(row(nodes[0]))
        w.update(row(nodes[2]), {"pointer": True})
    assert reasons.raise_found_reasons(NOW) == "0 new"
    assert [each.information_id for each in opened()] == [nodes[1].record]
    assert Action.everything.get().title == "Klassa om Betyg"


def test_a_neighbour_reads_no_reason_of_others(world: World) -> None:
    with writing(SYSTEM) as w:
        mine = a_set(w, world, f"{WORD} elever", days=10)
        a_set(w, world, "Lån", unit="kul", days=10)
    reasons.raise_found_reasons(NOW)
    assert [r.information.name for r in open_reasons(world.access("owner"))] == [f"{WORD} elever"]
    assert [r.information.name for r in open_reasons(world.access("neighbour"))] == ["Lån"]
    assert list(open_reasons(world.access("outsider"))) == []
    assert list(open_reasons(world.access("neighbour"), information=row(mine))) == []
    assert [r.information.name for r in open_reasons(world.access("ciso"), path="/stad/kul/")] == ["Lån"]
    with pytest.raises(Hidden), writing(world.access("neighbour")) as w:
        w.update(opened()[0], {"because": "x"})


def test_a_long_list_is_cut_and_counted(world: World) -> None:
    with writing(SYSTEM) as w:
        every = [information(w, world.units["utb"], f"Mängd {number:02d}") for number in range(30)]
        for node in every:
            decide(w, node, 1, valid_to=in_days(10))
    reasons.raise_found_reasons(NOW)
    lines = Action.everything.get().description.split("\n")
    assert len(lines) == 2 + 25 + 1
    assert lines[-1] == "och 5 till"


# The action and the sets lead to each other


def test_the_action_leads_to_each_set_and_says_who_may_classify_it(world: World) -> None:
    with writing(SYSTEM) as w:
        nodes = [a_set(w, world, name, days=10) for name in ("Elever", "Betyg")]
    reasons.raise_found_reasons(NOW)
    action = Action.everything.get()
    assert action.cause == "classification"
    page = world.client("owner").get(f"/atgarder/{action.pk}/").text
    places = [f"/informationsmangder/{node.record}/" for node in nodes]
    ways = [reverse("classification", args=[node.record]) for node in nodes]
    assert [place in page for place in places + ways] == [True] * 4
    read = world.client("auditor").get(f"/atgarder/{action.pk}/").text
    assert [place in read for place in places + ways] == [True, True, False, False]
    with writing(world.access("chef")) as w:
        reasons.settle_reasons(w, row(nodes[0]))
    page = world.client("owner").get(f"/atgarder/{action.pk}/").text
    assert [way in page for way in ways] == [False, True]
    assert "Den är klassad på nytt." in page


def test_a_reason_whose_action_is_over_gets_another(world: World) -> None:
    with writing(SYSTEM) as w:
        node = a_set(w, world, "Elever", days=10)
    reasons.raise_found_reasons(NOW)
    client, here = world.client("owner"), f"/informationsmangder/{node.record}/"
    [reason] = opened()
    place = f"/atgarder/ny/reason/{reason.pk}/"
    assert place not in client.get(here).text
    assert client.get(place).status_code == 404
    first = Action.everything.get()
    VERBS.step(SYSTEM, first, "cancel", {}, because="Görs på annat sätt")
    assert place in client.get(here).text
    given = {"title": "Klassa om", "owner_unit": world.units["utb"].pk, "due_on": TODAY}
    client.post(place, {**given, "responsible": world.people["owner"].pk})
    second = Action.everything.exclude(pk=first.pk).get()
    reason.refresh_from_db()
    assert (reason.action, second.cause, second.cause_note) == (second, "classification", reason.because)
    assert f"/atgarder/{second.pk}/" in client.get(here).text


def test_an_action_of_an_earlier_version_learns_its_cause(world: World) -> None:
    with writing(SYSTEM) as w:
        a_set(w, world, "Elever", days=10)
    reasons.raise_found_reasons(NOW)
    update(SYSTEM, Action.everything.get(), {"cause": "other"})
    reasons.raise_found_reasons(NOW)
    assert Action.everything.get().cause == "classification"
