"""How mature the city's units are in each area, by their answers and by the registers; the city's level on top."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.maturity.models import EDIT, READ, NationalFigure
from akropolis.assurance.maturity.register.national import national_table
from akropolis.assurance.maturity.rules.levels import CITY_SHARE, MaturityLevel, Shown, city_level
from akropolis.assurance.maturity.selectors.levels import (
    AreaMaturity,
    asked_units,
    latest_assessments,
    maturity_of,
)
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Kind, Table, build_table
from akropolis.base.ui.words import Phrase

STATES: Mapping[str, tuple[Phrase, Kind]] = {
    "contradicted": (_("Contradicted by the registers"), "warning"),
    "not_assessed": (_("Not assessed"), "neutral"),
    "open": (_("Assessed in part"), "info"),
    "assessed": (_("Assessed"), "success"),
}
"""How an area of a unit may stand, what needs attention first."""


def state_of(row: AreaMaturity) -> str:
    """Return how the area stands: a key of `STATES`."""
    if row.level is None:
        return "not_assessed"
    if row.contradictions:
        return "contradicted"
    return "open" if row.level.open else "assessed"


def state_cell(row: AreaMaturity) -> Cell:
    """Return how the area stands, as a cell of a table."""
    words, kind = STATES[state_of(row)]
    return Cell(text=words, kind=kind)


def level_words(level: MaturityLevel | None) -> str:
    """Return a level by answers in words."""
    if level is None:
        return gettext("Not assessed")
    if not level.open:
        return plain_level(level.reached)
    if not level.reached:
        return gettext("Level 1 is not assessed")
    return gettext("At least level %(n)s, not assessed above") % {"n": level.reached}


def plain_level(reached: int) -> str:
    """Return a level in words; 0 is below the first."""
    return gettext("Level %(n)s") % {"n": reached} if reached else gettext("Has not reached level 1")


def register_words(row: AreaMaturity) -> str:
    """Return in words how high the registers let the area be."""
    if row.supported is not None:
        return gettext("At most level %(n)s") % {"n": row.supported} if row.supported else plain_level(0)
    holds = any(each.holds for each in row.statements)
    return gettext("Speak against no level") if holds else gettext("Show nothing of this")


def shown_words(shown: Shown | None) -> str:
    """Return what the registers show of a statement, with the numbers; empty where they show nothing."""
    if shown is None:
        return ""
    words = {"n": number(shown.counted), "of": number(shown.whole or 0), "least": number(shown.at_least)}
    if shown.whole is None:
        return gettext("The registers show %(n)s; at least %(least)s is needed.") % words
    if not shown.whole:
        return gettext("The registers have nothing to count here.")
    words["share"] = number(shown.counted * 100 // shown.whole)
    return (
        gettext("The registers show %(n)s of %(of)s (%(share)s %%); at least %(least)s %% is needed.") % words
    )


class MaturityLevels(Computed[AreaMaturity]):
    """The maturity of each unit in each area."""

    key, slug, api = "maturity-levels", "mognad-per-enhet", "maturity-levels"
    permission, within = READ, "unit"
    title = crumb = _("Maturity by unit")
    start = (_("Maturity assessments"), "maturity-list")
    template = "maturity/levels.html"
    unasked = ("every",)
    empty = _("No unit whose maturity you may read is to assess itself, or there are no statements.")
    keeps = {
        "state": KeptValue(_("State"), state_of, lambda state: STATES[state][0]),
        "level": KeptValue(_("Level by the answers"), lambda row: row.level.reached if row.level else None),
    }
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("state", _("State"), [(state, words) for state, (words, _kind) in STATES.items()]),
    )
    columns = (
        ListColumn(_("Area"), "area.title", key="area", width=40),
        ListColumn(_("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(_("By the answers"), lambda row: level_words(row.level), key="by_answers"),
        ListColumn(_("By the registers"), register_words, key="by_registers", width=30),
        ListColumn(_("Contradictions"), "contradictions", ValueKind.NUMBER, key="contradictions"),
        ListColumn(
            _("State"),
            lambda row: str(state_cell(row).text),
            key="state",
            cell=lambda _asked, row: state_cell(row),
        ),
        ListColumn(
            _("Assessment"),
            lambda row: row.assessment.title if row.assessment else "",
            key="assessment",
            width=36,
            link=lambda row: reverse("maturity-detail", args=[row.assessment.pk]) if row.assessment else "",
        ),
    )

    @cached_property
    def every(self) -> Sequence[AreaMaturity]:
        """All rows that the user may read, whatever the filters."""
        return maturity_of(self.access, self.day, latest_assessments(self.access, self.day))

    def rows(self) -> Sequence[AreaMaturity]:
        """Return the rows of the chosen unit and those below, in the chosen states."""
        code, states = self.chosen["unit"], {*self.chosen["state"].split(",")} - {""}
        within = [row for row in self.every if not code or f"/{code}/" in row.unit.path]
        return [row for row in within if not states or state_of(row) in states]

    def about(self, row: AreaMaturity) -> UUID:
        """Return an id of unit and area together, which no register has."""
        return uuid5(row.area.pk, str(row.unit.pk))

    def name_of(self, row: AreaMaturity) -> str:
        """Return the area and the unit."""
        return f"{row.area.title}: {row.unit.name}"

    def more(self) -> Mapping[str, object]:
        """Return the city's levels, only for those who may read every unit's answers, and the national figures."""
        whole = self.access.may(READ, None) and not self.chosen["unit"] and self.every
        national = NationalFigure.in_force(self.access, self.day)
        return {
            "city": self._city_levels() if whole else None,
            "share": CITY_SHARE,
            "national": national_table(national),
            "add_url": reverse("maturity-create") if self.access.anywhere(EDIT) else "",
        }

    def _city_levels(self) -> Table:
        units = {unit.pk for unit in asked_units(self.access, self.day)}
        areas = defaultdict[str, list[int]](list)
        for row in self.every:
            if row.unit.pk in units:
                areas[row.area.title] += [row.level.reached] if row.level else []
        cells = []
        for area, reached in areas.items():
            words = {"n": number(len(reached)), "of": number(len(units))}
            level = plain_level(city_level(reached, len(units)))
            cells.append((area, level, gettext("%(n)s of %(of)s units") % words))
        return build_table(gettext("The city's level"), (_("Area"), _("Level"), _("Have answered")), cells)
