"""Lists of gaps between demanded and offered levels, as pages and as files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.computed import KeptValue, ListColumn
from akropolis.base.lib.periods import Period
from akropolis.base.lib.swedish import capitalised, number
from akropolis.base.ui.parts import Cell
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.register.gaps_asked import GapsAsked
from akropolis.graph.offers.reports.gap_cause import GAP
from akropolis.graph.offers.reports.gap_words import (
    LACKS,
    REOPENED,
    STATES,
    GapLines,
    aspect_name,
    aspects_in_words,
    groups,
)
from akropolis.graph.offers.rules.gaps import LevelGap, State, View
from akropolis.graph.offers.selectors.gap_rows import AspectGap, GapFilter, GapRow, counts, filter_rows
from akropolis.graph.offers.selectors.gaps import ACCEPT, EDIT, READ, Gaps
from akropolis.graph.offers.selectors.offers import shared_url
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.causes import EDIT as ACTION_EDIT
from akropolis.shared.actions.selectors.causes import raise_url
from akropolis.shared.campaigns.rules.states import EDIT as KEEP_CAMPAIGNS
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.evidence.models import Proof
from akropolis.shared.evidence.register.evidence import EVIDENCE
from akropolis.shared.evidence.selectors.proofs import evidence_of


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as shown, with what the user may do about it. `actions` are those that the user may read."""

    row: GapRow
    url: str
    kind: str
    demanded: str
    offered: str
    groups: list[tuple[GapLines, list[Action], str]]
    action_url: str
    accept_url: str
    seen: Mapping[int, VisibleNode]
    actions: Mapping[UUID, Action]
    proofs: Sequence[Proof] = ()


def shown_rows(access: Access, selector: Gaps, rows: Sequence[GapRow]) -> list[ShownRow]:
    """Return the rows as shown, with who set each demand and which actions were raised, so far as the user may see."""
    rows = selector.with_sources(rows)
    lines = [line for row in rows for line in row.lines]
    sources = dict.fromkeys(line.source for line in lines if line.source is not None)
    seen = Sight(access, day=selector.day).setters(list(sources))
    works = {work.pk for line in lines for work in line.works}
    actions = {action.pk: action for action in Action.objects.visible(access).filter(pk__in=works)}
    return [_shown_row(access, row, seen, actions) for row in rows]


def _shown_row(
    access: Access, row: GapRow, seen: Mapping[int, VisibleNode], actions: Mapping[UUID, Action]
) -> ShownRow:
    thing, place = row.thing, [row.thing.record, row.unit.code]
    may_accept = access.may(ACCEPT, row.unit)
    may_act = access.may(EDIT, row.unit) and access.anywhere(ACTION_EDIT)
    return ShownRow(
        row,
        shared_url(thing.kind, thing.record),
        str(NodeKind(thing.kind).label),
        in_letters(row.demanded),
        in_letters(row.offered),
        [
            (g, [actions[pk] for pk in g.works if pk in actions], _end_url(g, place) if may_accept else "")
            for g in groups(row.lines, seen)
        ],
        raise_url(GAP, "_".join(map(str, place))) if may_act else "",
        reverse("graph-gap-accept", args=place) if may_accept else "",
        seen,
        actions,
    )


def _end_url(group: GapLines, place: list[object]) -> str:
    if group.state != State.ACCEPTED or group.accepted is None:
        return ""
    return reverse("graph-gap-end", args=[*place, group.accepted.aspect])


@dataclass(frozen=True, slots=True)
class GapLine:
    """A line of the file: an aspect's gap, its acceptance in force, what set the demand, its actions' numbers."""

    shown: ShownRow
    line: AspectGap
    accepted: GapException | None
    source: VisibleNode | None
    actions: str


def _decider(gap: GapLine) -> str:
    return decider_of(gap.accepted) if gap.accepted else ""


class GapRows(GapsAsked[GapRow]):
    """Base of the lists of gaps, worst first; a subclass says which gaps."""

    rows_template = "offers/_gap_list.html"
    columns: ClassVar[Sequence[ListColumn]] = (
        ListColumn(_("Number"), "shown.row.thing.number", key="number", width=14),
        ListColumn(_("Name"), "shown.row.thing.name", key="name", width=36),
        ListColumn(_("Kind"), "shown.kind", key="kind", width=18),
        ListColumn(_("Unit"), "shown.row.unit.name", key="unit", width=28),
        ListColumn(
            _("Aspect"), lambda gap: capitalised(aspect_name(gap.line.gap.aspect)), key="aspect", width=16
        ),
        ListColumn(_("Demanded"), "line.gap.demanded", ValueKind.NUMBER, 10, key="demanded"),
        ListColumn(_("Offered"), "line.gap.offered", ValueKind.NUMBER, 10, key="offered"),
        ListColumn(_("What is missing"), lambda gap: str(LACKS[gap.line.gap.lack]), key="lack", width=24),
        ListColumn(_("State"), lambda gap: str(STATES[gap.line.standing.state]), key="state", width=16),
        ListColumn(
            _("Open again because"),
            lambda gap: str(REOPENED.get(gap.line.standing.reopened, "")),
            key="reopened",
            width=36,
        ),
        ListColumn(
            _("Accepted until"),
            lambda gap: gap.accepted and gap.accepted.valid_to,
            ValueKind.DATE,
            14,
            key="until",
        ),
        ListColumn(_("Accepted by"), _decider, key="by", width=28),
        ListColumn(_("Reason"), lambda gap: gap.accepted and gap.accepted.reason, key="reason", width=40),
        ListColumn(_("Actions"), "actions", key="actions", width=24),
        ListColumn(_("Demand set by"), lambda gap: gap.source and gap.source.label, key="set_by", width=36),
        ListColumn(
            _("Unit of that"), lambda gap: gap.source and gap.source.unit, key="set_by_unit", width=28
        ),
    )

    keeps: ClassVar[Mapping[str, KeptValue]] = {
        "demanded": KeptValue(
            _("Demanded"), lambda row: in_letters({e.aspect: e.demanded for e in gaps_of(row)})
        ),
        "offered": KeptValue(
            _("Offered"), lambda row: in_letters({e.aspect: e.offered for e in gaps_of(row)})
        ),
        "state": KeptValue(_("State"), lambda row: state_of(row).value, lambda state: STATES[State(state)]),
    }

    @cached_property
    def every(self) -> list[GapRow]:
        """Return all rows, regardless of the filter."""
        return self.selector.rows(self.asked)

    def rows(self) -> list[GapRow]:
        """Return the rows that match the filter."""
        return filter_rows(self.every, self.wanted)

    def paths(self) -> list[str]:
        """Return the paths of the units of the matching rows, without loading what is needed to show the rows."""
        return [place.path for place in self.selector.at(self.wanted)]

    def rows_under(self, path: str) -> list[GapRow]:
        """Return the matching rows of the unit with that path and the units below it; no other rows are computed."""
        return self.selector.rows(self.wanted, path)

    def about(self, row: GapRow) -> UUID:
        """Return the id of the register row that the demand is made of."""
        return row.thing.record

    def told(self, rows: Sequence[GapRow]) -> Sequence[ShownRow]:
        """Return the rows as shown, with who set each demand and which actions were raised."""
        return shown_rows(self.access, self.selector, rows)

    def lines(self, told: Sequence[ShownRow]) -> Iterable[GapLine | ShownRow]:
        """Yield one line of the file per aspect of each row."""
        for shown in told:
            for line in shown.row.lines:
                accepted = line.accepted if line.standing.state == State.ACCEPTED else None
                numbers = [shown.actions[work.pk].number for work in line.works if work.pk in shown.actions]
                yield GapLine(shown, line, accepted, shown.seen.get(line.source or 0), ", ".join(numbers))

    def lead(self) -> list[str]:
        """Return sentences with the number of gaps and how many are in each state."""
        found = counts(self.ordered)
        if not found.total():
            return []
        things = len({row.thing.pk for row in self.ordered})
        where = ngettext("at %(things)s service or supplier", "at %(things)s services and suppliers", things)
        words = {"count": self.counted(found.total()), "where": where % {"things": number(things)}}
        states = {state.name.lower(): number(found[state]) for state in State}
        return [
            _("%(count)s %(where)s.") % words,
            _("Open: %(open)s. Action under way: %(under_way)s. Accepted for a time: %(accepted)s.") % states,
        ]

    @staticmethod
    def counted(count: int) -> str:
        """Return the count with the noun of the list, such as "3 gaps"."""
        raise NotImplementedError


class GapList(GapRows):
    """Known gaps: where less is offered than is demanded, worst first. Leaves out levels that nobody has stated."""

    key, slug, extract = "gap-list", "gap", "gaps"
    title, crumb = _("Gaps between demand and offer"), _("Gaps")
    caption = _("Gaps, the worst first")
    empty = _("No stated level is lower than what is demanded.")
    asked = GapFilter(view=View.KNOWN)

    @staticmethod
    def counted(count: int) -> str:
        """Return the number of gaps in words."""
        return ngettext("%(n)s gap", "%(n)s gaps", count) % {"n": number(count)}


class UnstatedList(GapRows):
    """Unknown levels: demands for which nobody has stated an offer, highest demand first."""

    key, slug, extract = "unstated-list", "okanda-nivaer", "unstated-levels"
    title, crumb = _("Offered levels that are not known"), _("Unknown levels")
    caption = _("Unknown levels, the highest demands first")
    empty = _("The level is stated of everything that classified information stands on.")
    asked = GapFilter(view=View.UNKNOWN)

    def more(self) -> dict[str, object]:
        """Return further template context: a link to start a campaign that asks the listed operators, if allowed."""
        shown = urlencode({name: value for name, value in self.chosen.items() if value})
        to = urlencode({"kind": "offered-levels"} | ({"about": shown} if shown else {}))
        may = self.access.anywhere(KEEP_CAMPAIGNS) and self.ordered
        return {**super().more(), "ask_url": f"{reverse('campaigns-create')}?{to}" if may else ""}

    @staticmethod
    def counted(count: int) -> str:
        """Return the number of unknown levels in words."""
        return ngettext("%(n)s unknown level", "%(n)s unknown levels", count) % {"n": number(count)}


class AcceptedList(GapRows):
    """Gaps that units have accepted for a time, because a lower offer or none is stated."""

    key, slug, api, permission = "accepted-list", "godtagna-gap", "accepted-levels", READ
    template, rows_template = "registers/computed.html", "registers/_computed_rows.html"
    title, caption = _("Accepted gaps"), _("Accepted gaps, the worst first")
    empty = _("No gap is accepted.")
    asked = GapFilter(state=State.ACCEPTED)
    reads = ("rule",)
    filters = tuple(each for each in GapRows.filters if each.name != "state")
    columns = (
        ListColumn(_("Number"), "row.thing.number", key="number", width=14, unbroken=True),
        ListColumn(_("Name"), "row.thing.name", key="name", width=36, link="url"),
        ListColumn(_("Unit"), "row.unit.name", key="unit", width=28),
        ListColumn(_("Aspects"), lambda shown: aspects_of(shown.row), key="aspects", width=36),
        ListColumn(_("What is missing"), lambda shown: lacks_of(shown.row), key="lack", width=28),
        ListColumn(
            _("Accepted until"), lambda shown: first_of(shown.row).valid_to, ValueKind.DATE, 14, key="until"
        ),
        ListColumn(_("Accepted by"), lambda shown: decider_of(first_of(shown.row)), key="by", width=28),
        ListColumn(_("Reason"), lambda shown: first_of(shown.row).reason, key="reason", width=40),
        ListColumn(
            _("Evidence"),
            lambda shown: evidence_in_words(shown.proofs),
            key="evidence",
            width=40,
            cell=lambda asked, shown: _evidence(asked.access, shown),
        ),
    )
    keeps = {
        **GapRows.keeps,
        "until": KeptValue(_("Accepted until"), lambda row: f"{first_of(row).valid_to}"),
    }

    def told(self, rows: Sequence[GapRow]) -> Sequence[ShownRow]:
        """Return the rows as shown, each with the evidence linked to its acceptances."""
        accepted = [[line.accepted for line in row.lines if line.accepted] for row in rows]
        found = evidence_of(self.access, [each for several in accepted for each in several])
        shown = zip(accepted, super().told(rows), strict=True)
        return [
            replace(each, proofs=[proof for one in several for proof in found[one.pk]])
            for several, each in shown
        ]

    @cached_property
    def until(self) -> date | None:
        """Return the last day of the filter: as far after the cut-off as the period is long."""
        period = Period.read(self.query.get("rule", "").removeprefix("ending:"))
        return period.cutoff + (period.last - period.first) if period else None

    @property
    def kept(self) -> Mapping[str, str]:
        """Return the query parameters to keep in links: the filter on ending acceptances, if chosen."""
        return {"rule": self.query["rule"]} if self.until else {}

    @property
    def wanted(self) -> GapFilter:
        """Return the filter, with its last day (`until`) added."""
        return replace(super().wanted, until=self.until)

    def lines(self, told: Sequence[ShownRow]) -> Sequence[ShownRow]:
        """Return one line of the file per row, not per aspect as in the other lists."""
        return told

    def lead(self) -> list[str]:
        """Return a sentence that says by which day the shown acceptances end; empty without that filter."""
        if self.until is None:
            return []
        return [_("Those whose time ends by %(day)s.") % {"day": formats.date_format(self.until)}]

    def more(self) -> dict[str, object]:
        """Return no further template context."""
        return {}


def gaps_of(row: GapRow) -> list[LevelGap]:
    """Return the gaps in the row, one per aspect."""
    return [line.gap for line in row.lines]


def state_of(row: GapRow) -> State:
    """Return the row's state: the state of its aspect that has the most left to do."""
    return min((line.standing.state for line in row.lines), key=list(STATES).index)


def aspects_of(row: GapRow) -> str:
    """Return the names of the row's aspects, as text."""
    return capitalised(aspects_in_words(line.gap.aspect for line in row.lines))


def lacks_of(row: GapRow) -> str:
    """Return what is wrong in the row's aspects as text, each kind of lack once."""
    return ", ".join(dict.fromkeys(str(LACKS[line.gap.lack]) for line in row.lines))


def first_of(row: GapRow) -> GapException:
    """Return the row's acceptance with the earliest last day."""
    return min((line.accepted for line in row.lines if line.accepted), key=lambda each: each.valid_to)


def evidence_in_words(proofs: Sequence[Proof]) -> str:
    """Return the names of the evidence as text, each once."""
    return ", ".join(dict.fromkeys(proof.evidence.name for proof in proofs))


def _evidence(access: Access, shown: ShownRow) -> Cell:
    """Return a cell with the evidence, or with a link to add evidence for users who may."""
    if shown.proofs:
        page = reverse("evidence-detail", args=[shown.proofs[0].evidence_id])
        return Cell(text=evidence_in_words(shown.proofs), url=page)
    accepted = first_of(shown.row)
    may = access.may(EDIT, shown.row.unit) and access.anywhere(EVIDENCE.edit)
    url = reverse("proof-add", args=[kind_of(GapException), accepted.pk]) if may else ""
    return Cell(text=_("Add evidence") if may else "", url=url)


def decider_of(accepted: GapException) -> str:
    """Return the name and role of the user who accepted the gap."""
    return f"{accepted.decider_name}, {accepted.decider_role}"
