"""When suppliers are asked again: by the plan of their level, and by what has happened since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.agreements.models import SupplierAgreement
from akropolis.graph.assets.models import Dependency
from akropolis.graph.supplier_replies.models import FollowUpRule
from akropolis.graph.supplier_replies.selectors.plan import list_plan
from akropolis.graph.supplier_replies.services.inquiries import ask_suppliers
from akropolis.graph.supplier_replies.web import panels
from akropolis.graph.suppliers.models import Supplier
from tests.factories import graphs
from tests.supplier_replies.cases import ask, demand, supplier
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(world: World) -> None:
    since = {"valid_from": "2020-01-01", "mark": "O"}
    with writing(SYSTEM) as w:
        w.create(FollowUpRule, {"name": "Okänd nivå", "cause": "plan", "months": 12, **since})
        w.create(FollowUpRule, {"name": "Avtal", "cause": "agreement", "days": 90, **since})
        w.create(FollowUpRule, {"name": "Ändrat", "cause": "changed", **since})


def reasons(world: World, who: str = "ciso") -> dict[str, list[str]]:
    return {
        row.supplier.name: list(row.reasons) for row in list_plan(world.access(who), timezone.localdate())
    }


def agreed(world: World, row: Supplier) -> SupplierAgreement:
    values = {"title": "Drift", "supplier": row, "owner_unit": row.owner_unit, "renews": False}
    return create(SYSTEM, SupplierAgreement, values)


def test_a_supplier_is_due_by_its_plan_and_not_while_it_is_asked(world: World) -> None:
    row, today = supplier(world), timezone.localdate()
    assert reasons(world) == {row.name: ["Den har aldrig följts upp (Okänd nivå)."]}
    agreement = agreed(world, row)
    for days, due in ((366, True), (300, False)):
        update(SYSTEM, agreement, {"followed_up_on": today - timedelta(days=days)})
        Dependency.everything.update(created_at=timezone.now() - timedelta(days=400))
        assert reasons(world) == {row.name: ["Okänd nivå."] if due else []}
    update(SYSTEM, agreement, {"followed_up_on": None})
    ask(world, row)
    assert reasons(world) == {row.name: []}


def test_it_is_asked_again_when_the_agreement_ends_or_something_new_stands_on_it(world: World) -> None:
    row, today = supplier(world, buyers=()), timezone.localdate()
    seen = today - timedelta(days=10)  # 90 days before an end 60 days ahead is before it
    agreement = agreed(world, row)
    for left, count in ((91, 0), (89, 1), (60, 0)):
        update(SYSTEM, agreement, {"followed_up_on": seen, "valid_until": today + timedelta(days=left)})
        assert (left, len(reasons(world)[row.name])) == (left, count)
    with writing(SYSTEM) as w:
        graphs.depend(
            w, graphs.service(w, world.units["utb"], "Ny tjänst"), graphs.node_of(w, row), kind="delivered_by"
        )
    assert "Något nytt är beroende av den." in reasons(world)[row.name]


def test_the_plan_is_its_units_and_wakes_those_who_write_there(world: World) -> None:
    supplier(world)
    assert reasons(world, "owner") == {}
    found = {
        who: [
            task.title for task in tasks_for(world.access(who), timezone.localdate(), [panels.pending_plan])
        ]
        for who in ("ciso", "owner", "outsider")
    }
    assert found == {"ciso": ["Följ upp Ekhamra Drift AB"], "owner": [], "outsider": []}


def test_many_are_asked_in_one_act_all_or_none(world: World) -> None:
    demand()
    with writing(SYSTEM) as w:
        unit = world.units["stad"]
        rows = w.create_many(Supplier, [{"name": f"Leverantör {n}", "owner_unit": unit} for n in range(40)])
    made = ask_suppliers(
        world.access("ciso"), rows, {"title": "Alla", "owner_unit": unit, "due_on": timezone.localdate()}
    )
    assert len({row.number for row in made}) == 40
    page = world.client("ciso").post("/leverantorsuppfoljningar/lankar/")
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (
        200,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    assert {type(row).everything.get(pk=row.pk).state for row in made} == {"sent"}
