"""Agreements with suppliers: who reads them and their value, what is refused, tasks, and what is brought over."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement, SupplierAgreementParty
from akropolis.graph.agreements.register.agreements import SUPPLIER_AGREEMENTS
from akropolis.graph.agreements.services.agreements import bring_over
from akropolis.graph.agreements.web.panels import pending_ended, pending_exit_tests, pending_notices
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier
from tests.factories import graphs
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def agreed(world: World, /, **given: Any) -> SupplierAgreement:
    supplier = given.pop("supplier", None) or create(
        SYSTEM, Supplier, {"name": f"{WORD} Drift", "owner_unit": world.units["utb"]}
    )
    values = {"title": f"{WORD} avtal", "supplier": supplier, "owner_unit": world.units["utb"]}
    return create(SYSTEM, SupplierAgreement, {**values, **given})


def seen(world: World, who: str, model: type[Any] = SupplierAgreement) -> list[Model]:
    return list(model.objects.visible(world.access(who)))


def test_a_unit_that_buys_reads_the_agreement_and_what_is_paid_and_the_one_next_door_neither(
    world: World,
) -> None:
    before = {who: len(seen(world, who)) for who in ("owner", "neighbour", "outsider")}
    row = agreed(world)
    own = create(SYSTEM, SupplierAgreementParty, {"agreement": row, "unit": world.units["utb"], "value": 17})
    address = reverse("supplier-agreements-detail", args=[row.pk])
    assert (row in seen(world, "owner"), row in seen(world, "neighbour")) == (True, False)
    assert world.client("neighbour").get(address).status_code == 404
    assert own not in seen(world, "neighbour", SupplierAgreementParty)
    assert len(seen(world, "neighbour")) == before["neighbour"]
    SupplierAgreement.everything.filter(pk=row.pk).update(scope="city")
    page = world.client("neighbour").get(address)
    assert (page.status_code, "17 kr" in page.text) == (200, False)
    assert own not in seen(world, "neighbour", SupplierAgreementParty)
    create(SYSTEM, SupplierAgreementParty, {"agreement": row, "unit": world.units["kul"]})
    assert own in seen(world, "neighbour", SupplierAgreementParty)
    assert "17 kr" in world.client("neighbour").get(address).text
    assert world.client("neighbour").post(
        reverse("supplier-agreement-buyer-remove", args=[own.pk])
    ).status_code in (403, 404)
    assert SupplierAgreementParty.everything.filter(pk=own.pk).exists()


def test_a_term_that_cannot_be_is_refused_at_its_field_and_nothing_is_written(world: World) -> None:
    start = date(2026, 1, 1)
    count = SupplierAgreement.everything.count()
    supplier = create(SYSTEM, Supplier, {"name": "Ek", "owner_unit": world.units["utb"]})
    for given, field in (
        ({"valid_from": start, "valid_until": date(2025, 12, 31)}, "valid_until"),
        ({"valid_from": start, "valid_until": date(2026, 3, 31), "notice_months": 4}, "notice_months"),
        ({"valid_until": start, "notice_months": 4, "renews": True, "renewal_months": 3}, "notice_months"),
        ({"renewal_months": 12}, "renewal_months"),
        ({"valid_until": date(9999, 12, 31), "notice_months": 1}, "valid_until"),
        ({"exit_tested_on": TODAY + timedelta(days=1)}, "exit_tested_on"),
        ({"exit_plan": False, "exit_test_by": TODAY}, "exit_plan"),
    ):
        with pytest.raises(Invalid) as refused:
            agreed(world, supplier=supplier, **given)
        assert list(refused.value.errors) == [field]
    assert SupplierAgreement.everything.count() == count
    whole = {"valid_from": start, "valid_until": date(2026, 3, 31), "notice_months": 3}
    assert agreed(world, supplier=supplier, **whole).term.notice_by(start - timedelta(days=1)) == date(
        2025, 12, 31
    )


def test_the_owner_unit_is_asked_before_the_last_day_for_notice_and_for_what_has_ended(world: World) -> None:
    near = {
        "valid_until": TODAY + timedelta(days=120),
        "notice_months": 3,
        "renews": True,
        "renewal_months": 12,
    }
    first = agreed(world, **near)
    ended = agreed(world, valid_until=TODAY - timedelta(days=1), renews=False)
    agreed(world, valid_until=TODAY - timedelta(days=1), renews=False)  # nothing stands on it
    unknown = agreed(world, valid_until=TODAY - timedelta(days=2))
    tested = agreed(world, exit_plan=True, exit_test_by=TODAY + timedelta(days=9))
    agreed(world, valid_until=TODAY + timedelta(days=900), notice_months=3)
    node = _node(world)
    create(SYSTEM, AgreedService, {"agreement": ended, "node": node})

    def asked(who: str, feed: Any) -> list[str]:
        return sorted(task.url for task in tasks_for(world.access(who), TODAY, [feed]))

    pages = {row.pk: reverse("supplier-agreements-detail", args=[row.pk]) for row in (first, ended, unknown)}
    assert asked("owner", pending_notices) == [pages[first.pk]]
    assert asked("owner", pending_ended) == sorted([pages[ended.pk], pages[unknown.pk]])
    assert asked("owner", pending_exit_tests) == [reverse("supplier-agreements-edit", args=[tested.pk])]
    for feed in (pending_notices, pending_ended, pending_exit_tests):
        assert asked("neighbour", feed) == asked("outsider", feed) == []
    new = agreed(world, supplier=ended.supplier, renews=True)
    create(SYSTEM, AgreedService, {"agreement": new, "node": node})
    assert asked("owner", pending_ended) == [pages[unknown.pk]]


def _node(world: World) -> Node:
    with writing(SYSTEM) as w:
        return graphs.service(w, world.units["utb"], f"{WORD} tjänst")


def test_services_of_others_stay_under_the_agreement_when_its_unit_chooses_its_own(world: World) -> None:
    with writing(SYSTEM) as w:
        supplier = graphs.node_of(w, w.create(Supplier, {"name": "Ek", "owner_unit": world.units["utb"]}))
        nodes = [graphs.service(w, world.units[code], f"{WORD} {code}") for code in ("utb", "kul")]
        graphs.depend(w, nodes[0], supplier, kind="delivered_by")
    row = agreed(world, supplier=Supplier.everything.get(pk=supplier.record))
    create(SYSTEM, AgreedService, {"agreement": row, "node": nodes[1]})
    address = reverse("supplier-agreement-services", args=[row.pk])
    client = world.client("owner")
    page = client.get(address).text
    assert (f"{WORD} utb" in page, f"{WORD} kul" in page) == (True, False)
    assert client.post(address, {"version": row.version, "services": [nodes[1].pk]}).status_code == 422
    assert client.post(address, {"version": row.version, "services": [nodes[0].pk]}).status_code == 302
    assert client.post(address, {"version": row.version, "services": []}).status_code == 409
    named = AgreedService.everything.filter(agreement=row).values_list("node", flat=True)
    assert set(named) == {node.pk for node in nodes}


def test_what_a_suppliers_own_row_said_becomes_one_agreement_word_for_word_and_once(world: World) -> None:
    words = "Dnr 2024/17, pärm 3; Dnr 2025/8"
    said = {"agreement": words, "agreement_until": TODAY, "own_notice_hours": 36}
    supplier = create(
        SYSTEM, Supplier, {"name": "Ekhamra", "owner_unit": world.units["utb"], "notify_hours": 24, **said}
    )
    bare = create(SYSTEM, Supplier, {"name": "Bar", "owner_unit": world.units["utb"], "notify_hours": 24})
    list(bring_over(SYSTEM))
    list(bring_over(SYSTEM))
    [row] = SupplierAgreement.everything.filter(supplier=supplier)
    assert (row.reference, row.valid_until, row.incident_hours) == (words, TODAY, 36)
    assert (row.scope, row.renews, row.notice_months, row.audit_right) == ("", None, None, None)
    assert not SupplierAgreementParty.everything.filter(agreement=row).exists()
    assert not SupplierAgreement.everything.filter(supplier=bare).exists()
    supplier.refresh_from_db()
    assert (supplier.notify_hours, supplier.agreement) == (24, words)


def test_the_list_says_the_last_day_for_notice_and_narrows_to_those_near(world: World) -> None:
    until = TODAY + timedelta(days=100)
    row = agreed(world, valid_until=until, notice_months=2, renews=False)
    agreed(world, valid_until=TODAY + timedelta(days=800), notice_months=2)
    by = row.term.notice_by(TODAY)
    assert by is not None
    page = world.client("owner").get(f"/{SUPPLIER_AGREEMENTS.slug}/?owner_unit=utb&standing=notice")
    assert [line.cells[1] for line in page.context["table"].rows] == [row.number]
    assert by.isoformat() in page.text
