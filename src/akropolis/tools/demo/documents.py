"""The governing documents of the demo city: the city's own, and the local instructions of its units."""

from datetime import timedelta

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer
from akropolis.shared.documents.models import (
    Acknowledgement,
    DocumentStatus,
    DocumentVersion,
    DraftChapter,
    GoverningDocument,
)
from akropolis.shared.documents.rules.content import store_chapters
from akropolis.shared.documents.selectors.versions import contents
from akropolis.shared.documents.services.drafts import begin
from akropolis.tools.demo.frame import BEGINNING, TODAY, City, moment
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Create the city's own documents, and one document for each unit unless the content says otherwise."""
    content = read("documents")
    with city.writing() as w:
        for row in content["city"]:
            add_document(city, w, row, city.units["stad"], "ciso", row["decided"])
        local = content["local"]
        for number, code in enumerate(code for code in city.reviewing() if code not in local["missing"]):
            usual = local["decided"][number % len(local["decided"])]
            decided = [local["late"]] if code in local["lapsed"] else usual
            row = local | {"title": f"{local['title']} för {city.units[code].name}"}
            made = add_document(city, w, row, city.units[code], f"samordnare.{code}", decided)
            _read(city, w, made, code)


def add_document(
    city: City, w: Writer, row: Row, unit: Unit, responsible: str, decided: list[Row]
) -> DocumentVersion:
    """Create a document with its decided versions; return the newest."""
    days = [(each["day"], each["day"] + timedelta(days=each.get("days", 730))) for each in decided]
    values = {
        "title": row["title"],
        "kind": row["kind"],
        "purpose": row.get("purpose", ""),
        "owner_unit": unit,
        "responsible": city.people[responsible],
        "acknowledge": row.get("acknowledge", False),
        "months": row.get("months", 24),
        "status": DocumentStatus.APPROVED,
        "edition": len(decided),
        "valid_from": days[-1][0],
        "valid_to": days[-1][1],
    }
    (made,) = city.add(w, GoverningDocument, [values])
    begin(w, [made])
    versions = []
    for number, (each, (first, last)) in enumerate(zip(decided, days, strict=True), start=1):
        _write(w, made, each.get("texts") or row.get("texts") or {})
        chapters = DraftChapter.everything.filter(document=made).order_by("position")
        versions.append(
            {
                "document": made,
                "number": number,
                "title": made.title,
                "content": store_chapters(chapter for chapter in contents(chapters) if chapter.text),
                "approved_by": each.get("by") or city.people[f"chef.{unit.code}"].name,
                "approver_role": each.get("role", "Förvaltningschef"),
                "approved_on": first,
                "diary_number": each["diary_number"].format(code=unit.code.upper()),
                "valid_from": first,
                "valid_to": last,
                "summary": each.get("summary", ""),
            }
        )
    return city.add(w, DocumentVersion, versions)[-1]


def _write(w: Writer, document: GoverningDocument, texts: dict[str, str]) -> None:
    """Write the content's texts, and in other chapters the text that the template begins with."""
    for chapter in DraftChapter.everything.filter(document=document):
        if text := texts.get(chapter.key):
            w.update(chapter, {"text": text})


def _read(city: City, w: Writer, version: DocumentVersion, code: str) -> None:
    """Record that the samordnare of the unit has read the version, and for every other unit also its head."""
    if version.valid_to and version.valid_to < TODAY:
        return
    who = [f"samordnare.{code}", *([f"chef.{code}"] if len(code) % 2 else [])]
    at = moment(max(version.valid_from, BEGINNING) + timedelta(days=6), 9, 5)
    city.add(w, Acknowledgement, [{"of": version, "person": city.people[each], "at": at} for each in who])
