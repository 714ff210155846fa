"""The overview of a unit's indicators, the page of one of them, and the file of measurements."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
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
from akropolis.base.lib.figures import DeclaredFigure
from akropolis.base.lib.periods import Period
from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Choice, Column, Crumb, FilterField, Table, build_table
from akropolis.shared.indicators.models import (
    EDIT,
    PERCENT,
    READ,
    Indicator,
    IndicatorMeasurement,
    MeasuredBy,
    ValueOf,
)
from akropolis.shared.indicators.register.tables import INDICATORS, TARGETS
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
    EarlierMeasurement,
    IndicatorStatus,
    counting,
    covering_unit,
    history,
    history_before,
    measured_units,
    status_in,
    statuses,
    targets_on,
    unmeasured_periods,
)

national_figures: Registry[str, Callable[[Access, Indicator, date], Table | None]] = Registry(
    "national figures of an indicator"
)
"""What gives published numbers in force on a day, to hold beside an indicator. Declared by domains above."""
DRAWN = 12
"""The latest measurements that the chart draws."""


def chosen_of(request: HttpRequest, access: Access) -> tuple[Unit, list[Unit]]:
    """Return the unit that is asked for, else the topmost that the user may read; and all that may be chosen.

    If none that the user may read is measured, it is the topmost of the others, whose page says where it is counted.
    """
    day = timezone.localdate()
    units, readable = measured_units(access, day), Unit.objects.visible(access).filter(access.units(READ))
    if code := request.GET.get("unit", ""):
        return readable.one(code=code), units
    others = (unit for unit in readable.order_by("path") if unit.valid_on(day))
    return or_hidden(next(chain(units, others), None)), units


def indicator_url(indicator: Indicator, unit: Unit) -> str:
    """Return the address of the indicator's page for the unit."""
    return f"{reverse('indicator', args=[indicator.pk])}?unit={unit.code}"


def _rows_url(access: Access, row: IndicatorMeasurement, figure: DeclaredFigure) -> str:
    if not access.anywhere(permission_of(figure.register)):
        return ""
    period = Period(row.first_on, row.last_on, row.last_on)
    return url_of(figure, period, {figure.within: row.unit.code})


def value_cell(access: Access, row: IndicatorMeasurement) -> Cell:
    """Return the value; what was counted in the registers leads to its rows, of a share both of its numbers."""
    figures = row.indicator.counted if row.how == MeasuredBy.COMPUTED else ()
    urls = [_rows_url(access, row, each) for each in figures]
    if len(urls) < 2 or not row.denominator:
        return Cell(text=value_words(row), url=next(iter(urls), ""))
    numbers = zip(urls, (row.numerator, row.denominator), strict=True)
    links = [format_html('<a href="{}">{}</a>', url, number(n or 0)) if url else None for url, n in numbers]
    return Cell(text=value_words(row, *links))


def elsewhere(access: Access, unit: Unit) -> str:
    """Return where the indicators of a unit that is not measured itself are counted; empty for one that is."""
    above = covering_unit(access, unit, timezone.localdate())
    words = {"unit": unit.name, "above": above}
    sentence = _("Indicators are measured for units that make a review. %(unit)s is counted in %(above)s.")
    return sentence % words if above else ""


def _unit_filter(unit: Unit, units: Sequence[Unit]) -> FilterField:
    choices = [Choice(each.code, each.name, each == unit) for each in units]
    return FilterField(name="unit", label=_("Unit"), kind="unit", choices=choices)


@requires(READ)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every indicator of a unit with its latest value, target, status and trend."""
    access = access_of(request)
    unit, units = chosen_of(request, access)
    rows, away = statuses(access, unit, timezone.localdate()), elsewhere(access, unit)
    context = {
        "title": _("Indicators"),
        "crumbs": [Crumb(label=_("Indicators"))],
        "unit": unit,
        "filters": [_unit_filter(unit, units)] if units else [],
        "sentences": [away] if away else _sentences(rows, unit),
        "table": _table(access, rows),
        "measured": not away,
        "unmeasured": [(row, indicator_url(row.indicator, unit)) for row in rows if not row.now],
        "writes": access.may(EDIT, unit),
        "tables": [(t.many, reverse(t.key)) for t in (INDICATORS, TARGETS) if access.anywhere(t.read)],
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
                note="" if row.indicator.figure else how_words(row.indicator),
            ),
            value_cell(access, row.now),
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
    away = elsewhere(access, unit)
    writes = access.may(EDIT, unit) and unit.valid_on(day)
    adds = writes and not away and not indicator.figure and unmeasured_periods(access, indicator, unit, day)
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
        "filters": [_unit_filter(unit, units)] if units else [],
        "value": value_words(status.now) if status.now else "",
        "period": period_of(status.now) if status.now else "",
        "status": status_cell(status),
        "target": target_words(status),
        "trend": trend_words(status),
        "chart": _chart(indicator, valid),
        "table": _history_table(access, rows, wrong, writes),
        "national": [table for of in national_figures for table in [of(access, indicator, day)] if table],
        "before": _before_table(history_before(access, indicator, unit)),
        "away": away,
        "add_url": reverse("indicator-measure", args=[indicator.pk, unit.code]) if adds else "",
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
    top = PERCENT if indicator.kind == ValueOf.SHARE else 0
    figure = Figure(alt, tuple(bars), _("Value"), kind="line", top=top, across=_("Period"))
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
            value_cell(access, row),
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


def _before_table(rows: Sequence[EarlierMeasurement]) -> Table | None:
    """Return what was measured in the units that this one was formed of; None if nothing was."""
    heads = (Column(label=_("Period"), unbroken=True), _("Unit"), _("Value"), _("What happened"))
    cells = (
        (
            period_of(each.row),
            each.unit.name,
            value_words(each.row),
            f"{each.event.get_kind_display()} {each.event.happened_on.isoformat()}",
        )
        for each in rows
    )
    return build_table(_("Before the reorganisation"), heads, cells) if rows else None


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
