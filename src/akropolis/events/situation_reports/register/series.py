"""The series of a row's situation pictures, shown on the row's page."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.events.situation_reports.models import Situation
from akropolis.events.situation_reports.models.subjects import AnySubject, register_subject, subjects
from akropolis.events.situation_reports.register.finding import draft_url, name_of
from akropolis.events.situation_reports.rules.permissions import READS
from akropolis.events.situation_reports.selectors.situations import draft_of, series


def declare_subject(subject: AnySubject) -> None:
    """Declare that rows of a kind have situation pictures, shown on their pages."""
    register_subject(subject)
    registers.add_panel(subject.model, SERIES)


def build_series(access: Access, row: Tracked) -> Mapping[str, object] | None:
    """Return what the row's page says of its pictures; None if the user may neither read nor write any."""
    if not access.anywhere(READS):
        return None
    found, draft = series(access, row), draft_of(access, row)
    subject = subjects.get(kind_of(type(row)))
    writes = subject.leads(access, row) and not subject.ended(row)
    if not (found or draft or writes):
        return None
    return {
        "items": [_item(each) for each in found],
        "next_at": found[0].next_at if found else None,
        "late": bool(found and found[0].next_at and found[0].next_at < timezone.now()),
        "draft": name_of(draft.number) if draft else "",
        "draft_url": draft_url(draft) if draft else "",
        "begin_url": reverse("situation-begin", args=[kind_of(type(row)), row.pk])
        if writes and not draft
        else "",
    }


def _item(picture: Situation) -> dict[str, object]:
    return {
        "name": name_of(picture.number),
        "url": reverse("situation-picture", args=[picture.pk]),
        "picture": picture,
    }


SERIES = Panel("situations", build_series, "situations/_series.html")
