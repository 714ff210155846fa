"""Suppliers of the demo city: those described in the content, and as many invented ones as the size requires."""

from random import Random

from akropolis.base.lib.organisation_number import check_digit
from akropolis.graph.suppliers.models import Supplier
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row, read

KEEPER = "slk"
"""Code of the unit that keeps the suppliers of the shared services."""
ABROAD = ("Danmark", "Finland", "Irland", "Nederländerna", "Norge", "Tyskland")


def build(city: City) -> None:
    """Create the register of suppliers."""
    chance = city.chance("suppliers")
    rows = [_supplier_row(city, row) for row in read("services")["suppliers"]]
    taken = {row["name"] for row in rows}
    while len(rows) < city.size.suppliers:
        rows.append(_invented(city, chance, taken))
    agreed = city.chance("agreements")
    rows = [row | _agreed(agreed, place) for place, row in enumerate(rows, start=1)]
    with city.writing() as w:
        city.suppliers = {row.name: row for row in city.add(w, Supplier, rows)}


def supplier_name(key: str | None) -> str:
    """Return the name of the supplier to which the content refers by this key; empty if there is no key."""
    return next((str(row["name"]) for row in read("services")["suppliers"] if row["key"] == key), "")


def _supplier_row(city: City, row: Row) -> Row:
    return {
        "name": row["name"],
        "description": row["note"],
        "owner_unit": city.units[KEEPER],
        "organisation_number": invented_number(city.chance(row["key"])),
        "country": "Sverige",
        "contact": "Driftledare i beredskap, dygnet runt",
        "shared": True,
    }


def _invented(city: City, chance: Random, taken: set[str]) -> Row:
    words = read("surroundings")["suppliers"]
    name = _name(chance, taken)
    home = chance.random() < 0.5
    owner = KEEPER if home else chance.choice(city.reviewing())
    return {
        "name": name,
        "description": f"{chance.choice(words['trades'])}.",
        "owner_unit": city.units[owner],
        "organisation_number": invented_number(chance),
        "country": chance.choice(ABROAD) if chance.random() < 0.12 else "Sverige",
        "contact": "Kundtjänst, vardagar" if chance.random() < 0.6 else "",
        "shared": True,
    }


def _agreed(chance: Random, place: int) -> Row:
    """Return the fields on what is agreed with a supplier; for every sixth supplier nothing is recorded."""
    if place % 6 == 0:
        return {}
    signed = chance.choices(("signed", "missing", "not_needed"), (6, 2, 3))[0]
    return {
        "processor_agreement": signed,
        "phone": f"010-555 {place % 90 + 10} {chance.randrange(10, 99)}",
    }


def _name(chance: Random, taken: set[str]) -> str:
    words = read("surroundings")["suppliers"]
    while True:
        stem = f"{chance.choice(words['first'])}{chance.choice(words['last'])}"
        name = f"{stem}{chance.choice(words['ends'])}"
        if name not in taken:
            taken.add(name)
            return name


def invented_number(chance: Random, lead: str = "55") -> str:
    """Return a well-formed number that belongs to nobody: real ones have a third digit of at least 2."""
    figures = f"{lead}{chance.randint(0, 1)}{chance.randint(100, 999)}-{chance.randint(100, 999)}"
    return f"{figures}{check_digit(figures)}"
