"""A shared service from both sides: what the operator sees of its consumers, and each consumer of its own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import InformationSet
from akropolis.graph.offers.models import Controllership, Question
from akropolis.graph.offers.rules.gaps import Lack
from akropolis.graph.offers.selectors.shared import Consumer, Shared, _order
from akropolis.graph.offers.services import offers, shared
from akropolis.graph.offers.web.shared import _first_unit
from tests.factories.graphs import decide, depend, forget, information, lower, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def seen(world: World, who: str, node: Node) -> dict[str, Consumer]:
    """The consumers by their unit's code, in the order shown."""
    return {c.unit.code: c for c in Shared(world.access(who), node, today()).consumers}


def levels(found: Any) -> str:
    """The levels of confidentiality, integrity, availability and traceability."""
    return "".join("–" if level is None else str(level) for level in list(found.values())[:4])


def test_the_operator_sees_every_consumer_and_what_it_has_there(world: World, nodes: dict[str, Node]) -> None:
    found = seen(world, "operator", nodes["journal"])
    assert [(code, levels(c.demanded), [u.seen.label for u in c.uses]) for code, c in found.items()] == [
        ("utb", "3221", [f"Elevhälsojournaler {WORD}"]),
        ("kul", "231–", ["Lånade böcker"]),
    ]
    assert [(u.seen.url, u.seen.way) for u in found["utb"].uses] == [("", "summary")]
    assert (found["utb"].silent, found["utb"].own, found["utb"].things) == (False, False, 1)
    below = seen(world, "operator", nodes["kluster"])
    silent = [(code, c.own, c.things) for code, c in below.items() if c.silent]
    assert silent == [("stad", False, 1), ("hamn", True, 1)]


def test_what_demands_least_comes_last_and_an_unknown_level_is_the_least(
    world: World, nodes: dict[str, Node]
) -> None:
    one = seen(world, "operator", nodes["journal"])["utb"]
    in_order = [
        replace(one, demanded={"c": level, "i": other}) for level, other in ((2, 0), (1, 1), (1, None))
    ]
    assert sorted((in_order[2], in_order[0], in_order[1]), key=_order) == in_order
    assert _order(in_order[1]) != _order(in_order[2])


def test_who_demands_most(world: World, nodes: dict[str, Node]) -> None:
    most = Shared(world.access("operator"), nodes["journal"], today()).most
    assert {a[0]: (level, [u.code for u in units]) for a, (level, units) in most.items()} == {
        "c": (3, ["utb"]), "i": (3, ["kul"]), "a": (2, ["utb"]), "t": (1, ["utb"])
    }  # fmt: skip


def test_a_consumer_sees_its_own_alone(world: World, nodes: dict[str, Node]) -> None:
    assert list(seen(world, "owner", nodes["journal"])) == ["utb"]
    assert list(seen(world, "neighbour", nodes["journal"])) == ["kul"]
    assert [u.seen.open for u in seen(world, "neighbour", nodes["journal"])["kul"].uses] == [True]
    operates = {
        who: Shared(world.access(who), nodes["journal"], today()).operates for who in ("owner", "ciso")
    }
    assert operates == {"owner": False, "ciso": True}


def test_what_is_asked_of_one_service_is_not_shown_at_another(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        for name, text in (("journal", "Loggas läsning?"), ("inloggning", "Hur länge låses kontot?")):
            asked = {"node": nodes[name], "unit": world.units["utb"], "text": text, "asked_by": "Nadja Perić"}
            w.create(Question, asked | {"asked_at": w.at})
    texts = {
        name: [row.text for row in Shared(world.access("operator"), nodes[name], today()).questions]
        for name in ("journal", "inloggning", "kluster")
    }
    assert texts == {"journal": ["Loggas läsning?"], "inloggning": ["Hur länge låses kontot?"], "kluster": []}


def test_what_is_not_classified_or_no_longer_is_said(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        loose = information(w, world.units["utb"], "Närvaro")
        old = information(w, world.units["utb"], "Betyg")
        for node in (loose, old):
            depend(w, node, nodes["journal"])
        decide(w, old, 1, valid_to=today() - DAY)
        row = InformationSet.everything.get(pk=old.record)
        w.update(row, {"classified_on": today() - 9 * DAY, "valid_to": today() - DAY})
    utb = seen(world, "operator", nodes["journal"])["utb"]
    assert [u.seen.label for u in utb.undecided] == ["Närvaro"]
    assert [u.seen.label for u in utb.expired] == ["Betyg"]
    assert utb.silent is False


def test_a_level_is_what_comes_through_on_the_widest_way(world: World) -> None:
    utb, hamn = world.units["utb"], world.units["hamn"]
    with writing(SYSTEM) as w:
        node = information(w, utb, "Elever")
        first, second = service(w, utb, "Ena vägen"), service(w, utb, "Andra vägen")
        target = service(w, hamn, "Lager", shared=True)
        depend(w, node, first)
        depend(w, node, second, availability=False)
        narrow = depend(w, first, target, integrity=False)
        depend(w, second, target)
        lower(w, narrow, "confidentiality", 1, today(), today())
        decide(w, node, 3, 2, 2, 1)
    [use] = seen(world, "ciso", target)["utb"].uses
    assert (levels(use.own), levels(use.demanded), use.distance) == ("3221", "3221", 2)
    with writing(SYSTEM) as w:
        for row in (second,):
            w.archive(row_of(row))
    [use] = seen(world, "ciso", target)["utb"].uses
    assert levels(use.demanded) == "1–21"


def row_of(node: Node) -> Any:
    """The register's row behind a service's node."""
    from akropolis.graph.assets.models import Service  # only here

    return Service.everything.get(pk=node.record)


def test_levels_by_set_come_to_the_effective_level(world: World, nodes: dict[str, Node]) -> None:
    for name in ("journal", "kluster", "moln"):
        node = Node.everything.get(pk=nodes[name].pk)
        found = Shared(world.access("ciso"), node, today())
        top = {a: level for a, (level, _units) in found.most.items()}
        assert top == {a: level for a, level in node.levels.items() if level is not None}


def test_a_consumer_s_gap_is_its_own_demand_less_the_offer(world: World, nodes: dict[str, Node]) -> None:
    given = {"confidentiality": 2, "integrity": 2, "availability": 2}
    offers.state(world.access("operator"), nodes["journal"], levels=given, evidence="G", stated_on=today())
    found = seen(world, "operator", nodes["journal"])
    gaps = {code: [(g.aspect[0], g.demanded, g.offered, g.lack) for g in c.gaps] for code, c in found.items()}
    assert gaps == {
        "kul": [("i", 3, 2, Lack.LOW)],
        "utb": [("c", 3, 2, Lack.LOW), ("t", 1, None, Lack.UNSTATED)],
    }


def test_the_number_of_queries_does_not_grow_with_the_consumers(world: World, nodes: dict[str, Node]) -> None:
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as queries, request_cache():
            assert seen(world, "ciso", nodes["journal"])
        return len(queries)

    few = asked()
    with writing(SYSTEM) as w:
        for n in range(5):
            node = information(w, world.units["kulf"], f"Mängd {n}")
            depend(w, node, nodes["journal"])
            decide(w, node, 3, 3, 3)
    assert asked() == few


# Questions


def ask(world: World, node: Node, who: str = "owner", unit: str = "utb") -> Question:
    """A question from the unit."""
    return shared.ask(world.access(who), node, world.units[unit], f"Loggas läsning? {WORD}")


def test_a_question_is_answered_and_the_asker_is_told(world: World, nodes: dict[str, Node]) -> None:
    question = ask(world, nodes["journal"])
    shared.answer(world.access("operator"), question, "Ja, i två år.", version=1)
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Ja, i två år.", "Signe Holm")
    [message] = Message.objects.all()
    assert (message.user, message.subject) == (world.people["owner"], "Svar på din fråga om Journalsystem")
    assert "Ja, i två år." in message.text


def test_who_may_no_longer_read_the_question_is_not_told(world: World, nodes: dict[str, Node]) -> None:
    from akropolis.base.kernel.access.models import Appointment  # only here

    question = ask(world, nodes["journal"])
    with writing(SYSTEM) as w:
        w.update(Appointment.everything.get(user=world.people["owner"]), {"valid_to": today() - DAY})
    shared.answer(world.access("operator"), question, "Ja.")
    assert Message.objects.count() == 0


@pytest.mark.parametrize("who", ["owner", "neighbour", "colleague", "auditor", "outsider"])
def test_only_the_operator_answers(world: World, nodes: dict[str, Node], who: str) -> None:
    question, before = ask(world, nodes["journal"]), Change.objects.count()
    with pytest.raises(Hidden):
        shared.answer(world.access(who), question, "Nej.")
    question.refresh_from_db()
    assert (question.answer, Change.objects.count()) == ("", before)


def test_no_other_consumer_reads_it(world: World, nodes: dict[str, Node]) -> None:
    ask(world, nodes["journal"])
    readers = {
        who: len(Shared(world.access(who), nodes["journal"], today()).questions)
        for who in ("owner", "operator", "neighbour", "ciso", "outsider")
    }
    assert readers == {"owner": 1, "operator": 1, "neighbour": 0, "ciso": 1, "outsider": 0}


def test_nobody_asks_for_another_unit_or_about_what_she_cannot_read(
    world: World, nodes: dict[str, Node]
) -> None:
    for node, who, unit in (
        ("journal", "neighbour", "utb"),
        ("kluster", "owner", "utb"),
        ("journal", "auditor", "utb"),
        ("elever", "owner", "utb"),
    ):
        with pytest.raises(Hidden):
            ask(world, nodes[node], who, unit)
    assert Question.everything.count() == 0


def test_two_who_answer_at_once_do_not_overwrite_each_other(world: World, nodes: dict[str, Node]) -> None:
    question = ask(world, nodes["journal"])
    shared.answer(world.access("operator"), question, "Ja.", version=1)
    with pytest.raises(Stale):
        shared.answer(world.access("operator"), question, "Nej.", version=1)
    with pytest.raises(Invalid):
        shared.answer(world.access("operator"), question, "  ", version=2)


def test_a_question_is_taken_back_until_it_is_answered(world: World, nodes: dict[str, Node]) -> None:
    question = ask(world, nodes["journal"])
    with pytest.raises(Hidden):
        shared.withdraw(world.access("operator"), question)
    shared.answer(world.access("operator"), question, "Ja.")
    with pytest.raises(Refused):
        shared.withdraw(world.access("owner"), question)
    assert Question.everything.count() == 1
    other = ask(world, nodes["journal"])
    shared.withdraw(world.access("owner"), other)
    assert list(Question.everything.all()) == [question]


# Personuppgiftsansvar


def responsible(world: World, node: Node, who: str, unit: str, **given: Any) -> Controllership:
    """What the unit states."""
    usual = {"role": "controller", "basis": "Reglementet"}
    return shared.state_controllership(world.access(who), node, world.units[unit], **usual | given)


def test_each_unit_states_its_own_and_all_see_what_the_operator_is(
    world: World, nodes: dict[str, Node]
) -> None:
    journal = nodes["journal"]
    responsible(world, journal, "owner", "utb")
    responsible(world, journal, "operator", "hamn", role="processor")
    found = {
        who: {row.unit.code: row.role for row in Shared(world.access(who), journal, today()).stated.values()}
        for who in ("owner", "operator", "neighbour", "outsider")
    }
    assert found == {
        "owner": {"hamn": "processor", "utb": "controller"},
        "operator": {"hamn": "processor", "utb": "controller"},
        "neighbour": {"hamn": "processor"},
        "outsider": {},
    }


def test_all_see_what_the_nämnd_is_whose_förvaltning_operates_it(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        shared_one = {"shared": True, "operator_unit": world.units["utbf"]}
        node = service(w, world.units["hamn"], "Schema", **shared_one)
        depend(w, nodes["lån"], node)
    responsible(world, node, "owner", "utb", role="processor")
    found = Shared(world.access("neighbour"), node, today())
    assert [row.unit.code for row in found.stated.values()] == ["utb"]
    assert found.controllership(world.units["kulf"]) is None


def test_what_a_nämnd_states_holds_for_its_förvaltning(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        node = information(w, world.units["utbf"], "Scheman")
        depend(w, node, nodes["journal"])
        decide(w, node, 1)
    made = responsible(world, nodes["journal"], "owner", "utb")
    found = seen(world, "operator", nodes["journal"])
    assert (found["utbf"].controllership, found["kul"].controllership) == (made, None)


def test_it_is_changed_by_the_unit_alone_and_not_over_another_s_change(
    world: World, nodes: dict[str, Node]
) -> None:
    made = responsible(world, nodes["journal"], "owner", "utb")
    responsible(world, nodes["journal"], "owner", "utb", role="joint", version=made.version)
    with pytest.raises(Stale):
        responsible(world, nodes["journal"], "owner", "utb", role="none", version=made.version)
    for who in ("neighbour", "operator", "auditor"):
        with pytest.raises(Hidden):
            responsible(world, nodes["journal"], who, "utb", role="none", version=2)
    assert [row.role for row in Controllership.everything.all()] == ["joint"]


@pytest.mark.parametrize(
    ("node", "consumers", "stands_in", "first"),
    [
        ("journal", ("utb",), "utb", "utb"),
        ("journal", ("utb",), "utbf", "utb"),
        ("journal", ("utb", "utbf"), "utbf", "utbf"),
        ("inloggning", (), "utbf", "utbf"),
    ],
)
def test_a_question_is_asked_first_for_the_chosen_unit_among_those_that_stand_on_the_service(
    world: World, nodes: dict[str, Node], node: str, consumers: tuple[str, ...], stands_in: str, first: str
) -> None:
    request = RequestFactory().get("/")
    request.session = {"unit": stands_in}  # type: ignore[assignment]
    if "utbf" in consumers:
        with writing(SYSTEM) as w:
            depend(w, information(w, world.units["utbf"], "Närvaro"), nodes[node])
    found = [c for c in Shared(world.access("owner"), nodes["journal"], today()).consumers if consumers]
    assert {consumer.unit.code for consumer in found} == {*consumers}
    assert _first_unit(request, found) == first
