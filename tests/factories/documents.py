"""Governing documents, with a chapter of the unit's own, and decided."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.documents.models import DocumentVersion, DraftChapter, GoverningDocument
from akropolis.shared.documents.services.deciding import DecisionInput, decide

SYSTEM = system("Test")


def document(unit: Unit, title: str = "Lokal anvisning", **given: Any) -> GoverningDocument:
    """A new one with an empty draft, as no template is there; `kind` is a local instruction if nothing is said."""
    with writing(SYSTEM) as w:
        return w.create(GoverningDocument, {"title": title, "owner_unit": unit, "kind": "local", **given})


def written(row: Any, text: str, key: str = "syfte") -> DraftChapter:
    """The chapter's text, in a chapter of its own if there is none with the key."""
    with writing(SYSTEM) as w:
        found = DraftChapter.everything.filter(document=row, key=key).first()
        if found:
            return w.update(found, {"text": text})
        return w.create(DraftChapter, {"document": row, "key": key, "title": key.capitalize(), "text": text})


def decision(**given: Any) -> DecisionInput:
    """A decision of today."""
    today = timezone.localdate()
    usual: dict[str, Any] = {
        "approved_by": "Åke Ström",
        "approver_role": "Förvaltningschef",
        "approved_on": today,
        "diary_number": "UTB 2026/1",
        "valid_from": today,
    }
    return DecisionInput(**usual | given)


def decided(row: Any, text: str = "Så här arbetar vi.", **given: Any) -> DocumentVersion:
    """A version that says so, decided without the template; fields of the document may be given too."""
    fields: dict[str, Any] = {
        name: given.pop(name) for name in ("acknowledge", "responsible", "audience") if name in given
    }
    written(row, text)
    with writing(SYSTEM) as w:
        w.update(row, fields)
    return decide(SYSTEM, GoverningDocument.everything.get(pk=row.pk), decision(**given))


def decided_as_is(row: Any, **given: Any) -> DocumentVersion:
    """The draft, with words in every chapter that has none, decided."""
    for chapter in DraftChapter.everything.filter(document=row, text=""):
        written(row, "Så här gör vi.", chapter.key)
    return decide(SYSTEM, GoverningDocument.everything.get(pk=row.pk), decision(**given))


def lapsed(row: Any) -> DocumentVersion:
    """A version whose last day was yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    days = {"valid_from": yesterday - timedelta(days=700), "valid_to": yesterday}
    with writing(SYSTEM) as w:
        w.update(row, {"status": "approved", "edition": 1, **days})
        said = {"approved_by": "Åke Ström", "approver_role": "Chef", "diary_number": "UTB 2024/1"}
        dated = {"approved_on": days["valid_from"], "title": row.title, **days}
        return w.create(DocumentVersion, {"document": row, "number": 1, **said, **dated})


def three_units(unit: Unit, count: int) -> None:
    """The unit with a local instruction in force, and others below: one whose is out of date if there are three, and
    one without.
    """
    with writing(SYSTEM) as w:
        below = [
            w.create(
                Unit, {"code": f"{unit.code}-{number}", "name": f"Nämnd {number}", "parent": unit, **BELOW}
            )
            for number in range(1, count)
        ]
    decided(document(unit))
    for each in below[1:]:
        lapsed(document(each))


BELOW: dict[str, Any] = {"kind": "committee", "reviews": True, "valid_from": date(2019, 1, 1)}
