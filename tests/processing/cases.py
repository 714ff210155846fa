"""Processings for the tests: whole ones, with a text of its own in each piece of information of article 30."""

from typing import Any

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
    TransferBasis,
)
from tests.factories import graphs
from tests.world import START, SYSTEM, World

__all__ = [
    "START",
    "SYSTEM",
    "DataCategory",
    "DataSubjectGroup",
    "ProcessingCategory",
    "writing",
]
CONTROLLER = {
    "parties": "Regionen Öst",
    "purpose": "Betyg och närvaro",
    "groups": "Elever",
    "categories": "Frånvaro",
    "recipients": "Skolverket",
    "transfers": "Moln Inc. (USA): Adekvansbeslut DPF",
    "retention": "Gallras efter 24 månader",
    "security": "Kryptering i vila",
}
"""A word that each piece of information holds in a whole processing of a joint controller, by its key in `FIELDS`."""
PROCESSOR = {
    "controllers": "Regionen Öst",
    "processing": "Betyg och närvaro",
    "processor_transfers": "Moln Inc. (USA): Adekvansbeslut DPF",
    "processor_security": "Kryptering i vila",
}


def a_processing(
    world: World, *, unit: str = "utb", title: str = "Elevadministration", **given: Any
) -> Processing:
    """A processing about which nothing is written."""
    with writing(SYSTEM) as w:
        return w.create(Processing, {"title": title, "owner_unit": world.units[unit], **given})


def kept(model: type[Any], name: str, **given: Any) -> Any:
    """A row of a kept table."""
    with writing(SYSTEM) as w:
        return w.create(model, {"name": name, "valid_from": START, **given})


def a_whole_processing(world: World, *, role: str = "joint", unit: str = "utb") -> Processing:
    """A processing that lacks nothing."""
    row = a_processing(
        world,
        unit=unit,
        role=role,
        purpose=CONTROLLER["purpose"],
        legal_basis="e",
        national_basis=kept(NationalBasis, "Skola", provision="Skollagen 26 kap."),
        has_recipients=True,
        third_country=True,
        preserved=False,
        retention_months=24,
        security=CONTROLLER["security"],
    )
    of = {"processing": row}
    dpf = kept(TransferBasis, "Adekvansbeslut DPF")
    abroad = {"country": "USA", "third_country": True, "transfer_basis": dpf}
    group, category = kept(DataSubjectGroup, "Elever"), kept(DataCategory, "Frånvaro")
    with writing(SYSTEM) as w:
        w.create(ProcessingGroup, {**of, "group": group})
        w.create(ProcessingCategory, {**of, "category": category})
        w.create(ProcessingParty, {**of, "name": "Regionen Öst", "contact": "dso@regionen.example"})
        w.create(ProcessingRecipient, {**of, "name": "Skolverket"})
        w.create(ProcessingRecipient, {**of, "name": "Moln Inc.", **abroad})
    return row


def a_place(world: World, row: Processing, name: str, *, unit: str = "utb", **given: Any) -> Node:
    """A service at which the processing is done."""
    with writing(SYSTEM) as w:
        node = graphs.service(w, world.units[unit], name, **given)
        w.create(ProcessingNode, {"processing": row, "node": node})
        return node


def a_supplier(
    world: World, source: Node, name: str, *, country: str = "", unit: str = "utb", **given: Any
) -> Node:
    """A supplier that delivers the node."""
    with writing(SYSTEM) as w:
        values = {"name": name, "country": country, "owner_unit": world.units[unit], **given}
        node = graphs.node_of(w, w.create(Supplier, values))
        graphs.depend(w, source, node, kind="delivered_by")
        return node
