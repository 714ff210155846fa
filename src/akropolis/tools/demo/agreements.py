"""The demo city's data processing agreements: one for each supplier that has signed, some with sub-processors."""

from datetime import timedelta

from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import Processing, ProcessingRecipient, TransferBasis
from akropolis.privacy.processor_agreements.models import DataProcessingAgreement, SubProcessor
from akropolis.privacy.processor_agreements.models.points import POINTS
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row

WHY = "the demo city writes its data processing agreements"


def build(city: City) -> None:
    """Create agreements in every stage of being checked, and name suppliers as recipients of processings."""
    bases = {row.code: row for row in TransferBasis.objects.unscoped(because=WHY)}
    suppliers = [row for row in city.suppliers.values() if row.processor_agreement]
    nodes = {node.record: node for node in Node.objects.unscoped(because=WHY)}
    signed = [row for row in suppliers if row.processor_agreement == "signed"]
    with city.writing() as w:
        made = city.add(w, DataProcessingAgreement, [_row(row, n) for n, row in enumerate(signed)])
        for number, agreement in enumerate(made[::3]):
            of: Row = {"agreement": agreement, "answer": "accepted" if number else "", "country": "USA"}
            abroad: Row = {"third_country": True, "transfer_basis": bases["dpf"]}
            abroad |= {"fallback_basis": bases["scc"], "listed_on": TODAY} if number else {}
            of |= {"announced_on": TODAY - timedelta(days=10), "name": "Savlund Cloud Inc."}
            (cloud,) = city.add(w, SubProcessor, [of | abroad | {"task": "Driftar servrarna"}])
            below: Row = {
                "agreement": agreement,
                "parent": cloud,
                "name": "Kvällsjour OÜ",
                "country": "Estland",
            }
            city.add(w, SubProcessor, [below | {"task": "Tar emot samtal på kvällar"}])
        rows = Processing.objects.unscoped(because=WHY).order_by("number")
        named = [(row, suppliers[n % len(suppliers)]) for n, row in enumerate(rows) if n % 2]
        city.add(
            w,
            ProcessingRecipient,
            [{"processing": row, "name": each.name, "node": nodes[each.pk]} for row, each in named],
        )


def _row(supplier: Supplier, place: int) -> Row:
    """Return an agreement: checked with nothing missing, checked with two points missing, or not checked."""
    points: Row = {point.key: None if place % 3 == 2 else True for point in POINTS}
    if place % 3 == 1:
        points |= {"sub_processors": False, "audit": False}
    return points | {
        "title": f"Biträdesavtal {supplier.name}",
        "supplier": supplier,
        "owner_unit": supplier.owner_unit,
        "shared": supplier.shared,
        "reference": f"Dnr {TODAY.year - 1}/{900 + place}",
        "signed_on": TODAY - timedelta(days=400 + 30 * place),
        "objection_days": 30,
        "secrecy": None if place % 3 == 2 else place % 2 == 0,
        "security_at": "" if place % 3 == 2 else "Bilaga 1",
    }
