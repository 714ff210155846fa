"""The demo city's objects, and the confirmations of records and objects of the last year."""

from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.article_30 import find_lacking
from akropolis.privacy.service_objects.models import (
    ObjectAttestation,
    ObjectDocument,
    ObjectDocumentKind,
    ObjectService,
    RecordAttestation,
    ServiceObject,
)
from akropolis.privacy.service_objects.selectors.attesting import objects_lacking
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.tools.demo.documents import add_document
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row, read

WHY = "the demo city confirms its records"


def build(city: City) -> None:
    """Create the objects with services and documents, and confirm them and most controllers' records."""
    content = read("objects")
    with city.writing() as w:
        instruction = GoverningDocument.objects.unscoped(because=WHY).get(kind=DocumentKind.INSTRUCTION)
        for row in content["objects"]:
            values: Row = {name: row.get(name, "") for name in ("name", "description")}
            people = {name: city.people[row[name]] for name in ("owner", "lead") if name in row}
            values |= people | {
                "owner_unit": city.units["slk"],
                "contact": content["contact"],
                "shared": True,
            }
            (made,) = city.add(w, ServiceObject, [values | {"attested_on": row.get("attested")}])
            of: Row = {"service_object": made}
            records = [city.shared(key).pk for key in row["services"]]
            nodes = Node.objects.unscoped(because=WHY).filter(record__in=records).order_by("sort_key")
            city.add(w, ObjectService, [of | {"node": node} for node in nodes])
            documents = [(ObjectDocumentKind.INSTRUCTION, instruction)]
            if "routine" in row:
                decided = [{"day": row["decided"], "diary_number": "KS 2026/112"}]
                routine = {"title": row["routine"], "kind": DocumentKind.ROUTINE}
                made_routine = add_document(city, w, routine, city.units["slk"], "samordnare.slk", decided)
                documents.append((ObjectDocumentKind.ROUTINE, made_routine.document))
            city.add(w, ObjectDocument, [of | {"kind": kind, "document": each} for kind, each in documents])
            if "attested" in row:
                lacking = objects_lacking([made], {made.pk: len(records)}, TODAY)[made.pk]
                frozen = {"object_version": 1, "services": list(map(str, records)), "lacking": lacking}
                day = {"attested_on": row["attested"], "attested_by": city.people["chef.slk"].name}
                city.add(w, ObjectAttestation, [of | frozen | day | {"attested_role": "Förvaltningschef"}])
        controllers = [code for code in city.reviewing() if city.units[code].own_authority]
        for number, code in enumerate(controllers):
            day = content["records"][number % len(content["records"])]
            rows = list(Processing.objects.unscoped(because=WHY).filter(owner_unit=city.units[code]))
            if day is None or not rows:
                continue
            w.update_many(rows, [{"attested_on": day}] * len(rows))
            found = find_lacking(city.access, [row.pk for row in rows])
            lacks = {pk: [field.key for field in fields] for pk, fields in found.items()}
            frozen_rows = [
                {"id": str(r.pk), "number": r.number, "version": r.version, "lacking": lacks[r.pk]}
                for r in rows
            ]
            values = {
                "unit": city.units[code],
                "attested_on": day,
                "attested_role": "Informationssäkerhetssamordnare",
            }
            values |= {"rows": frozen_rows, "count": len(rows), "incomplete": sum(map(bool, lacks.values()))}
            name = {"attested_by": city.people[f"samordnare.{code}"].name}
            city.add(w, RecordAttestation, [values | name])
