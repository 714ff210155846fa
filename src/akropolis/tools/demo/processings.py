"""The demo city's record of processing: what each committee and company does with personal data."""

from uuid import UUID

from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingRecipient,
    ProcessingTemplate,
    TransferBasis,
)
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row, read

WHY = "the demo city writes its record of processing"
EVERY = 3
"""One unit in so many has not written the fields in `lacks`."""


def build(city: City) -> None:
    """Create the processings of each controller that makes reviews, with groups, data, places and recipients."""
    groups = {row.code: row for row in DataSubjectGroup.objects.unscoped(because=WHY)}
    categories = {row.code: row for row in DataCategory.objects.unscoped(because=WHY)}
    bases = {row.code: row for row in NationalBasis.objects.unscoped(because=WHY)}
    templates = {row.code: row for row in ProcessingTemplate.objects.unscoped(because=WHY)}
    dpf = TransferBasis.objects.unscoped(because=WHY).get(code="dpf")
    nodes = {node.record: node for node in Node.objects.unscoped(because=WHY)}
    areas, controllers = (
        read("services")["unit_areas"],
        [c for c in city.reviewing() if city.units[c].own_authority],
    )
    plans: list[tuple[Row, str, bool]] = [
        (row, code, number % EVERY == 0)
        for number, code in enumerate(controllers)
        for row in read("processings")["processings"]
        if not row.get("areas") or areas[code] in row["areas"]
    ]
    with city.writing() as w:
        rows = [
            _row(city, row, code, bases, hasty=hasty) | _taken(templates, row) for row, code, hasty in plans
        ]
        for (row, code, hasty), made in zip(plans, city.add(w, Processing, rows), strict=True):
            of: Row = {"processing": made}
            city.add(w, ProcessingGroup, [of | {"group": groups[each]} for each in row["groups"]])
            city.add(
                w, ProcessingCategory, [of | {"category": categories[each]} for each in row["categories"]]
            )
            places = _places(city, row["service"], code)
            city.add(w, ProcessingNode, [of | {"node": nodes[each]} for each in places])
            if not (hasty and "recipients" in row["lacks"]):
                city.add(w, ProcessingRecipient, [of | {"name": name} for name in row["recipients"]])
            if row.get("third"):
                supplier = {"name": "Savlund Cloud Inc.", "country": "USA", "third_country": True}
                city.add(w, ProcessingRecipient, [of | supplier | {"transfer_basis": None if hasty else dpf}])


def _taken(templates: dict[str, ProcessingTemplate], row: Row) -> Row:
    template = templates.get(row.get("template", ""))
    return {"template": template, "template_version": template.version} if template else {}


def _places(city: City, name: str, code: str) -> list[UUID]:
    shared = [row["key"] for row in read("services")["shared"]]
    if name in shared:
        return [city.shared(name).pk]
    return [each.pk for each in city.services.get(code, ()) if name and each.name.startswith(name)][:1]


def _row(city: City, row: Row, code: str, bases: dict[str, NationalBasis], *, hasty: bool) -> Row:
    lacks = row["lacks"] if hasty else []
    recipients = bool(row["recipients"] or row.get("third"))
    values: Row = {
        "owner_unit": city.units[code],
        "title": row["title"],
        "purpose": row["purpose"],
        "owner": city.people.get(f"chef.{code}"),
        "people": row.get("people"),
        "children": row.get("children", False),
        "protected_people": row.get("protected", False),
        "former_employees": row.get("former", False),
        "legal_basis": row["basis"],
        "national_basis": bases[row["national"]],
        "special_basis": row.get("special", ""),
        "automated": False,
        "has_recipients": None if "recipients" in lacks else recipients,
        "third_country": row.get("third", False),
        "security": ""
        if "security" in lacks
        else "Behörighet efter roll, loggning, säkerhetskopior och kryptering.",
    }
    if "retention" in lacks:
        return values
    kept = (
        {"preserved": True}
        if row.get("preserved")
        else {"preserved": False, "retention_months": row["months"]}
    )
    return values | kept | {"retention": row["retention"]}
