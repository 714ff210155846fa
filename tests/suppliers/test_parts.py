"""What belongs to a supplier: contacts, certificates, sub-suppliers; and what is kept of a sole trader's number."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.lib.organisation_number import check_digit
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.assets.services.dependencies import VERBS
from akropolis.graph.suppliers.models import (
    SubSupplierClaim,
    Supplier,
    SupplierCertificate,
    SupplierContact,
)
from akropolis.graph.suppliers.models.certificates import has_lapsed
from akropolis.graph.suppliers.models.contacts import is_verified
from akropolis.graph.suppliers.selectors.chain import list_chain
from akropolis.graph.suppliers.services.chain import add_sub_supplier
from akropolis.graph.suppliers.services.contacts import change_contact, verify_contact
from akropolis.graph.suppliers.web.certificates import pending_certificates
from akropolis.graph.suppliers.web.contacts import pending_verifications
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, World

WORLD = "filled"
TODAY = date(2026, 11, 28)
SOLE = "850709-123"
SOLE += str(check_digit(SOLE + "0"))


def supplier(world: World, name: str = "Ekhamra Drift AB", **more: Any) -> Supplier:
    return create(SYSTEM, Supplier, {"name": name, "owner_unit": world.units["utb"], "shared": False, **more})


def night(row: Supplier, **more: Any) -> SupplierContact:
    values = {"supplier": row, "purpose": "incident", "name": "Jouren", "phone": "010-1", **more}
    return create(SYSTEM, SupplierContact, values)


# A sole trader's number


def test_of_a_sole_traders_number_four_figures_are_kept_everywhere(world: World) -> None:
    client = world.client("owner")
    form = {"name": "Snickar Ek", "owner_unit": world.units["utb"].pk, "organisation_number": SOLE}
    page = client.post("/leverantorer/ny/", form, follow=True).content.decode()
    row = Supplier.everything.get(name="Snickar Ek")
    assert row.organisation_number == f"******-{SOLE[7:]}"
    listed = client.get("/leverantorer/").content.decode()
    headers = bearer(world, "owner")
    told = client.get(f"/api/v1/suppliers/{row.pk}", headers=headers).text
    history = "".join(Change.objects.filter(object_id=row.pk).values_list("content", flat=True))
    node = Node.everything.get(record=row.pk)
    for text in (page, listed, told, history, row.search_text, node.search_text):
        assert SOLE[:6] not in text
    assert [f"******-{SOLE[7:]}" in text for text in (page, history)] == [True, True]
    asked = f"/api/v1/suppliers?organisation_number={SOLE.replace('-', '')}"
    assert [each["id"] for each in client.get(asked, headers=headers).json()["items"]] == [str(row.pk)]


def test_a_file_is_told_that_the_number_is_a_personnummer_and_the_kept_one_can_be_read_in_again(
    world: World,
) -> None:
    register = registry.get("suppliers")
    file = f"name;owner_unit;organisation_number\nSnickar Ek;{world.units['utb'].code};{SOLE}\n".encode()
    report = transfer.dry_run(register, world.access("owner"), read("rader.csv", file))
    [row] = report.rows
    assert ([*row.problems], ["personnummer" in note for note in row.notes]) == ([], [True])
    made = supplier(world, organisation_number=SOLE)
    file = f"number;organisation_number\n{made.number};{made.organisation_number}\n".encode()
    [row] = transfer.dry_run(register, world.access("owner"), read("rader.csv", file)).rows
    assert ([*row.problems], [*row.changes]) == ([], [])


@pytest.mark.parametrize("number", [SOLE[:-1] + str((int(SOLE[-1]) + 1) % 10), "556123-4567", "******-12"])
def test_only_a_right_number_of_a_sole_trader_is_masked(world: World, number: str) -> None:
    if number == "556123-4567":
        assert supplier(world, organisation_number=number).organisation_number == number
        return
    with pytest.raises(Invalid):
        supplier(world, organisation_number=number)
    assert not Supplier.everything.filter(name="Ekhamra Drift AB").exists()


# Contacts


def test_a_night_contact_is_verified_for_a_year_and_no_longer_when_its_number_changes(world: World) -> None:
    row, access = supplier(world), world.access("owner")
    contact = night(row)
    assert [task.key for task in pending_verifications(access, TODAY)] == [
        f"supplier-contact:{contact.pk}:None"
    ]
    verify_contact(access, contact)
    assert (contact.verified_on, contact.verified_by) == (timezone.localdate(), access.actor.name)
    assert [*pending_verifications(access, timezone.localdate())] == []
    assert contact.verify_by is not None
    assert [*pending_verifications(access, contact.verify_by)] == []
    [task] = pending_verifications(access, contact.verify_by + timedelta(days=1))
    assert task.due == contact.verify_by
    change_contact(access, contact, {"purpose": "incident", "name": contact.name, "phone": "010-2"})
    assert (contact.verified_on, contact.verified_by) == (None, "")
    row.refresh_from_db()
    assert (row.contact, row.phone) == ("Jouren", "010-2")
    assert [*pending_verifications(world.access("neighbour"), TODAY)] == []


@pytest.mark.parametrize(
    ("verified", "today", "still"),
    [
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
        (date(2027, 2, 28), date(2028, 2, 28), True),
        (date(2027, 2, 28), date(2028, 2, 29), False),
        (date(2026, 8, 31), date(2027, 8, 31), True),
    ],
)
def test_a_year_ends_at_the_months_end(world: World, verified: date, today: date, still: bool) -> None:
    contact = night(supplier(world), verified_on=verified, verified_by="Kim")
    assert contact.verify_by is not None
    assert (contact.verify_by >= today) is still
    assert SupplierContact.everything.filter(is_verified(today), pk=contact.pk).exists() is still


def test_clients_of_earlier_versions_read_and_write_the_night_contact_in_the_suppliers_own_fields(
    world: World,
) -> None:
    client, headers = world.client("owner"), bearer(world, "owner")
    body = {"name": "Ekhamra", "owner_unit": world.units["utb"].code, "phone": "010-1"}
    made = client.post("/api/v1/suppliers", body, "application/json", headers=headers).json()
    [contact] = SupplierContact.everything.filter(supplier=made["id"])
    assert (contact.purpose, contact.name, contact.phone) == ("incident", "Kontakt när något händer", "010-1")
    verify_contact(world.access("owner"), contact)
    page = f"/api/v1/suppliers/{made['id']}"
    version = {"If-Match": f'"{made["version"]}"'}
    client.patch(page, {"contact": "Jouren"}, "application/json", headers=headers | version)
    contact.refresh_from_db()
    assert (contact.name, contact.verified_on) == ("Jouren", None)
    client.post(reverse("supplier-contact-remove", args=[contact.pk]))
    told = client.get(page, headers=headers).json()
    assert (told["contact"], told["phone"]) == ("", "")


def test_contacts_are_written_on_the_suppliers_page_and_only_by_its_unit(world: World) -> None:
    row, client = supplier(world), world.client("owner")
    address = reverse("supplier-contact-create", args=[row.pk])
    form = {"purpose": "incident", "name": "Jouren", "phone": "010-1", "mail": "jour@example.se"}
    assert client.post(address, form).status_code == 302
    again = client.post(address, form)
    assert (again.status_code, "Kontakten finns redan" in again.content.decode()) == (422, True)
    [contact] = SupplierContact.everything.filter(supplier=row)
    edit = reverse("supplier-contact-edit", args=[contact.pk])
    for who in ("neighbour", "outsider"):
        other = world.client(who)
        assert {other.get(address).status_code, other.get(edit).status_code} == {404}
        assert other.post(reverse("supplier-contact-verify", args=[contact.pk])).status_code == 404
    page = client.get(f"/leverantorer/{row.pk}/").content.decode()
    assert [text in page for text in ("010-1", "Inte kontrollerad")] == [True, True]
    stale = client.post(edit, {**form, "name": "Nattjouren", "version": contact.version + 1})
    assert stale.status_code == 409
    contact.refresh_from_db()
    assert (contact.name, contact.verified_on) == ("Jouren", None)


# Certificates


def test_a_lapsed_certificate_is_a_task_until_a_later_one_of_the_same_standard_is_written(
    world: World,
) -> None:
    row, access = supplier(world), world.access("owner")
    plain = {"supplier": row, "standard": "ISO/IEC 27001"}
    old = create(SYSTEM, SupplierCertificate, {**plain, "valid_until": TODAY})
    other = {"supplier": row, "standard": "SOC 2", "valid_until": TODAY - timedelta(days=3)}
    create(SYSTEM, SupplierCertificate, other)
    rows = SupplierCertificate.everything
    assert rows.filter(has_lapsed(TODAY)).count() == 1
    tomorrow = TODAY + timedelta(days=1)
    assert [task.due for task in pending_certificates(access, tomorrow)] == [
        TODAY - timedelta(days=3),
        old.valid_until,
    ]
    create(SYSTEM, SupplierCertificate, {**plain, "standard": "iso/iec 27001", "valid_until": None})
    assert [task.due for task in pending_certificates(access, tomorrow)] == [TODAY - timedelta(days=3)]
    assert [*pending_certificates(world.access("neighbour"), tomorrow)] == []


# Sub-suppliers


def test_a_chain_is_told_with_its_sources_and_a_circular_one_is_refused_in_words(world: World) -> None:
    first, second, third = (supplier(world, f"{name} AB") for name in ("Alm", "Björk", "Cembra"))
    access, client = world.access("owner"), world.client("owner")
    said: Any = {"source": "Avtalet, bilaga 3", "stated_on": date(2026, 5, 1)}
    add_sub_supplier(access, first, second, **said)
    add_sub_supplier(access, first, second, source="Leverantörens webbplats", stated_on=date(2026, 6, 1))
    add_sub_supplier(access, second, third, **said)
    found = list_chain(access, first, TODAY)
    assert [(step.depth, step.node.name, [str(claim) for claim in step.claims]) for step in found] == [
        (1, "Björk AB", ["Leverantörens webbplats", "Avtalet, bilaga 3"]),
        (2, "Cembra AB", ["Avtalet, bilaga 3"]),
    ]
    form = {"sub_supplier": first.pk, "source": "Mejl", "stated_on": "2026-07-01"}
    refused = client.post(reverse("sub-supplier-create", args=[third.pk]), form)
    assert refused.status_code == 422
    assert "Alm AB har redan Cembra AB under sig" in refused.content.decode()
    assert (Dependency.everything.filter(source__name="Cembra AB").count(), 3) == (
        0,
        SubSupplierClaim.everything.count(),
    )
    assert list_chain(world.access("neighbour"), first, TODAY) == []


def test_rows_of_a_file_are_checked_for_rings_together_and_other_rings_are_let_be(world: World) -> None:
    rows = [supplier(world, f"{name} AB") for name in ("Alm", "Björk")]
    one, two = (Node.everything.get(record=row.pk) for row in rows)
    pairs = [Dependency(source=a, target=b, kind="delivered_by") for a, b in ((one, two), (two, one))]
    faults = VERBS.refusals(world.access("owner"), pairs)
    assert [[*faults.get(row.pk, {})] for row in pairs] == [[], ["target"]]


def test_a_source_cannot_be_from_tomorrow(world: World) -> None:
    rows = [supplier(world, f"{name} AB") for name in ("Alm", "Björk")]
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        add_sub_supplier(world.access("owner"), *rows, source="Mejl", stated_on=tomorrow)
    assert list(refused.value.errors) == ["stated_on"]
    assert (Dependency.everything.filter(source__name="Alm AB").count(), 0) == (
        0,
        SubSupplierClaim.everything.count(),
    )


def test_a_part_follows_its_suppliers_unit(world: World) -> None:
    row = supplier(world)
    contact = night(row)
    with writing(SYSTEM) as w:
        w.update(row, {"owner_unit": world.units["kul"]})
    assert SupplierContact.objects.visible(world.access("neighbour")).filter(pk=contact.pk).exists()
    assert not SupplierContact.objects.visible(world.access("owner")).filter(pk=contact.pk).exists()
