"""The audit programme of a year: what is planned, held and late, and which units nobody has audited in three years."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.assurance.audits.models import Audit, AuditState
from akropolis.assurance.audits.rules.permissions import READ
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import AnyList, Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.calendar import months_on
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.base.ui.words import Phrase

YEARS = 3
LATE, NEVER = "late", "never"
STANDING: dict[str, tuple[Kind, Phrase]] = {
    NEVER: ("warning", gettext_lazy("Not audited in three years")),
    LATE: ("danger", gettext_lazy("Not held in time")),
    AuditState.PLANNED: ("neutral", AuditState.PLANNED.label),
    AuditState.HELD: ("info", AuditState.HELD.label),
    AuditState.REPORTED: ("info", AuditState.REPORTED.label),
    AuditState.ANSWERED: ("success", AuditState.ANSWERED.label),
    AuditState.CLOSED: ("success", AuditState.CLOSED.label),
}


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """An audit of the year, or a unit that has none in three years."""

    unit: Unit
    audit: Audit | None
    standing: str


def _title_cell(_asked: AnyList, row: ProgrammeRow) -> Cell:
    if row.audit is None:
        return Cell(text="–")
    url = reverse("audits-detail", args=[row.audit.pk])
    return Cell(text=row.audit.title, url=url, note=row.audit.get_kind_display())


def _standing_cell(_asked: AnyList, row: ProgrammeRow) -> Cell:
    kind, words = STANDING[row.standing]
    return Cell(text=words, kind=kind)


class AuditProgramme(Computed[ProgrammeRow]):
    """The audits of one year, and the committees and companies that have not been audited in three years."""

    key, slug, api, within = "audit-programme", "revisionsprogram", "audit-programme", "unit"
    permission = READ
    title = gettext_lazy("Audit programme")
    empty = gettext_lazy("No audit is planned for the year.")
    filters = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(asked.units)),
        ListFilter(
            "year", gettext_lazy("Year"), lambda asked: asked.years(), every=gettext_lazy("This year")
        ),
    )
    columns = (
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("Audit"),
            lambda row: row.audit and row.audit.title,
            key="title",
            width=40,
            cell=_title_cell,
        ),
        ListColumn(
            gettext_lazy("Planned for"),
            lambda row: row.audit and row.audit.planned_on,
            ValueKind.DATE,
            key="planned_on",
        ),
        ListColumn(
            gettext_lazy("Held on"),
            lambda row: row.audit and row.audit.held_on,
            ValueKind.DATE,
            key="held_on",
        ),
        ListColumn(
            gettext_lazy("How it stands"),
            lambda row: str(STANDING[row.standing][1]),
            key="standing",
            width=28,
            cell=_standing_cell,
        ),
    )

    @cached_property
    def every(self) -> list[Audit]:
        """All audits that the user may read."""
        rows = Audit.objects.visible(self.access).filter(archived_at=None).select_related("owner_unit")
        return list(rows.order_by("planned_on", "sort_key", "id"))

    @cached_property
    def units(self) -> list[Unit]:
        """The units of the audits, and the committees and companies whose audits the user may read."""
        mine = Unit.objects.visible(self.access).filter(self.access.units(READ), Q(valid_to=None))
        own = list(mine.filter(kind__in=OWN_AUTHORITY).order_by("sort_key", "pk"))
        return [*own, *({row.owner_unit for row in self.every} - set(own))]

    def years(self) -> list[tuple[str, str]]:
        """Return the years that have audits, latest first."""
        found = {day.year for row in self.every for day in (row.planned_on, row.held_on) if day}
        return [(str(year), str(year)) for year in sorted(found, reverse=True)]

    @cached_property
    def year(self) -> int:
        """The chosen year; without one, the year of the list's day."""
        return int(self.chosen["year"] or self.day.year)

    def rows(self) -> Sequence[ProgrammeRow]:
        """Return the year's audits by day, and before them the units that nobody has audited."""
        since, code = months_on(self.day, -12 * YEARS), self.chosen["unit"]
        audited = [row.owner_unit.path for row in self.every if row.held_on and row.held_on >= since]
        missing = [
            ProgrammeRow(unit, None, NEVER)
            for unit in self.units
            if unit.kind in OWN_AUTHORITY and not any(path.startswith(unit.path) for path in audited)
        ]
        found = [
            ProgrammeRow(row.owner_unit, row, LATE if self._is_late(row) else row.state)
            for row in self.every
            if self.year in (row.planned_on.year, row.held_on and row.held_on.year)
        ]
        return [row for row in [*found, *missing] if not code or f"/{code}/" in row.unit.path]

    def _is_late(self, row: Audit) -> bool:
        return row.state == AuditState.PLANNED and row.planned_on < self.day

    def lead(self) -> Sequence[str]:
        """Return how many audits the year has and how they stand, and how many units nobody has audited."""
        counts = Counter(row.standing for row in self.ordered)
        never = counts.pop(NEVER, 0)
        stand = [f"{STANDING[key][1]}: {counts[key]}." for key in STANDING if counts[key]]
        said = [" ".join([self._audits_words(counts.total()), *stand])] if stand else []
        if never:
            sentence = ngettext(
                "%(n)s committee or company has not been audited in three years.",
                "%(n)s committees and companies have not been audited in three years.",
                never,
            )
            said.append(sentence % {"n": number(never)})
        return said

    def _audits_words(self, count: int) -> str:
        sentence = ngettext(
            "The programme for %(year)s has %(n)s audit.",
            "The programme for %(year)s has %(n)s audits.",
            count,
        )
        return sentence % {"year": self.year, "n": number(count)}

    def crumbs(self) -> list[Crumb]:
        """The register of audits, and this page."""
        return [Crumb(label=_("Audits"), url=reverse("audits-list")), Crumb(label=str(self.title))]
