"""Whether measures work: one page for the city and one per unit, and the places with their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assurance.effect_tests.rules.effect import EffectState, EffectSum, sum_effects
from akropolis.assurance.effect_tests.selectors.effects import (
    EDIT,
    READ,
    Effect,
    list_effects,
    sorted_effects,
)
from akropolis.base.kernel.access.models import Unit
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
from akropolis.base.ui.parts import Cell, Figure, Kind
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.reports.words import START, STATES, area_name
from akropolis.graph.compliance.selectors.catalogue import Areas, areas

WORDS: Mapping[EffectState, tuple[Phrase, Kind]] = {
    EffectState.FAILS: (gettext_lazy("Does not work"), "danger"),
    EffectState.PARTLY: (gettext_lazy("Works in part"), "warning"),
    EffectState.UNTESTED: (gettext_lazy("Untested"), "neutral"),
    EffectState.NOT_COUNTED: (gettext_lazy("Tested, but not assessed as met"), "info"),
    EffectState.WORKS: (gettext_lazy("Works"), "success"),
}
PRESENT = "present"
"""Filter value for all measures that are assessed as met, whatever their effect."""
NUMBERS: Mapping[str, Phrase] = {
    PRESENT: gettext_lazy("assessed as met"),
    "works": gettext_lazy("work"),
    "untested": gettext_lazy("untested"),
}


def effect_cell(row: Effect) -> Cell:
    """Return the effect in words, with the numbers and the day of the test behind it."""
    words, kind = WORDS[row.state]
    if row.test is None:
        return Cell(text=words, kind=kind)
    given = {"held": number(row.test.held), "tested": number(row.test.tested)}
    return Cell(text=words, kind=kind, note=_("%(held)s of %(tested)s held") % given)


def _test_cell(_asked: AnyList, row: Effect) -> Cell:
    if row.test is None:
        return Cell(text="–")
    url = reverse("effect-tests-detail", args=[row.test.pk])
    return Cell(text=row.test.tested_on.isoformat(), url=url, note=str(row.test.kind))


def _state_cell(_asked: AnyList, row: Effect) -> Cell:
    words, kind = STATES[row.status]
    return Cell(text=words, kind=kind)


class EffectList(Computed[Effect]):
    """Which measures are there, which work, and which nobody has tested."""

    key, slug, api, permission, within = "effect-list", "effekt", "effects", READ, "unit"
    title = crumb = gettext_lazy("Do the measures work?")
    start = START
    template = "effect_tests/effect_list.html"
    unasked = ("every", "areas")
    empty = gettext_lazy(
        "No measure is assessed as met, and none is tested, where you may read tests. Assess measures first."
    )
    filters = (
        ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(r.unit for r in asked.every)),
        ListFilter(
            "state",
            gettext_lazy("Effect"),
            [(PRESENT, gettext_lazy("Assessed as met")), *((e.value, w) for e, (w, _kind) in WORDS.items())],
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Security measure"),
            "control.title",
            key="name",
            width=50,
            link="url",
            sort="control.position",
        ),
        ListColumn(gettext_lazy("Where"), "place.name", key="place", width=36, sort="place.sort_key"),
        ListColumn(gettext_lazy("Area"), "area", key="area", width=36),
        ListColumn(
            gettext_lazy("Assessed as"),
            lambda row: str(STATES[row.status][0]),
            key="state",
            cell=_state_cell,
            sort="status",
        ),
        ListColumn(
            gettext_lazy("Effect"),
            lambda row: str(WORDS[row.state][0]),
            key="effect",
            cell=lambda _asked, row: effect_cell(row),
            sort="state",
        ),
        ListColumn(
            gettext_lazy("Tested"),
            lambda row: row.test and row.test.tested_on,
            ValueKind.DATE,
            key="tested_on",
            cell=_test_cell,
        ),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", on_page=False),
    )

    @cached_property
    def every(self) -> Sequence[Effect]:
        """All rows that the user may read, the worst first."""
        return sorted_effects(list_effects(self.access, self.day), self.areas.of)

    @cached_property
    def areas(self) -> Areas:
        """The areas of measures on the day."""
        return areas(self.day)

    @cached_property
    def of_unit(self) -> Sequence[Effect]:
        """The rows of the chosen unit and those below, whatever the state."""
        code = self.chosen["unit"]
        return [row for row in self.every if not code or f"/{code}/" in row.unit.path]

    def rows(self) -> Sequence[Effect]:
        """Return the rows of the chosen unit and state."""
        state = self.chosen["state"]
        out = EffectState.NOT_COUNTED
        return [
            r for r in self.of_unit if state in ("", r.state) or (state == PRESENT and r.state is not out)
        ]

    def told(self, rows: Sequence[Effect]) -> Sequence[Effect]:
        """Return the rows with the name of their area."""
        return [replace(r, area=area_name(self.areas, self.areas.area(r.control.pk))) for r in rows]

    def more(self) -> Mapping[str, object]:
        """Return the three numbers, each with the address of exactly its rows, and the way to add a test."""
        sums = sum_effects(row.state for row in self.of_unit)
        shown = [
            Figure(value=number(getattr(sums, each)), text=str(words), url=self.url(state=each, sort=""))
            for each, words in NUMBERS.items()
        ]
        unit = f"?unit={code}" if (code := self.chosen["unit"]) else ""
        add = reverse("effect-tests-create") + unit if self.access.anywhere(EDIT) else ""
        return {"numbers": shown, "sums": sums, "unit_name": self._unit(code), "add_url": add}


@dataclass(frozen=True, slots=True)
class EffectPlace:
    """A unit or service with the sum of the effects of its measures."""

    place: Unit | Node
    unit: Unit
    sum: EffectSum

    @property
    def url(self) -> str:
        """Return the URL of the effects in the unit that answers for the place."""
        return reverse("effect-unit", args=[self.unit.code])


class EffectPlaces(Computed[EffectPlace]):
    """Units and services with measures assessed as met: how many of these work and how many are untested."""

    key, slug, api, permission, within = "effect-places-list", "effekt-platser", "effect-places", READ, "unit"
    title = crumb = gettext_lazy("Effect by unit and service")
    start = START
    unasked = ("every",)
    empty = gettext_lazy("No measure is assessed as met where you may read tests.")
    filters = (ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(r.unit for r in asked.every)),)
    columns = (
        ListColumn(
            gettext_lazy("Name"), "place.name", key="name", width=40, link="url", sort="place.sort_key"
        ),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=28, sort="unit.sort_key"),
        *(
            ListColumn(label, f"sum.{each}", ValueKind.NUMBER, key=each, sort=f"sum.{each}")
            for each, label in (
                (PRESENT, gettext_lazy("Assessed as met")),
                ("tested", gettext_lazy("Tested")),
                *(
                    (each.value, WORDS[each][0])
                    for each in reversed(EffectState)
                    if each.value in EffectSum._fields
                ),
            )
        ),
    )
    keeps = {
        each: KeptValue(label, f"sum.{each}")
        for each, label in ((PRESENT, gettext_lazy("Assessed as met")), ("tested", gettext_lazy("Tested")))
    }

    @cached_property
    def every(self) -> list[EffectPlace]:
        """All places whose tests the user may read, those with most untested first."""
        found: dict[tuple[object, UUID], list[Effect]] = {}
        for row in list_effects(self.access, self.day):
            found.setdefault((row.place.pk, row.unit.pk), []).append(row)
        rows = [
            EffectPlace(several[0].place, several[0].unit, sum_effects(row.state for row in several))
            for several in found.values()
        ]
        present = (row for row in rows if row.sum.present)
        return sorted(present, key=lambda row: (-row.sum.fails, -row.sum.untested, row.place.sort_key))

    def about(self, row: EffectPlace) -> UUID:
        """Return the id of the unit, or of the service's register row."""
        return row.place.record if isinstance(row.place, Node) else row.place.pk

    def rows(self) -> list[EffectPlace]:
        """Return the places that the chosen unit, or one below it, answers for."""
        code = self.chosen["unit"]
        return [row for row in self.every if not code or f"/{code}/" in row.unit.path]
