"""The overview of a unit's indicators, the page of one of them, and the file of measurements."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.registers.figures import permission_of, url_of
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Bar, Document, Figure
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Choice, Column, Crumb, FilterField, Table, build_table
from akropolis.shared.indicators.models import EDIT, READ, Indicator, IndicatorMeasurement, MeasuredBy
from akropolis.shared.indicators.reports.indicator_words import (
    amount_words,
    how_words,
    measurement_file,
    period_of,
    status_cell,
    target_words,
    trend_words,
    value_words,
)
from akropolis.shared.indicators.rules.judging import TargetStatus
from akropolis.shared.indicators.selectors.measurements import (
    IndicatorStatus,
    counting,
    history,
    measured_units,
    status_in,
    statuses,
    targets_on,
)

DRAWN = 12
"""The latest measurements that the chart draws."""


def chosen_of(request: HttpRequest, access: Access) -> tuple[Unit, list[Unit]]:
    """Return the unit that is asked for, else the topmost that the user may read; and all that may be chosen."""
    units = measured_units(access, timezone.localdate())
    if code := request.GET.get("unit", ""):
        return Unit.objects.visible(access).filter(access.units(READ)).one(code=code), units
    return or_hidden(next(iter(units), None)), units


def indicator_url(indicator: Indicator, unit: Unit) -> str:
    """Return the address of the indicator's page for the unit."""
    return f"{reverse('indicator', args=[indicator.pk])}?unit={unit.code}"


def rows_url(access: Access, row: IndicatorMeasurement) -> str:
    """Return the address of the rows behind a counted value; empty if there are none that the user may read."""
    figures = row.indicator.counted
    if (
        row.how != MeasuredBy.COMPUTED
        or not figures
        or not access.anywhere(permission_of(figures[0].register))
    ):
        return ""
    period = Period(row.first_on, row.last_on, row.last_on)
    return url_of(figures[0], period, {figures[0].within: row.unit.code})


def _unit_filter(unit: Unit, units: Sequence[Unit]) -> FilterField:
    choices = [Choice(each.code, each.name, each == unit) for each in units]
    return FilterField(name="unit", label=_("Unit"), kind="unit", choices=choices)


@requires(READ)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every indicator of a unit with its latest value, target, status and trend."""
    access = access_of(request)
    unit, units = chosen_of(request, access)
    rows = statuses(access, unit, timezone.localdate())
    context = {
        "title": _("Indicators"),
        "crumbs": [Crumb(label=_("Indicators"))],
        "unit": unit,
        "filters": [_unit_filter(unit, units)],
        "sentences": _sentences(rows, unit),
        "table": _table(access, rows),
        "unmeasured": [(row, indicator_url(row.indicator, unit)) for row in rows if not row.now],
        "file_url": f"{reverse('indicators-csv')}?unit={unit.code}",
    }
    return render(request, "indicators/overview.html", context)


def _sentences(rows: Sequence[IndicatorStatus], unit: Unit) -> list[str]:
    measured = sum(row.now is not None for row in rows)
    words = {"unit": unit.name, "n": number(measured), "of": number(len(rows))}
    told = [_("%(unit)s: %(n)s of %(of)s indicators are measured.") % words]
    if missed := sum(row.status == TargetStatus.MISSED for row in rows):
        told.append(
            ngettext("%(n)s target is not reached.", "%(n)s targets are not reached.", missed) % {"n": missed}
        )
    return told


def _table(access: Access, rows: Sequence[IndicatorStatus]) -> Table:
    heads = (
        _("Indicator"),
        _("Value"),
        Column(label=_("Target"), numeric=True),
        _("Status"),
        _("Trend"),
        Column(label=_("Period"), unbroken=True),
    )
    cells = (
        (
            Cell(
                text=row.indicator.title,
                url=indicator_url(row.indicator, row.unit),
                note=how_words(row.indicator),
            ),
            Cell(text=value_words(row.now), url=rows_url(access, row.now)),
            target_words(row),
            status_cell(row),
            trend_words(row),
            period_of(row.now),
        )
        for row in rows
        if row.now
    )
    return build_table(_("Indicators"), heads, cells, empty=_("No indicator is measured yet."))


@requires(READ)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an indicator of a unit: what it answers, its history as a chart and a table, and what was corrected."""
    access, day = access_of(request), timezone.localdate()
    indicator = Indicator.objects.visible(access).select_related("owner").one(pk=pk)
    unit, units = chosen_of(request, access)
    rows = history(access, indicator, unit)
    wrong = {row.corrects_id for row in rows}
    valid = [row for row in rows if row.pk not in wrong]
    status = status_in(indicator, unit, valid, targets_on(access, day))
    writes = access.may(EDIT, unit) and unit.valid_on(day)
    context = {
        "title": indicator.title,
        "crumbs": [
            Crumb(label=_("Indicators"), url=f"{reverse('indicators')}?unit={unit.code}"),
            Crumb(label=indicator.title),
        ],
        "indicator": indicator,
        "question": indicator.said("question"),
        "how": how_words(indicator),
        "uses": [str(Indicator.lists["used_in"].get(use, use)) for use in indicator.used_in],
        "unit": unit,
        "filters": [_unit_filter(unit, units)],
        "value": value_words(status.now) if status.now else "",
        "period": period_of(status.now) if status.now else "",
        "status": status_cell(status),
        "target": target_words(status),
        "trend": trend_words(status),
        "chart": _chart(indicator, valid),
        "table": _history_table(access, rows, wrong, writes),
        "add_url": reverse("indicator-measure", args=[indicator.pk, unit.code])
        if writes and not indicator.figure
        else "",
    }
    return render(request, "indicators/indicator.html", context)


def _chart(indicator: Indicator, rows: Sequence[IndicatorMeasurement]) -> SafeString | None:
    """Draw the latest measurements that count, from the oldest; None for fewer than two, which show no movement."""
    drawn = [(period_of(row), row.value) for row in reversed(rows[:DRAWN]) if row.value is not None]
    if len(drawn) < 2 or min(value for _period, value in drawn) < 0:
        return None
    bars = [Bar(period, float(value), amount_words(indicator.kind, value)) for period, value in drawn]
    ends = {"first": bars[0].text, "last": bars[-1].text, "from": bars[0].label, "to": bars[-1].label}
    alt = _("From %(first)s (%(from)s) to %(last)s (%(to)s).") % ends
    figure = Figure(alt, tuple(bars), indicator.title, kind="line", across=_("Period"))
    return render_html_fragment(Document("", (figure,)))


def _history_table(
    access: Access, rows: Sequence[IndicatorMeasurement], wrong: set[UUID | None], writes: bool
) -> Table:
    heads = (
        Column(label=_("Period"), unbroken=True),
        _("Value"),
        Column(label=_("Answers missing"), numeric=True),
        _("How"),
        _("Comment"),
        _("Correct"),
    )
    cells = (
        (
            period_of(row),
            Cell(text=value_words(row), url=rows_url(access, row)),
            "" if row.missing is None else number(row.missing),
            Cell(
                text=row.get_how_display(),
                note=f"{row.measured_by}, {timezone.localdate(row.created_at).isoformat()}",
            ),
            _remark(row, wrong),
            Cell(text=_("Correct"), url=reverse("measurement-correct", args=[row.pk]))
            if writes and row.pk not in wrong
            else "",
        )
        for row in rows
    )
    columns = len(heads) if writes else len(heads) - 1
    return build_table(
        _("Measurements"), heads[:columns], (line[:columns] for line in cells), empty=_("Not measured yet.")
    )


def _remark(row: IndicatorMeasurement, wrong: set[UUID | None]) -> Cell:
    if row.pk in wrong:
        return Cell(text=_("Corrected: does not count"), kind="neutral", note=row.comment)
    note = _("Corrects an earlier value: %(reason)s") % {"reason": row.reason} if row.corrects_id else ""
    return Cell(text=row.comment, note=note)


@requires(READ)
@require_safe
def csv_file(request: HttpRequest) -> HttpResponse:
    """Give the measurements of the unit and those below it as CSV, the latest period first."""
    access = access_of(request)
    unit, _units = chosen_of(request, access)
    rows = counting(access).filter(unit__path__startswith=unit.path)
    today = timezone.localdate()
    ordered = rows.order_by("-first_on", "indicator__position", "unit__path")
    data = measurement_file(ordered, targets_on(access, today))
    return file_answer(data, f"{_('indicators')} {today.isoformat()}.csv", TYPES["csv"])
