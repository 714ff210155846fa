"""The computed list of accepted risks: until when, by whom, and why one must be decided anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import cast
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import capitalised, count_words
from akropolis.base.ui.parts import Cell, Kind
from akropolis.graph.risk.models import AcceptanceChange, Risk, RiskDecision
from akropolis.graph.risk.reports.risk_words import level_for
from akropolis.graph.risk.rules.permissions import READ
from akropolis.graph.risk_decisions.reports.acceptance_words import ChangeWords, acceptance_state
from akropolis.graph.risk_decisions.selectors.acceptances import latest_acceptances, list_acceptance_changes
from akropolis.graph.risk_decisions.selectors.facts import CurrentFacts

SOON = timedelta(days=30)
"""How long before its last day an acceptance counts as running out."""
STATES = {
    "stale": _("To be decided anew"),
    "ending": _("Runs out within 30 days"),
    "over": _("Has run out"),
    "holds": _("In force"),
}


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """An accepted risk; `told` rows also have who accepted it and what has changed since, in words."""

    risk: Risk
    unit: Unit
    until: date
    stale: bool
    by: str = ""
    level: str = ""
    kind: Kind = "neutral"
    state: str = ""
    state_kind: Kind = "neutral"
    why: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Return the URL of the risk."""
        return reverse("risks-detail", args=[self.risk.pk])


class AcceptedRiskList(Computed[AcceptanceRow]):
    """The accepted risks that the user may read, first those that must be decided anew, then by their last day."""

    key, slug, api = "risk-acceptances-list", "risker/acceptanser", "risk-acceptances"
    permission = READ
    title, caption = _("Accepted risks"), _("Accepted risks, first those to decide anew")
    empty = _(
        "No risk is accepted here. A risk is accepted on its own page, by somebody with a mandate for its level."
    )
    start = (_("Risks"), "risks-list")
    within = "unit"
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("state", _("How it is"), list(STATES.items())),
        ListFilter("cause", _("The same change"), hidden=True),
    )
    columns = (
        ListColumn(_("Risk"), "risk.title", key="risk", width=40, link="url", sort="risk.sort_key"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        ListColumn(
            _("Level"),
            "level",
            key="level",
            cell=lambda _asked, row: Cell(text=row.level, kind=row.kind),
        ),
        ListColumn(_("Accepted until"), "until", ValueKind.DATE, key="until", sort="until"),
        ListColumn(_("Accepted by"), "by", key="by", width=34),
        ListColumn(
            _("How it is"),
            "state",
            key="state",
            width=24,
            cell=lambda _asked, row: Cell(text=row.state, kind=row.state_kind),
        ),
        ListColumn(_("Why"), lambda row: " ".join(row.why), key="why", width=60),
    )

    @cached_property
    def every(self) -> list[AcceptanceRow]:
        """All accepted risks that the user may read, whatever the filters."""
        rows = Risk.objects.visible(self.access).filter(
            accepted_until__isnull=False, archived_at=None, ended_on=None
        )
        stale = set(AcceptanceChange.objects.filter(asks=True).values_list("risk", flat=True))
        found = [
            AcceptanceRow(risk, risk.owner_unit, risk.accepted_until, risk.pk in stale)
            for risk in rows.select_related("owner_unit").order_by("accepted_until", "sort_key", "pk")
            if risk.accepted_until
        ]
        return sorted(found, key=lambda row: not row.stale)

    def rows(self) -> list[AcceptanceRow]:
        """The rows that the filters choose."""
        code, state, caused = self.chosen["unit"], self.chosen["state"], self._caused
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path)
            and (not state or self._is(row, state))
            and (caused is None or row.risk.pk in caused)
        ]

    @cached_property
    def _caused(self) -> set[UUID] | None:
        """The risks whose acceptance the change made stale; None without that filter."""
        cause = self.chosen["cause"]
        rows = AcceptanceChange.objects.filter(asks=True, cause=cause or None)
        return set(rows.values_list("risk", flat=True)) if cause else None

    def _is(self, row: AcceptanceRow, state: str) -> bool:
        return {
            "stale": row.stale,
            "ending": self.day <= row.until <= self.day + SOON,
            "over": row.until < self.day,
            "holds": not row.stale and row.until >= self.day,
        }[state]

    def told(self, rows: Sequence[AcceptanceRow]) -> list[AcceptanceRow]:
        """Return the rows with who accepted each, and what has changed since."""
        risks, facts = [row.risk for row in rows], CurrentFacts(self.day)
        decisions = latest_acceptances(self.access, risks)
        changes = [each for each in list_acceptance_changes(self.access, risks) if each.asks]
        words = ChangeWords(self.access, changes, facts)
        why: dict[UUID, list[str]] = {}
        for change in changes:
            why.setdefault(change.risk_id, []).append(words.describe(change))
        return [self._described(row, decisions, why) for row in rows]

    def _described(
        self,
        row: AcceptanceRow,
        decisions: Mapping[UUID, RiskDecision],
        why: Mapping[UUID, Sequence[str]],
    ) -> AcceptanceRow:
        level, decision = level_for(row.risk, row.risk.level), decisions.get(row.risk.pk)
        state, kind = acceptance_state(row.until, stale=row.stale, today=self.day)
        return replace(
            row,
            by=f"{decision.decider_name}, {decision.decider_role}" if decision else "",
            level=level.label if level else "",
            kind=cast(Kind, level.kind) if level else "neutral",
            state=state,
            state_kind=kind,
            why=why.get(row.risk.pk, ()),
        )

    def lead(self) -> list[str]:
        """Return how many must be decided anew, and how many have run out."""
        stale, over = sum(row.stale for row in self.every), sum(row.until < self.day for row in self.every)
        said = []
        if stale:
            words = ngettext("%(n)s must be decided anew.", "%(n)s must be decided anew.", stale)
            said.append(words % {"n": capitalised(count_words(stale))})
        if over:
            words = ngettext("%(n)s has run out.", "%(n)s have run out.", over)
            said.append(words % {"n": capitalised(count_words(over))})
        return said
