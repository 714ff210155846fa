"""A shared supplier that delivers to two committees, and a follow-up of it by the city."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.supplier_replies.models import InquiryQuestion, SupplierInquiry
from akropolis.graph.supplier_replies.services import inquiries
from akropolis.graph.suppliers.models import Supplier
from tests.compliance.measures import measure
from tests.factories import graphs
from tests.world import SYSTEM, World

WORDS = ("Kryptera alla säkerhetskopior.", "Rapportera händelser inom ett dygn.")
REMARK = "Pärlsporre"
"""Stands only in what `kul` asks and judges for itself."""


def supplier(
    world: World, name: str = "Ekhamra Drift AB", *, buyers: tuple[str, ...] = ("utb", "kul")
) -> Supplier:
    """A supplier of the city, shared, that delivers a service to each buyer; two measures are demanded of it."""
    with writing(SYSTEM) as w:
        made = w.create(Supplier, {"name": name, "owner_unit": world.units["stad"], "shared": True})
        node = graphs.node_of(w, made)
        for code in buyers:
            service = graphs.service(w, world.units[code], f"Tjänst {name} {code}")
            graphs.depend(w, service, node, kind="delivered_by")
    return made


def demand(*words: str) -> None:
    """A measure for each wording, demanded of every supplier as basic protection."""
    with writing(SYSTEM) as w:
        for place, said in enumerate(words or WORDS, start=1):
            measure(w, f"Åtgärd {place}", supplier=said)


def ask(world: World, of: Supplier, who: str = "ciso", unit: str = "stad", **given: Any) -> SupplierInquiry:
    """A follow-up of the supplier, not sent."""
    day = timezone.localdate() + timedelta(days=14)
    values = {"title": "Säkerhetsuppföljning", "owner_unit": world.units[unit], "due_on": day, **given}
    return inquiries.ask_suppliers(world.access(who), [of], values)[0]


def link_of(world: World, inquiry: SupplierInquiry, who: str = "ciso") -> str:
    """A new link of the follow-up, as an address."""
    [(_row, made)] = inquiries.issue_links(world.access(who), [inquiry])
    return reverse("supplier-reply", args=[made])


def filled(inquiry: SupplierInquiry, met: str = "yes", text: str = "Så här.", **given: str) -> dict[str, str]:
    """What the supplier's page sends when every question is answered."""
    inquiry.refresh_from_db()
    found = {"version": str(inquiry.version), "who": "Rut Ek, säkerhetschef", **given}
    for question in InquiryQuestion.everything.filter(inquiry=inquiry):
        found |= {f"met_{question.pk}": met, f"text_{question.pk}": text}
    return found


def answered(world: World, inquiry: SupplierInquiry, **given: str) -> SupplierInquiry:
    """The follow-up, sent and answered."""
    link = link_of(world, inquiry)
    assert world.client().post(link, {**filled(inquiry, **given), "send": "1"}).status_code == 200
    inquiry.refresh_from_db()
    return inquiry
