"""Panels: measures on a service's page, and requirements on a governing document's page."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.compliance.models import ChapterAnswer
from akropolis.graph.compliance.models.tallies import in_numbers
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.requirements import answers_of, chapters
from akropolis.graph.compliance.selectors.standing import of_service
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.models.documents import locked


def _build(access: Access, row: GraphRecord) -> Mapping[str, object] | None:
    """Return the panel; None if the user may not read measures, or the row is not measured or out of use."""
    if not access.anywhere(READ):
        return None
    try:
        place = of_service(access, row.pk, timezone.localdate())
    except Hidden:
        return None
    lacking = [line.control.title for line in place.lines if line.lacking]
    return {
        "url": reverse("compliance-service", args=[row.pk]),
        "words": in_numbers(place.sum),
        "lacking": lacking[:5],
        "more": max(0, len(lacking) - 5),
    }


def _answers(access: Access, row: GoverningDocument) -> Mapping[str, object] | None:
    """Return the requirements answered by the version that applies, by chapter. None if there are none."""
    may = access.may(f"{ChapterAnswer.permission}:{EDIT}", row.owner_unit) and not locked(row)
    by_chapter: dict[str, list[ChapterAnswer]] = {}
    for each in chapters(access, answers_of(access, row), timezone.localdate()):
        by_chapter.setdefault(each.title, []).append(each.answer)
    url = reverse("document-requirements", args=[row.pk]) if may else ""
    return {"chapters": by_chapter.items(), "url": url} if by_chapter or may else None


MEASURES = Panel("measures", _build, "compliance/_service_panel.html")
ANSWERS = Panel("answers", _answers, "compliance/_answers_panel.html")
