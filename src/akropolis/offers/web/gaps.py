"""The list of gaps between what is demanded and what is offered, as a page and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akropolis.actions.models import Action
from akropolis.assets.models import NodeKind
from akropolis.assets.selectors.sight import Seen, Sight
from akropolis.classification.rules.aspects import ORDER, in_letters
from akropolis.kernel.access.gate import Access
from akropolis.kernel.exchange.sheets import Kind
from akropolis.kernel.registers.computed import Column, Computed, Filter, units_of
from akropolis.lib.swedish import capitalised, number
from akropolis.offers.models import GapException
from akropolis.offers.reports.gap_words import LACKS, REOPENED, STATES, Group, aspect_name, groups
from akropolis.offers.rules.gaps import State
from akropolis.offers.selectors.gap_rows import Line, Row, Wanted, counts, kinds_of, narrowed
from akropolis.offers.selectors.gaps import ACCEPT, EDIT, READ, Gaps
from akropolis.offers.web.finding import shared_url

NOTHING = _("There are no gaps here: everything that is demanded is offered, or nothing is classified yet.")
ACTION_EDIT = f"{Action.permission}:edit"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with who set the demands and which actions were raised, as far as the person may see it."""

    access: Access
    row: Row
    seen: Mapping[int, Seen]
    raised: Mapping[UUID, Action]

    @property
    def url(self) -> str:
        """Both sides of the thing."""
        return shared_url(self.row.thing.kind, self.row.thing.record)

    @property
    def kind(self) -> str:
        """What sort of thing it is."""
        return str(NodeKind(self.row.thing.kind).label)

    @property
    def demanded(self) -> str:
        """The levels that are demanded."""
        return in_letters(self.row.demanded)

    @property
    def offered(self) -> str:
        """The levels that are offered."""
        return in_letters(self.row.offered)

    @property
    def groups(self) -> list[tuple[Group, list[Action], str]]:
        """What the gaps say, with their actions and the way to end an acceptance."""
        return [
            (group, self.actions(group.works), self._end_url(group))
            for group in groups(self.row.lines, self.seen)
        ]

    def actions(self, works: Sequence[UUID]) -> list[Action]:
        """Those of the actions that the person may read."""
        return [self.raised[pk] for pk in works if pk in self.raised]

    @property
    def action_url(self) -> str:
        """Where an action is added, for who may."""
        may = self.access.may(EDIT, self.row.unit) and self.access.may(ACTION_EDIT, self.row.unit)
        return self._url("graph-gap-action") if may else ""

    @property
    def accept_url(self) -> str:
        """Where the gap is accepted, for who may."""
        return self._url("graph-gap-accept") if self.access.may(ACCEPT, self.row.unit) else ""

    def _end_url(self, group: Group) -> str:
        if group.state != State.ACCEPTED or group.accepted is None or not self.accept_url:
            return ""
        return self._url("graph-gap-end", group.accepted.aspect)

    def _url(self, name: str, *more: str) -> str:
        return reverse(name, args=[self.row.thing.record, self.row.unit.code, *more])


def shown_rows(access: Access, selector: Gaps, rows: Sequence[Row]) -> list[ShownRow]:
    """The rows as they are shown. A fixed number of queries."""
    rows = selector.with_sources(rows)
    lines = [line for row in rows for line in row.lines]
    sources = dict.fromkeys(line.source for line in lines if line.source is not None)
    seen = Sight(access, day=selector.day).setters(list(sources))
    works = {work.pk for line in lines for work in line.works}
    raised = {action.pk: action for action in Action.objects.visible(access).filter(pk__in=works)}
    return [ShownRow(access, row, seen, raised) for row in rows]


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap of a row, as the file says it."""

    shown: ShownRow
    line: Line

    @property
    def accepted(self) -> GapException | None:
        """The acceptance that holds."""
        return self.line.accepted if self.line.standing.state == State.ACCEPTED else None

    @property
    def decider(self) -> str:
        """Who accepted it, in which role."""
        return f"{self.accepted.decider_name}, {self.accepted.decider_role}" if self.accepted else ""

    @property
    def source(self) -> Seen | None:
        """What set the demand."""
        return None if self.line.source is None else self.shown.seen.get(self.line.source)

    @property
    def actions(self) -> str:
        """The actions that it raised, by number."""
        return ", ".join(a.number for a in self.shown.actions([work.pk for work in self.line.works]))


class GapList(Computed[Row]):
    """The gaps that the person may see, the worst first."""

    key, slug, permission = "gap-list", "gap", READ
    title, crumb = _("Gaps between demand and offer"), _("Gaps")
    template, rows_template = "offers/gaps.html", "offers/_gap_list.html"
    filters = (
        Filter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        Filter("kind", _("Kind"), lambda asked: [(k.value, k.label) for k in kinds_of(asked.every)]),
        Filter("aspect", _("Aspect"), lambda _a: [(a.value, capitalised(aspect_name(a))) for a in ORDER]),
        Filter("state", _("State"), lambda _a: [(state.value, label) for state, label in STATES.items()]),
        Filter("node", hidden=True),
    )
    columns = (
        Column(_("Number"), lambda gap: gap.shown.row.thing.number, width=14),
        Column(_("Name"), lambda gap: gap.shown.row.thing.name, width=36),
        Column(_("Kind"), lambda gap: gap.shown.kind, width=18),
        Column(_("Unit"), lambda gap: gap.shown.row.unit.name, width=28),
        Column(_("Aspect"), lambda gap: capitalised(aspect_name(gap.line.gap.aspect)), width=16),
        Column(_("Demanded"), lambda gap: gap.line.gap.demanded, Kind.NUMBER, 10),
        Column(_("Offered"), lambda gap: gap.line.gap.offered, Kind.NUMBER, 10),
        Column(_("What is missing"), lambda gap: str(LACKS[gap.line.gap.lack]), width=24),
        Column(_("State"), lambda gap: str(STATES[gap.line.standing.state]), width=16),
        Column(
            _("Open again because"), lambda gap: str(REOPENED.get(gap.line.standing.reopened, "")), width=36
        ),
        Column(_("Accepted until"), lambda gap: gap.accepted and gap.accepted.valid_to, Kind.DATE, 14),
        Column(_("Accepted by"), lambda gap: gap.decider, width=28),
        Column(_("Reason"), lambda gap: gap.accepted and gap.accepted.reason, width=40),
        Column(_("Actions"), lambda gap: gap.actions, width=24),
        Column(_("Demand set by"), lambda gap: gap.source and gap.source.label, width=36),
        Column(_("Unit of that"), lambda gap: gap.source and gap.source.unit, width=28),
    )

    @cached_property
    def selector(self) -> Gaps:
        """What the rows are read by."""
        return Gaps(self.access, self.day)

    @cached_property
    def every(self) -> list[Row]:
        """All rows, whatever is asked."""
        return self.selector.rows()

    def rows(self) -> list[Row]:
        """Those that are asked for."""
        given: Any = self.chosen
        node = UUID(given["node"]) if given["node"] else None
        return narrowed(self.every, Wanted(**{**given, "node": node}))

    def told(self, rows: Sequence[Row]) -> Sequence[ShownRow]:
        """With who set each demand and which actions were raised."""
        return shown_rows(self.access, self.selector, rows)

    def lines(self, told: Sequence[ShownRow]) -> Iterator[GapLine]:
        """One for each aspect."""
        return (GapLine(shown, line) for shown in told for line in shown.row.lines)

    def lead(self) -> list[str]:
        """How many gaps there are, and how they stand."""
        found = counts(self.ordered)
        total = found.total()
        if not total:
            return [str(NOTHING)]
        things = len({row.thing.pk for row in self.ordered})
        words = {"gaps": number(total), "things": number(things)}
        many = ngettext("%(gaps)s gap", "%(gaps)s gaps", total) % words
        where = ngettext("at %(things)s service or supplier", "at %(things)s services and suppliers", things)
        states = {state.name.lower(): number(found[state]) for state in State}
        return [
            _("%(gaps)s %(where)s.") % {"gaps": many, "where": where % words},
            _("Open: %(open)s. Action under way: %(under_way)s. Accepted for a time: %(accepted)s.") % states,
        ]
