"""What has changed since a risk was accepted is kept in step, asks those whom it concerns, and equals a rebuild."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.assets.models import Dependency, Service
from akropolis.graph.compliance.models import Fulfilment
from akropolis.graph.risk.models import (
    AcceptanceChange,
    AcceptedNode,
    Risk,
    RiskDecision,
    RiskMandate,
    RiskMeasure,
)
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_decisions.selectors.facts import list_suppliers
from akropolis.graph.risk_decisions.services import acceptances, deciding
from akropolis.graph.risk_decisions.web.decisions_waiting import (
    pending_decisions,
    pending_ends,
    pending_stale_acceptances,
    pending_treatments,
)
from akropolis.graph.suppliers.models import Supplier
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.risk.deciding import decided, judged
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BOARD = "Nämnd eller bolagsstyrelse, {}"


class City:
    """Two nämnder whose services stand on one shared service, with a supplier, and an accepted risk at each."""

    def __init__(self, world: World) -> None:
        self.world = world
        decided(world)
        utb, kul = world.units["utb"], world.units["kul"]
        with writing(SYSTEM) as w:
            world.add(w, "culture", "Kajsa Ordförande", "namnd", "kul")
            self.shared = service(w, world.units["hamn"], "Delad drift", shared=True)
            self.own = {code: service(w, world.units[code], f"Tjänst {code}") for code in ("utb", "kul")}
            self.sets = {code: information(w, world.units[code], f"Mängd {code}") for code in ("utb", "kul")}
            self.suppliers = [
                node_of(w, w.create(Supplier, {"name": name, "owner_unit": world.units["hamn"]}))
                for name in ("Alfa", "Beta")
            ]
            for code in ("utb", "kul"):
                depend(w, self.sets[code], self.own[code])
                depend(w, self.own[code], self.shared)
            depend(w, self.shared, self.suppliers[0])
            self.measure = measure(w, "Tvåfaktor")
            w.create(Fulfilment, self.assessed("met"))
        self.risks = {
            code: self.accepted(unit, who, owner)
            for code, unit, who, owner in (
                ("utb", utb, "board", "owner"),
                ("kul", kul, "culture", "neighbour"),
            )
        }

    def assessed(self, state: str) -> dict[str, Any]:
        """How the measure is at the service of utb."""
        when = {"assessed_on": TODAY, "assessed_by": "Någon"}
        return {"control": self.measure, "node": self.own["utb"], "state": state, **when}

    def accepted(self, unit: Any, who: str, owner: str) -> Risk:
        """A risk at the unit's service with the measure, accepted by its nämnd."""
        given = {"node": self.own[unit.code], "owner": self.world.people[owner]}
        risk = judged(self.world, 2, 1, unit.code, **given)
        create(SYSTEM, RiskMeasure, {"risk": risk, "control": self.measure})
        self.accept(risk, who)
        return risk

    def accept(self, risk: Risk, who: str) -> None:
        """The nämnd accepts the risk as it is."""
        role, until = BOARD.format(risk.owner_unit.name), TODAY + timedelta(days=200)
        access = self.world.access(who, TODAY)
        deciding.accept(access, risk, until=until, reason="Vi tål det.", role=role)

    def asks(self) -> dict[str, list[str]]:
        """Unit → what asks for a new decision there, after a comparison with a rebuild."""
        assert acceptances.differences() == []
        rows = AcceptanceChange.objects.filter(asks=True).order_by("key")
        found = list(rows.values_list("risk__owner_unit__code", "key"))
        return {code: [key for at, key in found if at == code] for code in ("utb", "kul")}

    def tasks(self, who: str) -> list[tuple[str, str]]:
        """Title and reason of what the person is to decide anew."""
        found = tasks_for(self.world.access(who, TODAY), TODAY, [pending_stale_acceptances])
        return [(task.title, task.why) for task in found]


def test_one_change_of_a_shared_service_reaches_the_owners_in_both_units(world: World) -> None:
    city = City(world)
    assert (city.asks(), city.tasks("owner"), city.tasks("neighbour")) == ({"utb": [], "kul": []}, [], [])
    with writing(SYSTEM) as w:
        depend(w, city.shared, city.suppliers[1])
    key = f"supplier:{city.suppliers[1].record}"
    assert city.asks() == {"utb": [key], "kul": [key]}
    causes = set(AcceptanceChange.objects.values_list("cause", flat=True))
    assert causes == {city.suppliers[1].record}
    assert [title for title, _why in city.tasks("owner")] == [
        "Besluta på nytt om den accepterade risken Utpressning"
    ]
    assert len(city.tasks("neighbour")) == 1
    assert city.tasks("auditor") == city.tasks("outsider") == []


def test_many_risks_of_one_owner_are_one_task_for_each_change(world: World) -> None:
    city = City(world)
    city.accepted(world.units["utb"], "board", "owner")
    with writing(SYSTEM) as w:
        depend(w, city.shared, city.suppliers[1])
    assert [title for title, _why in city.tasks("owner")] == ["Besluta på nytt om 2 accepterade risker"]
    update(SYSTEM, Fulfilment.everything.get(), {"state": "partly"})
    assert len(city.tasks("owner")) == 2
    update(SYSTEM, Fulfilment.everything.get(), {"state": "met"})
    assert len(city.tasks("owner")) == 1


def test_a_higher_classification_asks_and_a_lower_one_does_not(world: World) -> None:
    city = City(world)
    with writing(SYSTEM) as w:
        decide(w, city.sets["utb"], 2, None, None)
    assert city.asks() == {"utb": ["levels:confidentiality"], "kul": []}
    assert "Mängd utb" in city.tasks("owner")[0][1]
    city.accept(city.risks["utb"], "board")
    assert city.asks() == {"utb": [], "kul": []}
    with writing(SYSTEM) as w:
        decide(w, city.sets["utb"], 1, None, None)
    assert city.asks() == {"utb": [], "kul": []}
    assert AcceptanceChange.objects.filter(asks=False, key="levels:confidentiality").count() == 1


def test_a_mandate_that_is_taken_back_asks_and_a_changed_text_does_not(world: World) -> None:
    city = City(world)
    update(SYSTEM, city.risks["utb"], {"title": "Utpressning mot skolan"})
    assert city.asks() == {"utb": [], "kul": []}
    mandate = RiskMandate.everything.get(role__code="namnd")
    update(SYSTEM, mandate, {"level": 1})
    assert city.asks() == {"utb": ["mandate"], "kul": ["mandate"]}
    update(SYSTEM, mandate, {"level": 2})
    assert city.asks() == {"utb": [], "kul": []}


def test_an_owner_who_has_left_leaves_the_desk_to_those_of_the_unit(world: World) -> None:
    city = City(world)
    update(SYSTEM, city.risks["utb"], {"owner": None})
    city.accept(Risk.everything.get(pk=city.risks["utb"].pk), "board")
    update(SYSTEM, Fulfilment.everything.get(), {"state": "not_begun"})
    assert (len(city.tasks("owner")), len(city.tasks("chef")), city.tasks("neighbour")) == (1, 1, [])


def test_a_risk_waits_for_those_with_a_mandate_and_an_end_for_its_owner(world: World) -> None:
    decided(world)
    risk = judged(world, 3, 2, owner=world.people["director"])

    def desks(day: date = TODAY) -> dict[str, int]:
        feeds = [pending_decisions, pending_ends, pending_treatments]
        who = ("director", "board", "owner", "executive", "neighbour", "ciso")
        return {each: n for each in who if (n := len(tasks_for(world.access(each, day), day, feeds)))}

    assert desks() == {}
    assert desks(TODAY + timedelta(days=70)) == {"director": 1}
    deciding.send_up(world.access("director", TODAY), risk, reason="För stor.")
    assert desks() == {"board": 1}
    until, role = TODAY + timedelta(days=20), BOARD.format("Utbildningsnämnden")
    deciding.accept(world.access("board", TODAY), risk, until=until, reason="Ja.", role=role)
    assert desks() == {"director": 1}


def _supplier(city: City, n: int) -> None:
    with writing(SYSTEM) as w:
        rows = Dependency.everything.filter(source=city.shared, target=city.suppliers[1], archived_at=None)
        found = rows.first()
        if found is None:
            depend(w, city.shared, city.suppliers[1])
        elif n % 2:
            w.archive(found)


def _archive(city: City, _n: int) -> None:
    with writing(SYSTEM) as w:
        row = Service.everything.get(pk=city.shared.record)
        (w.restore if row.archived_at else w.archive)(row)


def _rename(city: City, n: int) -> None:
    update(SYSTEM, Service.everything.get(pk=city.shared.record), {"name": f"Delad drift {n}"})


def _classify(city: City, n: int) -> None:
    with writing(SYSTEM) as w:
        decide(w, city.sets[("utb", "kul")[n % 2]], n % 4, 1, None)


def _assess(city: City, n: int) -> None:
    update(
        SYSTEM,
        Fulfilment.everything.get(),
        {"state": ("met", "partly", "not_begun", "not_applicable")[n % 4]},
    )


def _judge(city: City, n: int) -> None:
    judge(SYSTEM, Risk.everything.get(pk=city.risks["utb"].pk), "current", 1 + n % 4, {"person": n % 3})


def _own(city: City, n: int) -> None:
    owner = city.world.people[("owner", "chef")[n % 2]]
    update(SYSTEM, Risk.everything.get(pk=city.risks["kul"].pk), {"owner": owner})


def _mandate(_city: City, n: int) -> None:
    update(SYSTEM, RiskMandate.everything.get(role__code="namnd"), {"level": 1 + n % 4})


def _move(city: City, n: int) -> None:
    unit = city.world.units[("utb", "utbf")[n % 2]]
    update(SYSTEM, Risk.everything.get(pk=city.risks["utb"].pk), {"owner_unit": unit})


def _end(city: City, n: int) -> None:
    risk = Risk.everything.get(pk=city.risks["kul"].pk)
    update(SYSTEM, risk, {"ended_on": TODAY if n % 2 else None})


CHANGES: tuple[Callable[[City, int], None], ...] = (
    _supplier,
    _archive,
    _rename,
    _classify,
    _assess,
    _judge,
    _own,
    _mandate,
    _move,
    _end,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 11)), min_size=1, max_size=4))
def test_whatever_happens_in_whatever_order_what_is_kept_equals_a_rebuild(
    world: World, changes: list[tuple[Callable[[City, int], None], int]]
) -> None:
    with transaction.atomic():
        city = City(world)
        for change, n in changes:
            change(city, n)
            assert acceptances.differences() == [], change.__name__
            nodes = {row.pk: row.suppliers for row in AcceptedNode.objects.all()}
            assert nodes == {pk: ",".join(found) for pk, found in list_suppliers(nodes, TODAY).items()}, (
                change.__name__
            )
        transaction.set_rollback(True)


def test_what_was_tampered_with_is_found_and_rebuilt(world: World) -> None:
    city = City(world)
    with writing(SYSTEM) as w:
        depend(w, city.shared, city.suppliers[1])
    AcceptanceChange.objects.filter(risk=city.risks["utb"]).delete()
    AcceptedNode.objects.update(suppliers="")
    decision = RiskDecision.everything.get(risk=city.risks["utb"])
    assert [each.row for each in acceptances.rebuild()] == [decision.pk]
    assert city.asks() == {code: [f"supplier:{city.suppliers[1].record}"] for code in ("utb", "kul")}
    assert set(AcceptedNode.objects.values_list("suppliers", flat=True)) == {
        ",".join(sorted(str(each.record) for each in city.suppliers))
    }


def test_nobody_reads_the_name_of_a_set_that_they_may_not_see(world: World) -> None:
    city = City(world)
    with writing(SYSTEM) as w:
        world.add(w, "harbour", "Hamnens samordnare", "samordnare", "hamn")
    owned = {"node": city.shared, "owner": world.people["harbour"]}
    risk = judged(world, 2, 1, "hamn", **owned)
    role = "Kommunstyrelsen, Mälarstad"
    deciding.accept(world.access("executive", TODAY), risk, until=TODAY, reason="Ja.", role=role)
    with writing(SYSTEM) as w:
        decide(w, city.sets["kul"], 2, None, None)
    assert [why for _title, why in city.tasks("harbour")] == [
        "Nivån för konfidentialitet är nu 2, den var okänd."
    ]
    assert "Den kommer från Mängd kul." in city.tasks("neighbour")[0][1]
    page = world.client("harbour").get(f"/risker/{risk.pk}/").content.decode()
    assert "är nu 2, den var okänd" in page
    assert "Mängd kul" not in page + world.client("harbour").get("/risker/acceptanser/").content.decode()
