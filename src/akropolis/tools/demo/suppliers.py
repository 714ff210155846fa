"""Suppliers of the demo city: those described in the content, and as many invented ones as the size requires."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from akropolis.base.lib.organisation_number import check_digit
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement, SupplierAgreementParty
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.suppliers.models import ContactPurpose, Supplier, SupplierCertificate, SupplierContact
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row, read

WHY = "the demo city writes its agreements with suppliers"
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
    for row in rows:
        if row.get("phone"):
            row["contact"] = row.get("contact") or "Växeln, kontorstid"
    reached = [(row.get("contact", ""), row.get("phone", "")) for row in rows]
    with city.writing() as w:
        made = city.add(w, Supplier, rows)
        city.suppliers = {row.name: row for row in made}
        city.add(w, SupplierContact, _contacts(city, made, reached))
        city.add(w, SupplierCertificate, _certificates(city, made))


def _contacts(city: City, made: Sequence[Supplier], reached: Sequence[tuple[str, str]]) -> list[Row]:
    """Return whom to reach at each supplier; most night contacts are verified, some long ago or never."""
    chance, rows = city.chance("contacts"), list[Row]()
    for supplier, (name, phone) in zip(made, reached, strict=True):
        plain = {"supplier": supplier, "phone": phone}
        if name:
            tried = TODAY - timedelta(days=chance.randrange(20, 520)) if chance.random() < 0.6 else None
            who = {"verified_on": tried, "verified_by": "Samordnaren" if tried else ""}
            rows.append({**plain, "purpose": ContactPurpose.INCIDENT, "name": name, **who})
        if chance.random() < 0.3:
            rows.append({**plain, "purpose": ContactPurpose.CONTRACT, "name": "Kundansvarig"})
    return rows


def _certificates(city: City, made: Sequence[Supplier]) -> list[Row]:
    """Return certificates of every third supplier; some have lapsed."""
    chance = city.chance("certificates")
    return [
        {
            "supplier": supplier,
            "standard": chance.choice(("ISO/IEC 27001:2022", "SOC 2 typ 2", "ISO 9001:2015")),
            "scope": "Drift och support av tjänsten i två svenska datahallar.",
            "issuer": "Ett ackrediterat organ",
            "valid_until": TODAY + timedelta(days=chance.randrange(-120, 900)),
        }
        for supplier in made
        if chance.random() < 0.33
    ]


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


def invented_number(chance: Random, lead: str = "45") -> str:
    """Return a well-formed number that belongs to nobody: no number begins with 4, and no unit's has a third digit
    below 2, which would be a sole trader's among suppliers.
    """
    third = chance.randint(0, 1) + (2 if lead[0] == "4" else 0)
    figures = f"{lead}{third}{chance.randint(100, 999)}-{chance.randint(100, 999)}"
    return f"{figures}{check_digit(figures)}"


def build_agreements(city: City) -> None:
    """Create an agreement for most suppliers; every sixth has none."""
    chance = city.chance("supplier agreements")
    suppliers = [row for place, row in enumerate(city.suppliers.values(), start=1) if place % 6]
    deps = Dependency.objects.unscoped(because=WHY).filter(
        target__kind=NodeKind.SUPPLIER, source__kind=NodeKind.SERVICE, source__archived_at=None
    )
    services: defaultdict[object, dict[int, Node]] = defaultdict(dict)
    for row in deps.select_related("source", "target").order_by("source__number"):
        services[row.target.record][row.source_id] = row.source
    buyers = city.reviewing()
    with city.writing() as w:
        made = city.add(w, SupplierAgreement, [_agreement(row, n) for n, row in enumerate(suppliers)])
        city.add(
            w,
            SupplierAgreementParty,
            [
                {
                    "agreement": row,
                    "unit": city.units[code],
                    "reference": f"Avrop {n + 1}",
                    "value": 25_000 * chance.randint(2, 200),
                }
                for row in made[::2]
                for n, code in enumerate(sorted(chance.sample(sorted(buyers), 2)))
            ],
        )
        named = [(row, node) for row in made for node in [*services[row.supplier_id].values()][:4]]
        city.add(w, AgreedService, [{"agreement": row, "node": node} for row, node in named])


def _agreement(supplier: Supplier, place: int) -> Row:
    """Return an agreement; of every fourth nothing is known of renewal, audit and exit."""
    known = place % 4 != 3
    until = TODAY + timedelta(days=(place * 67) % 900 - 60)
    row: Row = {
        "title": f"Avtal med {supplier.name}",
        "supplier": supplier,
        "owner_unit": supplier.owner_unit,
        "reference": f"Dnr {TODAY.year - 1 - place % 3}/{1100 + 7 * place}",
        "scope": "city" if place % 3 == 0 else "units" if known else "",
        "valid_from": until - timedelta(days=1460),
        "valid_until": until,
        "followed_up_on": TODAY - timedelta(days=20 + 37 * place % 700) if place % 3 else None,
    }
    if not known:
        return row
    exit_plan: Row = {"exit_plan": place % 5 == 0}
    if place % 5 == 0:
        exit_plan |= {
            "exit_tested_on": TODAY - timedelta(days=350),
            "exit_test_by": TODAY + timedelta(days=15),
        }
    return (
        row
        | exit_plan
        | {
            "notice_months": (3, 6, 12)[place % 3],
            "renews": place % 2 == 0,
            "renewal_months": 12 if place % 2 == 0 else None,
            "audit_right": place % 3 != 1,
            "incident_hours": (24, 48, 72)[place % 3],
            "incident_clause": "Bilaga säkerhet, punkt 7",
            "protective": False,
        }
    )
