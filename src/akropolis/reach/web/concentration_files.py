"""Concentration as an Excel workbook."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.kernel.access.web import requires
from akropolis.kernel.exchange.sheets import Kind, OutColumn, OutSheet
from akropolis.kernel.exchange.writing import TYPES, workbook
from akropolis.reach.selectors.concentration import Bearer
from akropolis.reach.web.concentration import READ, Asked

IN_FILE = 100
"""So many of the heaviest bearers have what would fall listed in the file."""


@requires(READ)
@require_safe
def concentration_file(request: HttpRequest) -> HttpResponse:
    """The ranking, and what would fall with each of the heaviest, as .xlsx."""
    asked = Asked(request)
    title = _("Concentration")
    data = workbook(_sheets(asked), title=title)
    name = f"koncentration-{timezone.localdate()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=TYPES["xlsx"], headers=headers)


def _sheets(asked: Asked) -> Iterator[OutSheet]:
    bearers = asked.view.told(asked.ranking)
    whose = [
        OutColumn(_("Name"), width=40),
        OutColumn(_("Number")),
        OutColumn(_("Kind")),
        OutColumn(_("Unit")),
    ]
    counts = [
        OutColumn(_("Critical, alone"), Kind.NUMBER),
        OutColumn(_("Authorities"), Kind.NUMBER),
        OutColumn(_("Registered people"), Kind.NUMBER),
    ]
    yield OutSheet(
        _("Ranking"),
        [*whose, *counts],
        ((b.seen.label, b.seen.number, str(b.seen.kind.label), b.seen.unit, *_numbers(b)) for b in bearers),
    )
    falling = [OutColumn(_("Falls with"), width=40), *whose, OutColumn(_("Authority")), OutColumn(_("Level"))]
    yield OutSheet(_("What would fall"), falling, _falling(asked, bearers[:IN_FILE]))


def _numbers(bearer: Bearer) -> tuple[int, int, int]:
    return bearer.burden.things, bearer.burden.units, bearer.burden.people


def _falling(asked: Asked, bearers: list[Bearer]) -> Iterator[tuple[str, ...]]:
    for bearer in bearers:
        for one in asked.view.felled(bearer.seen.id):
            seen = one.seen
            yield (
                bearer.seen.label,
                seen.label,
                seen.number,
                str(seen.kind.label),
                seen.unit,
                one.authority,
                seen.letters,
            )
