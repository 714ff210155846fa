"""Plan för it-säkerhet: which pattern each IT service follows, in which version, and what deviates."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
from akropolis.base.ui.parts import Cell, Kind
from akropolis.graph.compliance.rules.permissions import EDIT, READ

KINDS: Mapping[str, Kind] = {
    FollowingState.WAITS: "warning",
    FollowingState.FOLLOWS: "success",
    FollowingState.ENDED: "danger",
    FollowingState.NONE: "neutral",
}


def version_words(row: PatternFollowing) -> str:
    """Return which version of the pattern has been gone through, and which holds if that is another."""
    words = {"number": row.edition, "now": row.pattern.edition}
    if row.state != FollowingState.WAITS:
        return _("version %(number)s") % words
    if not row.edition:
        return _("version %(now)s has not been gone through") % words
    return _("version %(number)s; version %(now)s has not been gone through") % words


def _patterns(row: PlannedService) -> str:
    return ", ".join(f"{each.pattern.title} ({version_words(each)})" for each in row.followings)


def _patterns_cell(asked: AnyList, row: PlannedService) -> Cell:
    """Return the patterns; without any, the way to follow one for those who may."""
    if row.followings or not asked.access.may(EDIT, row.unit):
        return Cell(text=_patterns(row))
    return Cell(text=gettext("Follow a pattern"), url=reverse("pattern-follow", args=[row.node.record]))


def _state(_asked: AnyList, row: PlannedService) -> Cell:
    return Cell(text=str(row.state.label), kind=KINDS[row.state])


def _deviations(_asked: AnyList, row: PlannedService) -> Cell:
    if row.deviations is None:
        return Cell(text=gettext("not shown to you"))
    return Cell(text=number(row.deviations), url=f"{row.url}#patterns" if row.deviations else "")


class SecurityPlan(Computed[PlannedService]):
    """The IT services whose followed patterns the user may read, those that follow none included."""

    key, slug, api, within = "pattern-plan", "plan-for-it-sakerhet", "pattern-plan", "unit"
    permission, start = READ, (_("Security patterns"), "patterns-list")
    title = _("Plan for IT security")
    empty = _("No IT service here whose measures you may read.")
    unasked = ("every",)
    keeps = {"state": KeptValue(_("Pattern"), "state.value", lambda key: FollowingState(key).label)}
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("pattern", _("Security pattern"), lambda asked: asked.patterns()),
        ListFilter("state", _("How it stands"), FollowingState.choices),
    )
    columns = (
        ListColumn(_("IT service"), "node.name", key="name", width=40, link="url", sort="node.sort_key"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(_("Security pattern"), _patterns, key="patterns", width=50, cell=_patterns_cell),
        ListColumn(_("How it stands"), lambda row: str(row.state.label), key="state", cell=_state),
        ListColumn(
            _("Gone through on"),
            lambda row: min(
                (each.confirmed_on for each in row.followings if each.confirmed_on), default=None
            ),
            ValueKind.DATE,
            key="confirmed_on",
        ),
        ListColumn(_("Open deviations"), "deviations", ValueKind.NUMBER, key="deviations", cell=_deviations),
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
        """Return the services of the chosen unit, pattern and states."""
        unit, pattern, states = (self.chosen[name] for name in ("unit", "pattern", "state"))
        return [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.unit.path)
            and (not pattern or any(each.pattern.number == pattern for each in row.followings))
            and (not states or row.state in states.split(","))
        ]

    def about(self, row: PlannedService) -> UUID:
        """Return the service's key."""
        return row.node.record

    def lead(self) -> Sequence[str]:
        """Return how many services follow a pattern, of all; nothing without services."""
        states = [row.state for row in self.ordered]
        count = states.count(FollowingState.FOLLOWS) + states.count(FollowingState.WAITS)
        words = {"count": number(count), "of": number(len(states))}
        return [_("%(count)s of %(of)s IT services follow a security pattern.") % words] if states else ()
