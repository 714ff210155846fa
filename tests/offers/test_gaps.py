"""The list of gaps: whose they are, what sets them, how each stands, and what is done about them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapAction, GapException
from akropolis.graph.offers.reports.gap_cause import GAP
from akropolis.graph.offers.selectors.gap_rows import GapFilter, GapRow, counts
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.graph.offers.services import gaps, offers
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import actions, causes
from tests.factories.graphs import decide, depend, forget, information, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def listed(world: World, who: str, **wanted: Any) -> list[tuple[str, str, str]]:
    """Services' gaps, unless another kind is said: thing, unit, and each gap as `C 3-2 open`, by name and unit."""
    rows = Gaps(world.access(who), today()).rows(GapFilter(**{"kind": "service", **wanted}))
    return sorted((row.thing.name, row.unit.code, "; ".join(map(_said, row.lines))) for row in rows)


def _said(line: Any) -> str:
    gap, stands = line.gap, line.standing
    offered = "–" if gap.offered is None else gap.offered
    words = [gap.aspect[0].upper(), f"{gap.demanded}-{offered}", stands.state, stands.reopened or ""]
    return " ".join(word for word in words if word)


def state(world: World, node: Node, who: str = "operator", **levels: int) -> None:
    """The operator says what it offers."""
    offers.state(world.access(who), node, levels=levels, evidence="Granskad.", stated_on=today())


def one(world: World, who: str, node: Node, unit: str) -> GapRow:
    """The row of that unit at that thing."""
    found = Gaps(world.access(who), today()).row(node, world.units[unit])
    assert found is not None
    return found


OPEN = "C 3-– open; I 3-– open; A 2-– open; T 1-– open"


def test_the_operator_answers_for_all_that_is_demanded_and_a_consumer_for_its_own(
    world: World, nodes: dict[str, Node]
) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3, availability=1, traceability=1)
    journal = "Journalsystem"
    assert listed(world, "operator", node=nodes["journal"].record) == [
        (journal, "hamn", "C 3-2 open; A 2-1 open")
    ]
    assert listed(world, "owner") == [(journal, "utb", "C 3-2 open; A 2-1 open")]
    assert listed(world, "neighbour") == []
    state(world, nodes["journal"], confidentiality=1, integrity=2, availability=1)
    assert listed(world, "neighbour") == [(journal, "kul", "C 2-1 open; I 3-2 open")]


def test_nothing_stated_is_a_gap_of_its_own_kind(world: World, nodes: dict[str, Node]) -> None:
    assert listed(world, "operator", kind="") == [
        ("Hamnens inloggning", "hamn", OPEN),
        ("Hamnens kluster", "hamn", OPEN),
        ("Journalsystem", "hamn", OPEN),
        ("Molnbolaget AB", "hamn", OPEN),
    ]
    assert {line.gap.lack for line in one(world, "operator", nodes["journal"], "hamn").lines} == {"unstated"}
    assert one(world, "neighbour", nodes["journal"], "kul").demanded == {
        "confidentiality": 2, "integrity": 3, "availability": 1, "traceability": None, "authenticity": None
    }  # fmt: skip


def test_who_reads_the_whole_city_sees_every_unit_s(world: World, nodes: dict[str, Node]) -> None:
    units = {(name, unit) for name, unit, _gaps in listed(world, "ciso", kind="")}
    assert units == {
        ("Journalsystem", "stad"), ("Journalsystem", "hamn"), ("Journalsystem", "utb"), ("Journalsystem", "kul"),
        ("Hamnens kluster", "hamn"), ("Hamnens inloggning", "hamn"),
        ("Molnbolaget AB", "stad"), ("Molnbolaget AB", "hamn"), ("Molnbolaget AB", "utb"),
    }  # fmt: skip
    for who in ("colleague", "outsider"):
        assert listed(world, who, kind="") == []


def test_who_set_the_demand(world: World, nodes: dict[str, Node]) -> None:
    selector = Gaps(world.access("operator"), today())
    [row] = selector.with_sources([one(world, "operator", nodes["journal"], "hamn")])
    assert [line.source for line in row.lines] == [nodes[n].pk for n in ("elever", "lån", "elever", "elever")]
    own_gaps = Gaps(world.access("owner"), today())
    [own] = own_gaps.with_sources([one(world, "owner", nodes["journal"], "utb")])
    assert {line.source for line in own.lines} == {nodes["elever"].pk}


def test_the_list_is_narrowed(world: World, nodes: dict[str, Node]) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3, availability=2, traceability=1)
    assert listed(world, "ciso", unit="kul") == []
    assert listed(world, "ciso", unit="utb") == [("Journalsystem", "utb", "C 3-2 open")]
    assert {row[0] for row in listed(world, "ciso", kind="supplier")} == {"Molnbolaget AB"}
    assert listed(world, "operator", aspect="traceability", kind="platform") == [
        ("Hamnens kluster", "hamn", "T 1-– open")
    ]
    assert listed(world, "operator", node=nodes["journal"].record) == [
        ("Journalsystem", "hamn", "C 3-2 open")
    ]
    assert listed(world, "operator", state="accepted") == []


def test_a_unit_in_the_same_authority_has_no_gap_of_its_own(world: World) -> None:
    utb, utbf, kul = (world.units[code] for code in ("utb", "utbf", "kul"))
    with writing(SYSTEM) as w:
        mine = service(w, utb, "Skolportal", operator_unit=utbf, shared=True)
        for unit, name in ((utb, "Schema"), (utbf, "Betyg"), (kul, "Kurser")):
            node = information(w, unit, name)
            depend(w, node, mine)
            decide(w, node, 1)
    assert listed(world, "owner", node=mine.record) == [("Skolportal", "utb", "C 1-– open")]
    assert listed(world, "neighbour", node=mine.record) == [("Skolportal", "kul", "C 1-– open")]


def test_what_a_dependency_does_not_pass_or_lowers_is_not_demanded(world: World) -> None:
    utb, hamn = world.units["utb"], world.units["hamn"]
    with writing(SYSTEM) as w:
        node, target = information(w, utb, "Elever"), service(w, hamn, "Arkiv", shared=True)
        depend(w, node, target, availability=False)
        decide(w, node, 2, 2, 3)
    assert listed(world, "owner", node=target.record) == [("Arkiv", "utb", "C 2-– open; I 2-– open")]


# What is done


def act(world: World, row: GapRow, who: str = "owner", *aspects: str, **given: Any) -> Action:
    """An action for the row's gaps."""
    values = {"title": "Höj skyddet", "due_on": today() + 30 * DAY, "owner_unit": row.unit, **given}
    origin = GAP.origin(world.access(who), f"{row.thing.record}_{row.unit.code}")
    chosen = [key for key, part in origin.parts.items() if not aspects or part.values["aspect"] in aspects]
    return causes.raise_from(world.access(who), GAP, origin, values, parts=chosen)


def accept(world: World, row: GapRow, who: str, *aspects: str, days: int = 30) -> list[GapException]:
    """The row's gaps accepted."""
    until = today() + days * DAY
    return gaps.accept(world.access(who), row, aspects, reason="Byts i vår.", role="Chef", until=until)


def test_an_action_is_raised_for_the_gaps_chosen(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    action = act(world, row, "owner", "confidentiality", "integrity")
    assert (action.owner_unit, action.cause, action.cause_note) == (
        world.units["utb"],
        "classification",
        f"{row.thing.number} Journalsystem: Konfidentialitet: 3 krävs, uppgift saknas om vad som erbjuds; "
        "Riktighet: 2 krävs, uppgift saknas om vad som erbjuds",
    )
    found = "C 3-– under_way; I 2-– under_way; A 2-– open; T 1-– open"
    assert listed(world, "owner") == [("Journalsystem", "utb", found)]
    actions.VERBS.step(SYSTEM, action, "finish", {"done_on": today(), "result": "Höjt"})
    found = "C 3-– open done; I 2-– open done; A 2-– open; T 1-– open"
    assert listed(world, "owner") == [("Journalsystem", "utb", found)]


@pytest.mark.parametrize("who", ["neighbour", "colleague", "auditor", "operator", "chef"])
def test_who_may_not_write_gaps_raises_nothing(world: World, nodes: dict[str, Node], who: str) -> None:
    row, before = one(world, "owner", nodes["journal"], "utb"), Change.objects.count()
    with pytest.raises(Hidden):
        act(world, row, who)
    assert (Action.everything.count(), GapAction.everything.count()) == (0, 0)
    assert Change.objects.count() == before


def test_only_gaps_that_are_there_are_acted_on(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    origin = GAP.origin(world.access("owner"), f"{row.thing.record}_utb")
    values = {"title": "Höj", "owner_unit": row.unit}
    for parts in ((), ("Ä1-None",), ("K3-None", "Ä1-None")):
        with pytest.raises(Invalid):
            causes.raise_from(world.access("owner"), GAP, origin, values, parts=parts)
    assert Action.everything.count() == 0


def test_a_gap_is_accepted_to_a_day_by_who_may(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    for who in ("owner", "operator", "neighbour", "auditor"):
        with pytest.raises(Hidden):
            accept(world, row, who, "confidentiality")
    [made] = accept(world, row, "chef", "confidentiality")
    assert (made.demanded, made.offered, made.decider_name, made.decider_role) == (
        3,
        None,
        "Åke Ström",
        "Chef",
    )
    assert listed(world, "owner", aspect="confidentiality") == [("Journalsystem", "utb", "C 3-– accepted")]
    later = Gaps(world.access("owner"), made.valid_to + DAY).rows(
        GapFilter(kind="service", aspect="confidentiality")
    )
    assert [_said(row.lines[0]) for row in later] == ["C 3-– open time"]


def test_a_gap_that_grows_is_open_again(world: World, nodes: dict[str, Node]) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3, availability=2, traceability=1)
    accept(world, one(world, "owner", nodes["journal"], "utb"), "chef", "confidentiality")
    assert listed(world, "owner") == [("Journalsystem", "utb", "C 3-2 accepted")]
    state(world, nodes["journal"], confidentiality=1, integrity=3, availability=2, traceability=1)
    assert listed(world, "owner") == [("Journalsystem", "utb", "C 3-1 open grown")]


def test_an_acceptance_in_the_past_is_refused(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    with pytest.raises(Invalid):
        accept(world, row, "chef", "confidentiality", days=-1)
    assert GapException.everything.count() == 0


def test_an_acceptance_is_ended_early(world: World, nodes: dict[str, Node]) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    first, second = accept(world, row, "chef", "confidentiality", "integrity")
    with pytest.raises(Hidden):
        gaps.end_acceptances(world.access("owner"), [first], because="Fel")
    gaps.end_acceptances(world.access("chef"), [first], because="Skrevs fel")
    assert list(GapException.everything.all()) == [second]
    with writing(SYSTEM) as w:
        w.update(second, {"decided_on": today() - 5 * DAY})
    gaps.end_acceptances(world.access("chef"), [second], because="Nytt läge")
    second.refresh_from_db()
    assert second.valid_to == today() - DAY
    assert [_said(line) for line in one(world, "owner", nodes["journal"], "utb").lines][:2] == [
        "C 3-– open",
        "I 2-– open time",
    ]
    with pytest.raises(Refused):
        gaps.end_acceptances(world.access("chef"), [second], because="En gång till")


def test_the_neighbour_sees_neither_gap_nor_what_is_done_about_it(
    world: World, nodes: dict[str, Node]
) -> None:
    row = one(world, "owner", nodes["journal"], "utb")
    act(world, row)
    accept(world, row, "chef", "confidentiality")
    assert GapAction.objects.visible(world.access("neighbour")).count() == 0
    assert GapException.objects.visible(world.access("neighbour")).count() == 0
    assert Gaps(world.access("neighbour"), today()).row(nodes["journal"], world.units["utb"]) is None
    operator = Gaps(world.access("operator"), today()).row(nodes["journal"], world.units["utb"])
    assert operator is None


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, nodes: dict[str, Node]) -> None:
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as queries:
            selector = Gaps(world.access("ciso"), today())
            assert counts(selector.with_sources(selector.rows())).total() > 0
        return len(queries)

    few = asked()
    with writing(SYSTEM) as w:
        for n in range(5):
            node = information(w, world.units["kul"], f"Mängd {n}")
            depend(w, node, service(w, world.units["hamn"], f"Tjänst {n}", shared=True))
            decide(w, node, 3, 3, 3)
    assert asked() == few
