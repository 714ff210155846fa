"""The demo city's objects, and the confirmations of records and objects of the last year."""

from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.article_30 import find_lacking
from akropolis.privacy.service_objects.models import Attestation, ObjectService, ServiceObject
from akropolis.privacy.service_objects.selectors.attesting import objects_lacking
from akropolis.privacy.service_objects.services.attesting import frozen_rows
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.tools.demo.documents import add_document
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row, read

WHY = "the demo city confirms its records"


def build(city: City) -> None:
    """Create the objects with services and documents, and confirm them and most controllers' records."""
    content = read("objects")
    made: list[Row] = []
    with city.writing() as w:
        usual: Row = {"owner_unit": city.units["slk"], "contact": content["contact"], "shared": True}
        usual["instruction"] = GoverningDocument.objects.unscoped(because=WHY).get(
            kind=DocumentKind.INSTRUCTION
        )
        for row in content["objects"]:
            values = usual | {"name": row["name"], "description": row["description"]}
            values |= {name: city.people[row[name]] for name in ("owner", "lead") if name in row}
            if "routine" in row:
                decided = [{"day": row["decided"], "diary_number": "KS 2026/112"}]
                routine = {"title": row["routine"], "kind": DocumentKind.ROUTINE}
                version = add_document(city, w, routine, city.units["slk"], "samordnare.slk", decided)
                values["routine"] = version.document
            (each,) = city.add(w, ServiceObject, [values | {"attested_on": row.get("attested")}])
            records = [city.shared(key).pk for key in row["services"]]
            nodes = Node.objects.unscoped(because=WHY).filter(record__in=records).order_by("sort_key")
            city.add(w, ObjectService, [{"service_object": each, "node": node} for node in nodes])
            if "attested" in row:
                lacking = objects_lacking([each], {each.pk: len(records)}, TODAY)
                count = {"count": len(records), "incomplete": int(bool(lacking[each.pk]))}
                by = {"attested_by": city.people["chef.slk"].name, "attested_role": "Förvaltningschef"}
                of = {"service_object": each, "unit": each.owner_unit, "attested_on": row["attested"]}
                made.append({"rows": frozen_rows([each], lacking)} | count | by | of)
        controllers = [code for code in city.reviewing() if city.units[code].own_authority]
        for number, code in enumerate(controllers):
            day, unit = content["records"][number % len(content["records"])], city.units[code]
            rows = list(Processing.objects.unscoped(because=WHY).filter(owner_unit=unit))
            if day and rows:
                w.update_many(rows, [{"attested_on": day}] * len(rows))
                found = find_lacking(city.access, [row.pk for row in rows])
                lacking = {pk: [field.key for field in fields] for pk, fields in found.items()}
                count = {"count": len(rows), "incomplete": sum(map(bool, lacking.values()))}
                by = {"attested_by": city.people[f"samordnare.{code}"].name, "attested_role": "Samordnare"}
                made.append(
                    {"rows": frozen_rows(rows, lacking), "unit": unit, "attested_on": day} | count | by
                )
        city.add(w, Attestation, made)
