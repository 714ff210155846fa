"""What an event reaches, as a workbook: a summary, the units, and everything."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.classification.rules.aspects import ORDER, in_letters
from akropolis.kernel.exchange.sheets import Kind, OutColumn, OutSheet, Value
from akropolis.kernel.exchange.writing import workbook
from akropolis.reach.reports.radius_words import (
    event_name,
    highest_in_letters,
    kinds_in_words,
    question,
    tell,
    unit_in_words,
    way_in_words,
)
from akropolis.reach.rules.radius import HIDDEN
from akropolis.reach.selectors.facts import FactKind
from akropolis.reach.selectors.radius import Radius, Shown

HOUR = 60


def xlsx(radius: Radius, *, asked_by: str, at: datetime) -> bytes:
    """The workbook. It says what was asked, as of which day, by whom and when, and on what it rests."""
    title = question(radius.node.name, radius.event)
    sheets = [
        OutSheet(_("Summary"), _summary_columns(), _summary(radius, asked_by, at)),
        OutSheet(_("Units"), _unit_columns(), _units(radius)),
        OutSheet(_("Everything"), _row_columns(), _rows(radius.shown(radius.rows))),
    ]
    return workbook(sheets, title=title)


def _summary_columns() -> Sequence[OutColumn]:
    return [OutColumn(_("What"), width=28), OutColumn(_("Answer"), width=100)]


def _summary(radius: Radius, asked_by: str, at: datetime) -> Iterator[Sequence[Value]]:
    told, node = tell(radius), radius.node
    yield _("Question"), question(node.name, radius.event)
    yield _("Concerns"), f"{node.number} {node.name}, {node.owner_unit.name}"
    yield _("Event"), event_name(radius.event)
    yield _("As of"), radius.day.isoformat()
    yield _("Asked by"), asked_by
    yield _("Asked on"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    yield from ((_("Answer"), sentence) for sentence in told.lead)
    yield from ((_("Not known"), sentence) for sentence in told.missing)
    yield from ((_("How it is counted"), sentence) for sentence in told.grounds)


def _unit_columns() -> Sequence[OutColumn]:
    number = Kind.NUMBER
    return [
        OutColumn(_("Unit"), width=36),
        OutColumn(_("Code")),
        OutColumn(_("Highest levels")),
        OutColumn(_("Level that matters")),
        OutColumn(_("What is affected"), width=60),
        OutColumn(_("Number of rows"), number),
        OutColumn(_("Registered people"), number),
        OutColumn(_("Shortest tolerated outage (hours)"), number),
        OutColumn(_("Not classified"), number),
        OutColumn(_("Open incidents"), number),
        OutColumn(_("Open actions"), number),
    ]


def _units(radius: Radius) -> Iterator[Sequence[Value]]:
    for hit in radius.hit:
        totals = hit.totals
        yield (
            unit_in_words(radius, hit.unit),
            hit.unit.code,
            in_letters(dict(zip(ORDER, totals.levels, strict=True))),
            highest_in_letters(totals, radius.event),
            kinds_in_words(totals.kinds),
            totals.rows,
            totals.people,
            _hours(totals.outage),
            totals.unclassified,
            hit.open.get(FactKind.INCIDENT, 0),
            hit.open.get(FactKind.ACTION, 0),
        )


def _row_columns() -> Sequence[OutColumn]:
    number = Kind.NUMBER
    return [
        OutColumn(_("Name"), width=40),
        OutColumn(_("Number")),
        OutColumn(_("Kind")),
        OutColumn(_("Unit"), width=36),
        OutColumn(_("Levels")),
        OutColumn(_("Steps"), number),
        OutColumn(_("Shortest way"), width=70),
        OutColumn(_("An alternative on every way")),
        OutColumn(_("Controller"), width=36),
        OutColumn(_("How the controller is known")),
        OutColumn(_("Registered people"), number),
        OutColumn(_("Tolerated outage (hours)"), number),
        OutColumn(_("Open incidents and actions"), width=60),
    ]


def _rows(rows: Sequence[Shown]) -> Iterator[Sequence[Value]]:
    for shown in rows:
        seen, row, controller = shown.seen, shown.row, shown.controller
        yield (
            seen.label,
            seen.number,
            str(seen.kind.label),
            seen.unit,
            shown.levels,
            row.distance,
            way_in_words(shown),
            "" if row.firm else _("Yes"),
            controller.unit.name if controller else "",
            controller_basis(shown),
            row.people,
            None if row.outage == HIDDEN else _hours(row.outage),
            "\n".join(fact.label for fact in shown.facts),
        )


def controller_basis(shown: Shown) -> str:
    """How it is known who the controller is; empty when it is not."""
    if shown.controller is None:
        return ""
    return _("stated by the unit") if shown.controller.stated else _("not stated; by the organisation")


def _hours(minutes: int | None) -> Value:
    if minutes is None:
        return None
    return minutes // HOUR if minutes % HOUR == 0 else round(minutes / HOUR, 2)  # type: ignore[return-value] # written as a number
