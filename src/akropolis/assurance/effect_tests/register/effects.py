"""Whether measures work: one page for the city, and the same for each unit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.effect_tests.rules.effect import EffectState, sum_effects
from akropolis.assurance.effect_tests.selectors.effects import (
    EDIT,
    READ,
    Effect,
    list_effects,
)
from akropolis.base.kernel.cache.results import cached
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
from akropolis.graph.compliance.reports.words import START, STATES, area_name
from akropolis.graph.compliance.selectors.catalogue import Areas, areas

WORDS: Mapping[EffectState, tuple[Phrase, Kind]] = {
    EffectState.FAILS: (_("Does not work"), "danger"),
    EffectState.PARTLY: (_("Works in part"), "warning"),
    EffectState.UNTESTED: (_("Untested"), "neutral"),
    EffectState.NOT_COUNTED: (_("Tested, but not assessed as met"), "info"),
    EffectState.WORKS: (_("Works"), "success"),
}
REST_LAST = 99
PRESENT = "present"
"""Filter value for all measures that are assessed as met, whatever their effect."""
COUNTED = (EffectState.WORKS, EffectState.PARTLY, EffectState.FAILS, EffectState.UNTESTED)
NUMBERS: Mapping[str, Phrase] = {
    PRESENT: _("assessed as met"),
    "works": _("work"),
    "partly": _("work in part"),
    "fails": _("do not work"),
    "untested": _("untested"),
    "not_counted": _("tested, but not assessed as met"),
}
SHOWN_AT_ZERO = (PRESENT, "works", "untested")


def effect_cell(row: Effect) -> Cell:
    """Return the effect in words, with the numbers and the day of the test behind it."""
    words, kind = WORDS[row.state]
    if row.test is None:
        return Cell(text=words, kind=kind)
    given = {"held": number(row.test.held), "tested": number(row.test.tested)}
    return Cell(text=words, kind=kind, note=str(_("%(held)s of %(tested)s held")) % given)


def _test(_asked: AnyList, row: Effect) -> Cell:
    if row.test is None:
        return Cell(text="–")
    url = reverse("effect-tests-detail", args=[row.test.pk])
    return Cell(text=row.test.tested_on.isoformat(), url=url, note=row.test.title)


def _status(_asked: AnyList, row: Effect) -> Cell:
    return Cell(text=STATES[row.status][0], kind=STATES[row.status][1])


def _effect(_asked: AnyList, row: Effect) -> Cell:
    return effect_cell(row)


class EffectList(Computed[Effect]):
    """Which measures are there, which work, and which nobody has tested."""

    key, slug, api, permission, within = "effect-list", "effekt", "effects", READ, "unit"
    title = crumb = _("Do the measures work?")
    start = START
    template = "effect_tests/effect_list.html"
    unasked = ("every", "areas")
    keeps = {"state": KeptValue(_("Effect"), "state.value", lambda state: WORDS[EffectState(state)][0])}
    empty = _(
        "No measure is assessed as met, and none is tested, where you may read tests. Assess measures first."
    )
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(r.unit for r in asked.every)),
        ListFilter(
            "state",
            _("Effect"),
            [(PRESENT, _("Assessed as met")), *((e.value, w) for e, (w, _kind) in WORDS.items())],
        ),
    )
    columns = (
        ListColumn(
            _("Security measure"), "control.title", key="name", width=50, link="url", sort="control.position"
        ),
        ListColumn(_("Where"), "place.name", key="place", width=36, sort="place.sort_key"),
        ListColumn(_("Area"), "area", key="area", width=36),
        ListColumn(
            _("Assessed as"), lambda r: str(STATES[r.status][0]), key="state", cell=_status, sort="status"
        ),
        ListColumn(_("Effect"), lambda r: str(WORDS[r.state][0]), key="effect", cell=_effect, sort="state"),
        ListColumn(
            _("Tested"), lambda r: r.test and r.test.tested_on, ValueKind.DATE, key="tested_on", cell=_test
        ),
        ListColumn(
            _("What was tested"), lambda r: r.test.title if r.test else "", key="tested", on_page=False
        ),
        ListColumn(_("Unit"), "unit.name", key="unit", on_page=False),
    )

    @cached_property
    def every(self) -> Sequence[Effect]:
        """All rows that the user may read, the worst first, then by area in the order of the law."""
        worst, of = list(EffectState), self.areas.of
        rows = cached(self.access.rights, list_effects, self.day)
        return sorted(rows, key=lambda row: (worst.index(row.state), of.get(row.control.pk, REST_LAST)))

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
        """Return the rows of the chosen unit and states."""
        asked = {*self.chosen["state"].split(",")} - {""}
        asked |= {*COUNTED} if PRESENT in asked else set()
        return [row for row in self.of_unit if not asked or row.state in asked]

    def about(self, row: Effect) -> UUID:
        """Return an id of measure and place together, which no register has."""
        return uuid5(row.control.pk, str(row.place.pk))

    def name_of(self, row: Effect) -> str:
        """Return the measure and its place."""
        return f"{row.control.title}: {row.place.name}"

    def told(self, rows: Sequence[Effect]) -> Sequence[Effect]:
        """Return the rows with the name of their area."""
        return [replace(r, area=area_name(self.areas, self.areas.area(r.control.pk))) for r in rows]

    def more(self) -> Mapping[str, object]:
        """Return how many there are of each, with the address of exactly its rows, and the way to add a test."""
        states = Counter(row.state for row in self.of_unit)
        count = {state.value: many for state, many in states.items()}
        count[PRESENT] = sum_effects(states.elements()).present
        shown = [
            Figure(value=number(count.get(each, 0)), text=str(words), url=self.url(state=each, sort=""))
            for each, words in NUMBERS.items()
            if each in count or each in SHOWN_AT_ZERO
        ]
        unit = f"?unit={code}" if (code := self.chosen["unit"]) else ""
        add = reverse("effect-tests-create") + unit if self.access.anywhere(EDIT) else ""
        return {"numbers": shown, "unit_name": self._unit(code), "add_url": add}
