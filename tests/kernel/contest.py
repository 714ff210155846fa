"""What one of several writers does at the same time as the others: many new rows, and one change all want to make."""

from akropolis.assets.models import Service
from akropolis.kernel.access.errors import Stale
from akropolis.kernel.access.gate import system
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import create, update

ROWS = 15
WANTED = "Den alla vill ändra"


def prepare() -> None:
    """A unit and the row that all want to change."""
    values = {"code": "stad", "name": "Staden", "kind": "city", "valid_from": "2019-01-01"}
    unit = create(system("Test"), Unit, values)
    create(system("Test"), Service, {"name": WANTED, "owner_unit": unit})


def take_part(name: str) -> str:
    """Write `ROWS` rows, then change the wanted one as if it had been seen at version 1: saved or stale."""
    access = system(name)
    unit = Unit.everything.get(code="stad")
    for number in range(ROWS):
        create(access, Service, {"name": f"{name} {number}", "owner_unit": unit})
    row = Service.everything.get(name__startswith=WANTED)
    try:
        update(access, row, {"description": f"Ändrad av {name}"}, version=1)
    except Stale:
        return "stale"
    return "saved"


def numbers() -> list[int]:
    """The running numbers that were given, in order."""
    given = Service.everything.values_list("number", flat=True)
    return sorted(int(number.rsplit("-", 1)[1]) for number in given)
