"""What an outage or a breach reaches, as a workbook: a summary, the units, and all nodes."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.exchange.sheets import Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.computed import ListColumn, sheet
from akropolis.graph.blast_radius.reports.radius_words import (
    describe_radius,
    event_name,
    highest_in_letters,
    kinds_in_words,
    path_in_words,
    question,
    unit_in_words,
)
from akropolis.graph.blast_radius.rules.radius import HIDDEN
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine
from akropolis.shared.classification.rules.aspects import ORDER, in_letters

HOUR = 60


def xlsx(radius: Radius, *, asked_by: str, at: datetime) -> bytes:
    """Return the workbook. It states the question, the day, who made it and when, and its grounds."""
    title = question(radius.node.name, radius.event)
    sheets = [
        sheet(str(_("Summary")), SUMMARY, _summary(radius, asked_by, at)),
        sheet(str(_("Units")), _unit_columns(radius), radius.hit),
        sheet(str(_("Everything")), _row_columns(radius), radius.shown(radius.rows)),
    ]
    return workbook(sheets, title=title)


SUMMARY = (
    ListColumn(_("What"), lambda line: str(line[0]), width=28),
    ListColumn(_("Answer"), lambda line: line[1], width=100),
)


def _summary(radius: Radius, asked_by: str, at: datetime) -> Iterator[tuple[object, str]]:
    told, node = describe_radius(radius), radius.node
    yield _("Question"), question(node.name, radius.event)
    yield _("Concerns"), f"{node.number} {node.name}, {node.owner_unit.name}"
    yield _("Event"), event_name(radius.event)
    yield _("As of"), radius.day.isoformat()
    yield _("Asked by"), asked_by
    yield _("Asked on"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    yield from ((_("Answer"), sentence) for sentence in told.lead)
    yield from ((_("Not known"), sentence) for sentence in told.missing)
    yield from ((_("How it is counted"), sentence) for sentence in told.grounds)


def _unit_columns(radius: Radius) -> tuple[ListColumn, ...]:
    """Return the columns of units; for an earlier day without those that are not stored by day."""
    columns = (
        ListColumn(_("Unit"), lambda hit: unit_in_words(radius, hit.unit), width=36),
        ListColumn(_("Code"), "unit.code"),
        ListColumn(
            _("Highest levels"), lambda hit: in_letters(dict(zip(ORDER, hit.totals.levels, strict=True)))
        ),
        ListColumn(_("Level that matters"), lambda hit: highest_in_letters(hit.totals, radius.event)),
        ListColumn(_("What is affected"), lambda hit: kinds_in_words(hit.totals.kinds), width=60),
        ListColumn(_("Number of rows"), "totals.rows", ValueKind.NUMBER),
        ListColumn(_("Registered people"), "totals.people", ValueKind.NUMBER),
        ListColumn(
            _("Shortest tolerated outage (hours)"), lambda hit: _hours(hit.totals.outage), ValueKind.NUMBER
        ),
        ListColumn(_("Not classified"), "totals.unclassified", ValueKind.NUMBER),
        ListColumn(_("Open incidents"), lambda hit: hit.open.get(FactKind.INCIDENT, 0), ValueKind.NUMBER),
        ListColumn(_("Open actions"), lambda hit: hit.open.get(FactKind.ACTION, 0), ValueKind.NUMBER),
    )
    return tuple(each for each in columns if not (radius.earlier and each.label in OF_TODAY))


def _row_columns(radius: Radius) -> tuple[ListColumn, ...]:
    return tuple(each for each in ROWS if not (radius.earlier and each.label in OF_TODAY))


OF_TODAY = (
    _("Registered people"),
    _("Shortest tolerated outage (hours)"),
    _("Open incidents"),
    _("Open actions"),
    _("Controller"),
    _("How the controller is known"),
    _("Tolerated outage (hours)"),
    _("Open incidents and actions"),
)
"""Headings of columns whose values are known only for today."""


ROWS = (
    ListColumn(_("Name"), "seen.label", width=40),
    ListColumn(_("Number"), "seen.number"),
    ListColumn(_("Kind"), lambda shown: str(shown.seen.kind.label)),
    ListColumn(_("Unit"), "seen.unit", width=36),
    ListColumn(_("Levels"), "levels"),
    ListColumn(_("Steps"), "row.distance", ValueKind.NUMBER),
    ListColumn(_("Shortest way"), lambda shown: path_in_words(shown), width=70),
    ListColumn(_("An alternative on every way"), lambda shown: "" if shown.row.firm else str(_("Yes"))),
    ListColumn(_("Controller"), lambda shown: shown.controller and shown.controller.unit.name, width=36),
    ListColumn(_("How the controller is known"), lambda shown: controller_basis(shown)),
    ListColumn(_("Registered people"), "row.people", ValueKind.NUMBER),
    ListColumn(
        _("Tolerated outage (hours)"),
        lambda shown: None if shown.row.outage == HIDDEN else _hours(shown.row.outage),
        ValueKind.NUMBER,
    ),
    ListColumn(
        _("Open incidents and actions"),
        lambda shown: "\n".join(fact.label for fact in shown.facts),
        width=60,
    ),
)


def controller_basis(shown: RadiusLine) -> str:
    """Return how the controller is known: stated, or by the organisation; empty if the controller is unknown."""
    if shown.controller is None:
        return ""
    return str(_("stated by the unit") if shown.controller.stated else _("not stated; by the organisation"))


def _hours(minutes: int | None) -> Value:
    if minutes is None:
        return None
    return minutes // HOUR if minutes % HOUR == 0 else round(minutes / HOUR, 2)  # type: ignore[return-value] # written as a number
