"""The list of gaps, and a shared service's consumers, as Excel files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from akropolis.actions.models import Action
from akropolis.assets.models import Node, NodeKind
from akropolis.assets.selectors.sight import Seen
from akropolis.classification.rules.aspects import in_letters
from akropolis.kernel.exchange.sheets import Kind, OutColumn, Value
from akropolis.kernel.exchange.writing import xlsx
from akropolis.lib.swedish import capitalised
from akropolis.offers.reports.gap_words import LACKS, REOPENED, STATES, aspect_name
from akropolis.offers.rules.gaps import State
from akropolis.offers.selectors.gap_rows import Line, Row
from akropolis.offers.selectors.shared import Consumer


def gap_file(rows: Iterable[Row], seen: Mapping[int, Seen], actions: Mapping[Any, Action]) -> bytes:
    """One line per gap, as the reader sees them. `actions` are those that she may read."""
    columns = [
        OutColumn(_("Number"), width=14),
        OutColumn(_("Name"), width=36),
        OutColumn(_("Kind"), width=18),
        OutColumn(_("Unit"), width=28),
        OutColumn(_("Aspect"), width=16),
        OutColumn(_("Demanded"), Kind.NUMBER, width=10),
        OutColumn(_("Offered"), Kind.NUMBER, width=10),
        OutColumn(_("What is missing"), width=24),
        OutColumn(_("State"), width=16),
        OutColumn(_("Open again because"), width=36),
        OutColumn(_("Accepted until"), Kind.DATE, width=14),
        OutColumn(_("Accepted by"), width=28),
        OutColumn(_("Reason"), width=40),
        OutColumn(_("Actions"), width=24),
        OutColumn(_("Demand set by"), width=36),
        OutColumn(_("Unit of that"), width=28),
    ]
    lines = (_line(row, line, seen, actions) for row in rows for line in row.lines)
    return xlsx(columns, lines, title=_("Gaps"))


def _line(row: Row, line: Line, seen: Mapping[int, Seen], actions: Mapping[Any, Action]) -> list[Value]:
    gap, accepted = line.gap, line.accepted if line.standing.state == State.ACCEPTED else None
    source = seen.get(line.source) if line.source is not None else None
    numbers = [actions[work.pk].number for work in line.works if work.pk in actions]
    return [
        row.thing.number,
        row.thing.name,
        str(NodeKind(row.thing.kind).label),
        row.unit.name,
        capitalised(aspect_name(gap.aspect)),
        gap.demanded,
        gap.offered,
        str(LACKS[gap.lack]),
        str(STATES[line.standing.state]),
        str(REOPENED[line.standing.reopened]) if line.standing.reopened else "",
        accepted.valid_to if accepted else None,
        f"{accepted.decider_name}, {accepted.decider_role}" if accepted else "",
        accepted.reason if accepted else "",
        ", ".join(numbers),
        source.label if source else "",
        source.unit if source else "",
    ]


def consumers_file(node: Node, consumers: Iterable[Consumer]) -> bytes:
    """One line per information set on the service, and one for each unit that has none there."""
    columns = [
        OutColumn(_("Unit"), width=30),
        OutColumn(_("Authority"), width=30),
        OutColumn(_("Information set"), width=36),
        OutColumn(_("Number"), width=14),
        OutColumn(_("Own level"), width=16),
        OutColumn(_("Demands here"), width=16),
        OutColumn(_("Steps"), Kind.NUMBER, width=8),
        OutColumn(_("Registered people"), Kind.NUMBER, width=12),
        OutColumn(_("Classified on"), Kind.DATE, width=14),
        OutColumn(_("Valid to"), Kind.DATE, width=14),
        OutColumn(_("State"), width=30),
        OutColumn(_("Personal data"), width=30),
        OutColumn(_("Basis"), width=36),
    ]
    lines = (line for consumer in consumers for line in _consumer(consumer))
    return xlsx(columns, lines, title=f"{node.number} {node.name}")


def _consumer(consumer: Consumer) -> Iterator[list[Value]]:
    stated = consumer.controllership
    start: list[Value] = [consumer.unit.name, consumer.authority.name]
    end: list[Value] = [stated.get_role_display(), stated.basis] if stated else [_("Not stated"), ""]
    if not consumer.uses:
        yield [*start, "", "", "", "", None, None, None, None, _("Has nothing classified here"), *end]
    for use in consumer.uses:
        yield [
            *start,
            use.seen.label,
            use.seen.number,
            in_letters(use.own),
            in_letters(use.demanded),
            use.distance,
            use.seen.people,
            use.classified_on,
            use.valid_to,
            _how_decided(use),
            *end,
        ]


def _how_decided(use: Any) -> str:
    if use.pointer:
        return _("Handled outside this system")
    if not use.decided:
        return _("Not classified")
    return _("The decision has run out") if use.expired else _("Classified")
