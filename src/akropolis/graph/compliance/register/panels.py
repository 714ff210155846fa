"""Panels: measures on a service's page, and requirements on a governing document's page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.lib.swedish import lower_first, number
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.compliance.models import ChapterAnswer
from akropolis.graph.compliance.models.tallies import NUMBERS
from akropolis.graph.compliance.rules.demands import MeasureOutcome
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.requirements import answers_of, chapters
from akropolis.graph.compliance.selectors.standing import of_service, place_url
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.models.documents import locked

STATE = "state"
"""The name in the address that narrows the measures of a place to one outcome."""
FEW = 5
"""Maximum number of lacking measures that the panel names."""


def _build(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the panel; None if the user may not read measures, or the row is not measured or out of use."""
    if not access.anywhere(READ):
        return None
    try:
        place = of_service(access, row.pk, timezone.localdate())
    except Hidden:
        return None
    url, total = reverse("compliance-service", args=[row.pk]), place.sum
    if not total.demanded:
        return PanelContent(missing=_("No security measures are demanded of it."))
    lacking = [
        (line.control.title, place_url(place.at, line.control)) for line in place.lines if line.lacking
    ]
    context = {
        "url": url,
        "total": total,
        "met": total.fulfilled + total.not_applicable,
        "counts": [
            (number(total.of(each)), lower_first(str(NUMBERS[each])), f"{url}?{STATE}={each}")
            for each in MeasureOutcome
            if total.of(each)
        ],
        "lacking": lacking[:FEW],
        "more": max(0, len(lacking) - FEW),
    }
    assess = ngettext("Assess %(n)s security measure", "Assess %(n)s security measures", total.not_assessed)
    left = RowAct(
        assess % {"n": number(total.not_assessed)},
        f"{url}?{STATE}={MeasureOutcome.NOT_ASSESSED}",
        ActRank.NEXT,
    )
    return PanelContent(context=context, acts=[left] if place.writes and total.not_assessed else [])


def _answers(access: Access, row: GoverningDocument) -> PanelContent | None:
    """Return the requirements answered by the version that applies, by chapter. None if there are none.

    A requirement is a link only for users who may open its page.
    """
    may = access.may(f"{ChapterAnswer.permission}:{EDIT}", row.owner_unit) and not locked(row)
    by_chapter: dict[str, list[ChapterAnswer]] = {}
    for each in chapters(access, answers_of(access, row), timezone.localdate()):
        by_chapter.setdefault(each.title, []).append(each.answer)
    url = reverse("document-requirements", args=[row.pk]) if may else ""
    change = RowAct(_("Say which requirements it answers"), url) if may else None
    if not by_chapter:
        missing = _("No chapter of the version that applies is said to answer a requirement.")
        return PanelContent(missing=missing, add=change) if may else None
    context = {"chapters": by_chapter.items(), "linked": access.anywhere(READ)}
    return PanelContent(context=context, acts=[change] if change else [])


MEASURES = Panel(
    "measures", _build, "compliance/_service_panel.html", PanelPlace.FIRST, gettext_lazy("Security measures")
)
ANSWERS = Panel(
    "answers",
    _answers,
    "compliance/_answers_panel.html",
    PanelPlace.SIDE,
    gettext_lazy("Requirements that it answers"),
)
