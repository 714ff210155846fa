"""What a person is told of what an event reaches: through sight, with controllers, what is open, and as of a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone, translation

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.graph.blast_radius.reports import radius_file, radius_json
from akropolis.graph.blast_radius.reports.radius_words import describe_radius, units_in_words
from akropolis.graph.blast_radius.rules.radius import HIDDEN, RadiusEvent
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine, find, find_by_name, radius
from akropolis.graph.information.models import ClassificationDecision
from akropolis.graph.offers.models import Controllership, GapAction
from akropolis.shared.actions.models import Action
from tests.factories.graphs import decide, depend, forget, information, stated_before
from tests.world import SYSTEM, WORD, World

OUTAGE, BREACH = RadiusEvent.OUTAGE, RadiusEvent.BREACH


def asked(world: World, nodes: dict[str, Node], who: str, start: str = "moln", **given: Any) -> Radius:
    given = {"event": OUTAGE} | given
    return radius(world.access(who), find(world.access(who), nodes[start].record), **given)


def reached(nodes: dict[str, Node], found: Radius) -> dict[str, int]:
    names = {node.pk: name for name, node in nodes.items()}
    return {names[row.node]: row.distance for row in found.rows}


def told(nodes: dict[str, Node], found: Radius, name: str) -> RadiusLine:
    [shown] = found.shown([row for row in found.rows if row.node == nodes[name].pk])
    return shown


ALL = {"kluster": 1, "reserv": 1, "journal": 2, "inloggning": 2, "elever": 3, "lån": 3, "skolhälsa": 4}
OWN = {"reserv": 1, "journal": 2, "elever": 3, "skolhälsa": 4}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("ciso", ALL),
        ("auditor", ALL),
        ("owner", OWN),
        ("neighbour", {"journal": 2, "lån": 3}),
        ("operator", {name: step for name, step in ALL.items() if name != "reserv"}),
    ],
)
def test_each_person_is_told_of_what_she_sees(
    world: World, nodes: dict[str, Node], who: str, expected: dict[str, int]
) -> None:
    found = asked(world, nodes, who)
    assert reached(nodes, found) == expected
    assert found.whole.rows == len(expected)
    assert sum(hit.totals.rows for hit in found.hit) == len(expected)


@pytest.mark.parametrize("start", ["reserv", "kluster", "elever"])
def test_what_is_not_open_cannot_be_asked_about(world: World, nodes: dict[str, Node], start: str) -> None:
    with pytest.raises(Hidden):
        find(world.access("neighbour"), nodes[start].record)


def test_the_outsider_can_ask_about_nothing(world: World, nodes: dict[str, Node]) -> None:
    for node in nodes.values():
        with pytest.raises(Hidden):
            find(world.access("outsider"), node.record)


def test_what_is_between_is_masked_and_never_named(world: World, nodes: dict[str, Node]) -> None:
    found = asked(world, nodes, "neighbour")
    shown = told(nodes, found, "lån")
    assert [step.label for step in shown.steps] == [
        "Molnbolaget AB", "en plattform eller komponent hos Mälarstads Hamn AB", "Journalsystem", "Lånade böcker"
    ]  # fmt: skip
    words = " ".join(
        [*describe_radius(found).lead, *describe_radius(found).missing, *describe_radius(found).grounds]
    )
    assert WORD not in words
    assert "Hamnens" not in words
    assert [hit.unit.code for hit in found.hit] == ["stad", "kul"]


def test_whoever_answers_for_the_start_is_told_of_all_in_summary(
    world: World, nodes: dict[str, Node]
) -> None:
    found = asked(world, nodes, "operator", "kluster")
    assert found.complete
    shown = told(nodes, found, "elever")
    assert (shown.seen.label, shown.seen.url) == (f"Elevhälsojournaler {WORD}", "")
    assert shown.row.people == 1200


def test_a_summary_does_not_tell_the_tolerated_outage(world: World, nodes: dict[str, Node]) -> None:
    seen, summary = (asked(world, nodes, who, "journal") for who in ("owner", "operator"))
    assert told(nodes, seen, "skolhälsa").row.outage == 240
    assert told(nodes, summary, "skolhälsa").row.outage == HIDDEN
    assert (seen.whole.outage, summary.whole.outage) == (240, None)
    assert summary.whole.outage_unknown == 0


def test_an_outage_follows_availability_and_a_breach_what_can_be_read_or_changed(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        w.update(edge(nodes, "elever", "journal"), {"availability": False})
        w.update(edge(nodes, "lån", "journal"), {"confidentiality": False, "integrity": False})
    assert "elever" not in reached(nodes, asked(world, nodes, "ciso"))
    assert "lån" in reached(nodes, asked(world, nodes, "ciso"))
    assert "elever" in reached(nodes, asked(world, nodes, "ciso", event=BREACH))
    assert "lån" not in reached(nodes, asked(world, nodes, "ciso", event=BREACH))


def edge(nodes: dict[str, Node], source: str, target: str) -> Dependency:
    found: Dependency = Dependency.everything.get(source=nodes[source], target=nodes[target])
    return found


def test_what_has_an_alternative_is_marked(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.update(edge(nodes, "journal", "kluster"), {"alternative": True})
    found = asked(world, nodes, "ciso")
    spared = {nodes[name].pk for name in ("journal", "elever", "lån", "skolhälsa")}
    assert {row.node for row in found.rows if not row.firm} == spared
    assert "För 4 av 7 finns en reservlösning på vägen." in describe_radius(found).lead


def test_the_controller_is_the_authority_unless_somebody_has_stated_it(
    world: World, nodes: dict[str, Node]
) -> None:
    before = asked(world, nodes, "ciso")
    assert controller(nodes, before, "elever") == ("utb", False)
    assert controller(nodes, before, "journal") is None
    with writing(SYSTEM) as w:
        for name, unit, role in (
            ("journal", "utb", "controller"),
            ("lån", "hamn", "joint"),
            ("reserv", "kul", "none"),
        ):
            values = {"node": nodes[name], "unit": world.units[unit], "role": role}
            w.create(Controllership, values)
    after = asked(world, nodes, "ciso")
    assert controller(nodes, after, "elever") == ("utb", True)
    assert controller(nodes, after, "lån") == ("hamn", True)
    assert controller(nodes, after, "journal") == ("utb", True)
    assert controller(nodes, after, "reserv") == ("utb", False)


def test_what_a_part_once_stated_counts_as_its_committee_s(world: World, nodes: dict[str, Node]) -> None:
    """GDPR art. 4.7: neither a förvaltning nor the city as a whole is controller."""
    for name, unit in (("journal", "utbf"), ("lån", "stad")):
        stated_before(nodes[name], world.units[unit])
    found = asked(world, nodes, "ciso")
    assert controller(nodes, found, "journal") == ("utb", True)
    assert controller(nodes, found, "elever") == ("utb", True)
    assert controller(nodes, found, "lån") == ("kul", False)


def controller(nodes: dict[str, Node], found: Radius, name: str) -> tuple[str, bool] | None:
    known = told(nodes, found, name).controller
    return (known.unit.code, known.stated) if known else None


def test_open_actions_are_told_to_who_may_read_them(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        values = {"title": f"Byt avtal {WORD}", "owner_unit": world.units["utb"]}
        for status, node in (("planned", "journal"), ("done", "kluster")):
            done = {"done_on": date(2026, 1, 1)} if status == "done" else {}
            action = w.create(Action, {**values, "status": status, **done})
            link = {
                "node": nodes[node],
                "unit": world.units["utb"],
                "aspect": "availability",
                "action": action,
            }
            w.create(GapAction, link)
    own, other = asked(world, nodes, "owner"), asked(world, nodes, "neighbour")
    assert [fact.label.partition(" ")[2] for fact in told(nodes, own, "journal").facts] == [
        f"Byt avtal {WORD}"
    ]
    assert own.open_count(FactKind.ACTION) == 1
    assert asked(world, nodes, "ciso").open_count(FactKind.ACTION) == 1
    assert told(nodes, other, "journal").facts == []
    assert other.open_count(FactKind.ACTION) == 0


def test_what_is_open_at_what_is_not_reached_is_not_counted(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        for node in ("kluster", "journal", "reserv"):
            action = w.create(Action, {"title": f"Byt {node}", "owner_unit": world.units["utb"]})
            link = {"node": nodes[node], "unit": world.units["utb"], "aspect": "availability"}
            w.create(GapAction, link | {"action": action})
    counted = {
        start: asked(world, nodes, "ciso", start).open_count(FactKind.ACTION)
        for start in ("moln", "kluster", "journal", "elever")
    }
    assert counted == {"moln": 3, "kluster": 2, "journal": 1, "elever": 0}


def test_an_earlier_day_has_its_own_dependencies_and_levels(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    with writing(SYSTEM) as w:
        w.at = datetime(2025, 6, 1, 8, tzinfo=UTC)
        decide(w, nodes["elever"], 1, 1, 1)
    with writing(SYSTEM) as w:
        decide(w, nodes["elever"], 4, 1, 1)
        w.update(edge(nodes, "lån", "journal"), {"valid_from": today - timedelta(days=10)})
        w.update(edge(nodes, "reserv", "moln"), {"valid_to": today - timedelta(days=5)})
    now = asked(world, nodes, "ciso")
    then = asked(world, nodes, "ciso", day=today - timedelta(days=20))
    assert ("lån" in reached(nodes, now), "reserv" in reached(nodes, now)) == (True, False)
    assert ("lån" in reached(nodes, then), "reserv" in reached(nodes, then)) == (False, True)
    assert told(nodes, now, "elever").levels == "K4 R1 T1"
    assert told(nodes, then, "elever").levels == "K1 R1 T1"
    assert told(nodes, then, "journal").levels == "K1 R1 T1"
    assert (now.earlier, then.earlier) == (False, True)


def test_before_the_first_decision_nothing_is_classified(world: World, nodes: dict[str, Node]) -> None:
    first = ClassificationDecision.everything.order_by("decided_at")[0]
    day = timezone.localdate(first.decided_at) - timedelta(days=1)
    found = asked(world, nodes, "ciso", day=day)
    assert found.whole.unclassified == 2
    assert told(nodes, found, "journal").levels == ""


def test_an_archived_node_is_reached_on_the_days_before(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=nodes["journal"].record))
    assert reached(nodes, asked(world, nodes, "ciso")) == {"kluster": 1, "reserv": 1, "inloggning": 2}
    yesterday = asked(world, nodes, "ciso", day=timezone.localdate() - timedelta(days=1))
    assert reached(nodes, yesterday) == ALL


def test_the_answer_is_said_in_words(world: World, nodes: dict[str, Node]) -> None:
    said = describe_radius(asked(world, nodes, "ciso"))
    assert said.lead == [
        "Om Molnbolaget AB faller bort berörs 2 nämnder, 1 bolag och 1 annan enhet: 2 informationsmängder, 1 process, "
        "3 it-tjänster och 1 plattform eller komponent.",
        "Informationsmängderna gäller omkring 1\N{NO-BREAK SPACE}200 registrerade personer. "
        "Den som finns i flera räknas flera gånger.",
        f"Högsta nivå är T2, till exempel för Elevhälsojournaler {WORD} (Utbildningsnämnden).",
        f"Känsligast för avbrott är Skolhälsovård {WORD} (Utbildningsnämnden, högst 4 timmar).",
    ]
    assert said.missing == ["Uppgift om antal registrerade personer saknas för 1 informationsmängd."]
    assert said.grounds == ["Ett avbrott följer de beroenden där kravet på tillgänglighet ärvs."]


def test_who_does_not_see_all_is_told_so_whether_or_not_there_is_more(
    world: World, nodes: dict[str, Node]
) -> None:
    sentence = "Bara det du får läsa visas och räknas."
    assert sentence in describe_radius(asked(world, nodes, "owner")).grounds
    with writing(SYSTEM) as w:
        for dependency in Dependency.everything.filter(target=nodes["journal"]):
            w.archive(dependency)
    found = asked(world, nodes, "owner", "journal")
    assert found.rows == []
    assert describe_radius(found).lead == ["Inget av det du får läsa berörs om Journalsystem faller bort."]
    assert sentence in describe_radius(found).grounds
    assert sentence not in describe_radius(asked(world, nodes, "ciso", "journal")).grounds


def test_a_node_is_named_by_number_id_or_whole_name(world: World, nodes: dict[str, Node]) -> None:
    access, journal = world.access("owner"), nodes["journal"]
    for words in (
        journal.number,
        journal.number.lower(),
        str(journal.record),
        "journalsystem",
        " Journalsystem ",
    ):
        assert find_by_name(access, words) == [journal]
    assert find_by_name(access, "Journal") == []
    assert find_by_name(access, "Hamnens kluster") == []
    assert find_by_name(world.access("operator"), "Hamnens kluster") == [nodes["kluster"]]
    with writing(SYSTEM) as w:
        twin = information(w, world.units["utb"], "Journalsystem")
    assert set(find_by_name(access, "Journalsystem")) == {journal, twin}


def test_queries_do_not_grow_with_what_is_reached(world: World, nodes: dict[str, Node]) -> None:
    counts = []
    for more in (0, 30):
        with writing(SYSTEM) as w:
            for number in range(more):
                depend(w, information(w, world.units["kul"], f"Mer {number}"), nodes["journal"])
        forget()
        for who in ("ciso", "neighbour", "operator"):
            access = world.access(who)
            node = find(access, nodes["journal"].record)
            with CaptureQueriesContext(connection) as queries:
                found = radius(access, node, OUTAGE)
                found.shown(found.rows)
            counts.append((who, len(queries)))
    assert counts[:3] == counts[3:]
    assert max(count for _who, count in counts) <= 20


def test_a_unit_that_has_ended_is_said_to_have_and_counted_apart(
    world: World, nodes: dict[str, Node]
) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    with writing(SYSTEM) as w:
        w.update(world.units["kul"], {"valid_to": yesterday})
    found = asked(world, nodes, "ciso")
    assert [hit.unit.code for hit in found.hit if hit.ended] == ["kul"]
    with translation.override("sv"):
        assert units_in_words(found) == "1 nämnd, 1 bolag, 1 annan enhet och 1 enhet som har upphört"
        name = f"Kulturnämnden (upphörde {formats.date_format(yesterday, 'DATE_FORMAT')})"
        assert describe_radius(found).missing[-1] == (
            "Kulturnämnden har upphört, så det är inte känt vem som ansvarar för det som berörs där."
        )
        sheets = read_sheets("r.xlsx", radius_file.xlsx(found, asked_by="", at=timezone.now()))
        assert name in [line.cell(0) for line in sheets["Enheter"].lines]
    given = {unit["unit"]["code"]: unit["ended"] for unit in radius_json.answer_json(found)["units"]}
    assert given.pop("kul") == yesterday.isoformat()
    assert set(given.values()) == {None}
    record = nodes["moln"].record
    page = world.client("ciso").get(f"/graf/{record}/rackvidd/").content.decode()
    assert name in page
    form = world.client("ciso").get(f"/graf/{record}/incident/").context["form"]
    assert world.units["kul"].pk not in form.initial["units"]
    then = asked(world, nodes, "ciso", day=yesterday)
    assert not any(hit.ended for hit in then.hit)
