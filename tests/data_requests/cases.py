"""A request of a person to `utb`, with somebody who handles requests there, and a processing that is searched."""

from datetime import date
from typing import Any

from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, writing
from akropolis.privacy.data_requests.models import DataRequest
from akropolis.privacy.processing.models import Processing
from tests.world import SYSTEM, World

CANARY = "kvickrot"
"""Stands in every text of a request, and in nothing else."""


def staff(world: World) -> None:
    """The city has its clock rules; `utb` and `kul` have each a coordinator, and the city an officer."""
    tables.get("clock-rules").load(SYSTEM)
    with writing(SYSTEM) as w:
        world.add(w, "coordinator", "Disa Ek", "dataskyddssamordnare", "utb")
        world.add(w, "other", "Bo Alm", "dataskyddssamordnare", "kul")
        world.add(w, "officer", "Siv Dahl", "dso", "stad")


def asked(world: World, **given: Any) -> Any:
    """A request to `utb`, received on the third of November 2025."""
    values = {
        "owner_unit": world.units["utb"],
        "kind": "access",
        "received_on": date(2025, 11, 3),
        "requester": f"{CANARY} Frisk",
        "contact": f"{CANARY}@exempel.se",
        "subject": f"Allt om {CANARY}",
    }
    return create(SYSTEM, DataRequest, values | given)


def processing(world: World, title: str = "Elevadministration", **given: Any) -> Any:
    """A processing of `utb`, which the head answers for."""
    values = {
        "owner_unit": world.units["utb"],
        "title": title,
        "owner": world.people["chef"],
        "purpose": "Skola.",
    }
    return create(SYSTEM, Processing, values | given)
