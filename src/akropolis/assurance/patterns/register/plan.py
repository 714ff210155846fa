"""Plan för it-säkerhet: which pattern each IT service follows, in which version, and what deviates."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.patterns.models import FollowingState, PatternFollowing
from akropolis.assurance.patterns.selectors.following import PlannedService, list_planned
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import (
    AnyList,
    Computed,
    KeptValue,
    ListColumn,
    ListFilter,
    units_of,
)
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.rules.permissions import READ

NONE, ANY = "none", "any"
HOLDING = {FollowingState.FOLLOWS, FollowingState.WAITS}
"""The states of `ANY`: a pattern that no longer holds is not followed."""
KINDS: dict[str, Kind] = {FollowingState.FOLLOWS: "success", FollowingState.WAITS: "warning", NONE: "neutral"}


def state_of(row: PlannedService) -> str:
    """Return the state of the service: that of the pattern that most needs attention, or `NONE`."""
    states = {each.state for each in row.followings}
    order = (FollowingState.WAITS, FollowingState.FOLLOWS, FollowingState.ENDED)
    return next((str(state.value) for state in order if state in states), NONE)


def state_words(key: str) -> str:
    """Return the state in words."""
    return str(_("Follows none")) if key == NONE else str(FollowingState(key).label)


def version_words(row: PatternFollowing) -> str:
    """Return which version of the pattern has been gone through, and which holds if that is another."""
    words = {"number": row.edition, "now": row.pattern.edition}
    if row.state == FollowingState.FOLLOWS or not words["now"]:
        return _("version %(number)s") % words
    if not row.edition:
        return _("version %(now)s has not been gone through") % words
    return _("version %(number)s; version %(now)s has not been gone through") % words


def _patterns(row: PlannedService) -> str:
    return ", ".join(f"{each.pattern.title} ({version_words(each)})" for each in row.followings)


def _state(_asked: AnyList, row: PlannedService) -> Cell:
    key = state_of(row)
    return Cell(text=state_words(key), kind=KINDS.get(key, "danger"))


def _url(row: PlannedService) -> str:
    return record_url(NodeKind(row.node.kind), row.node.record)


def _deviations(_asked: AnyList, row: PlannedService) -> Cell:
    if row.deviations is None:
        return Cell(text=_("not shown to you"))
    return Cell(text=number(row.deviations), url=f"{_url(row)}#patterns" if row.deviations else "")


class SecurityPlan(Computed[PlannedService]):
    """The IT services whose followed patterns the user may read, those that follow none included."""

    key, slug, api, within = "pattern-plan", "plan-for-it-sakerhet", "pattern-plan", "unit"
    permission = READ
    title = gettext_lazy("Plan for IT security")
    empty = gettext_lazy("No IT service here whose measures you may read.")
    unasked = ("every",)
    keeps = {"state": KeptValue(gettext_lazy("Pattern"), state_of, state_words)}
    filters = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("pattern", gettext_lazy("Security pattern"), lambda asked: asked.patterns()),
        ListFilter(
            "state",
            gettext_lazy("How it stands"),
            [
                (ANY, gettext_lazy("Follows a pattern")),
                (NONE, gettext_lazy("Follows none")),
                *FollowingState.choices,
            ],
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("IT service"), "node.name", key="name", width=40, link=_url, sort="node.sort_key"
        ),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(gettext_lazy("Security pattern"), _patterns, key="patterns", width=50),
        ListColumn(
            gettext_lazy("How it stands"), lambda r: state_words(state_of(r)), key="state", cell=_state
        ),
        ListColumn(
            gettext_lazy("Gone through on"),
            lambda r: min((e.confirmed_on for e in r.followings if e.confirmed_on), default=None),
            ValueKind.DATE,
            key="confirmed_on",
        ),
        ListColumn(
            gettext_lazy("Open deviations"),
            "deviations",
            ValueKind.NUMBER,
            key="deviations",
            cell=_deviations,
        ),
    )

    @cached_property
    def every(self) -> Sequence[PlannedService]:
        """All services that the user may read."""
        return list_planned(self.access)

    def patterns(self) -> list[tuple[str, str]]:
        """Return the patterns that any of the services follows."""
        found = {each.pattern for row in self.every for each in row.followings}
        return [(row.number, row.title) for row in sorted(found, key=lambda row: (row.sort_key, row.number))]

    def rows(self) -> Sequence[PlannedService]:
        """Return the services of the chosen unit, pattern and state."""
        unit, pattern, asked = (self.chosen[name] for name in ("unit", "pattern", "state"))
        states = {ANY: HOLDING}.get(asked, {*asked.split(",")} - {""})
        return [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.unit.path)
            and (not pattern or any(each.pattern.number == pattern for each in row.followings))
            and (not asked or state_of(row) in states)
        ]

    def about(self, row: PlannedService) -> UUID:
        """Return the service's key."""
        return row.node.record

    def lead(self) -> Sequence[str]:
        """Return how many services follow a pattern, of all; nothing without services."""
        rows = self.ordered
        if not rows:
            return ()
        count = sum(1 for row in rows if state_of(row) in HOLDING)
        words = {"count": number(count), "of": number(len(rows))}
        return (_("%(count)s of %(of)s IT services follow a security pattern.") % words,)

    def crumbs(self) -> list[Crumb]:
        """The register of patterns, and this page."""
        start = Crumb(label=_("Security patterns"), url=reverse("patterns-list"))
        return [start, Crumb(label=str(self.title))]
