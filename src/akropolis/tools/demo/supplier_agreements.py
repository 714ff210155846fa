"""The demo city's agreements with suppliers: in every state, with buyers and the services that they deliver."""

from collections import defaultdict
from datetime import timedelta

from akropolis.graph.agreements.models import AgreedService, SupplierAgreement, SupplierAgreementParty
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.suppliers.models import Supplier
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row

WHY = "the demo city writes its agreements with suppliers"


def build(city: City) -> None:
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
        made = city.add(w, SupplierAgreement, [_row(row, n) for n, row in enumerate(suppliers)])
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


def _row(supplier: Supplier, place: int) -> Row:
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
