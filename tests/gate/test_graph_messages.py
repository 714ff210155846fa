"""What the graph tells people by itself: reasons, actions and messages name only what their readers see."""

from datetime import date, timedelta

from django.utils import timezone

from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.information.models import InformationSet, ReclassificationReason
from akropolis.graph.information.services import reasons
from akropolis.graph.offers.services import shared
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.actions.models import Action
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, WORD, World

SOON = timedelta(days=20)


def a_set(w: Writer, world: World, name: str, unit: str, valid_to: date) -> Node:
    """A decided information set."""
    node = information(w, world.units[unit], name)
    decide(w, node, 2, 2, 2, 1, valid_to=valid_to)
    return node


def moved(w: Writer, node: Node, world: World, unit: str, name: str) -> None:
    """The set has gone over to another unit, and is called something else there."""
    row = InformationSet.everything.get(pk=node.record)
    w.update(row, {"owner_unit": world.units[unit], "name": name})


def test_a_reason_names_nothing_that_the_information_s_unit_may_not_read(world: World) -> None:
    """Someone who sees the whole city has written what the neighbour's loans stand on."""
    with writing(SYSTEM) as w:
        loans = a_set(w, world, "Lån", "kul", timezone.localdate() + timedelta(days=400))
        hidden = service(w, world.units["utb"], f"{WORD}systemet")
        values = {"name": f"{WORD} AB", "owner_unit": world.units["utb"], "shared": False}
        theirs = node_of(w, w.create(Supplier, values))
        w.at += timedelta(days=1)
        depend(w, loans, hidden, kind="handled_by")
        depend(w, loans, theirs)
        depend(w, hidden, theirs, kind="delivered_by")
        now = w.at
    assert reasons.raise_found_reasons(now + timedelta(days=1)) == "2 new"
    assert sorted(row.because for row in ReclassificationReason.everything.all()) == [
        "Nytt beroende: Lån använder något annat (leverantör).",
        "Nytt beroende: en it-tjänst hos Utbildningsnämnden levereras av något annat (leverantör).",
    ]
    action = Action.everything.get()
    assert WORD not in action.title + action.description + action.cause_note


def test_an_action_does_not_follow_a_set_into_another_unit(world: World) -> None:
    today = timezone.localdate()
    with writing(SYSTEM) as w:
        gone, stays = (a_set(w, world, name, "kul", today + SOON) for name in ("Gallrat", "Lån"))
    reasons.raise_found_reasons(timezone.now())
    action = Action.everything.get()
    with writing(SYSTEM) as w:
        moved(w, gone, world, "utb", WORD)
        a_set(w, world, f"{WORD} igen", "utb", today + SOON)
    reasons.raise_found_reasons(timezone.now())
    with writing(SYSTEM) as w:
        reasons.settle_reasons(w, InformationSet.everything.get(pk=stays.record))
    with writing(SYSTEM) as w:
        a_set(w, world, "Nya lån", "kul", today + SOON)
    reasons.raise_found_reasons(timezone.now())
    actions = {each.owner_unit.code: each for each in Action.everything.exclude(pk=action.pk)}
    assert sorted(actions) == ["kul", "utb"]
    assert f"{WORD} igen" in actions["utb"].title
    action.refresh_from_db()
    assert WORD not in action.title + action.description + actions["kul"].title + actions["kul"].description


def test_an_answer_is_not_told_to_who_no_longer_sees_what_it_is_about(world: World) -> None:
    with writing(SYSTEM) as w:
        theirs = service(w, world.units["utb"], "Journalsystem", shared=True)
    asked = shared.ask(world.access("neighbour"), theirs, world.units["kul"], "Loggas läsning?")
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=theirs.record), {"shared": False, "name": WORD})
    shared.answer(world.access("owner"), asked, "Ja.", version=asked.version)
    assert list(Message.objects.all()) == []
