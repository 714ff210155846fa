"""The year wheel: what falls due in a year in the units that the user may read, how it stands, and on whose desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.kernel.reporting.charts.wheel import WheelMark, wheel
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Cell, Crumb, Kind
from akropolis.shared.year_wheel.models import DutyPlace, YearlyDuty
from akropolis.shared.year_wheel.rules.permissions import READ, SETTLE
from akropolis.shared.year_wheel.selectors.desks import Desk, list_desks, list_own_duties
from akropolis.shared.year_wheel.selectors.years import DutyOfYear, DutyState, duties_of_year, worst

LOOKS: Mapping[DutyState, tuple[str, Kind]] = {
    DutyState.LATE: ("!", "danger"),
    DutyState.BEGUN: ("●", "warning"),
    DutyState.AHEAD: ("○", "neutral"),
    DutyState.UNKNOWN: ("?", "neutral"),
    DutyState.DONE: ("✓", "success"),
    DutyState.NOT_APPLICABLE: ("–", "neutral"),
}
"""The symbol of each state on the wheel, and the kind of its tag. The word always stands beside."""

PAGES: Mapping[str, tuple[str, str]] = {
    DutyPlace.REVIEW: ("reviews", "review:review:read_decided"),
    DutyPlace.DIRECTIONS: ("directions", "review:answer:edit"),
    DutyPlace.YEARLY_REPORT: ("privacy.reviews", "review:privacy:read_decided"),
    DutyPlace.ATTESTATION: ("attestation-list", "processing:attestation:read"),
    DutyPlace.TRAINING: ("training-list", "training:completion:read"),
    DutyPlace.EXERCISES: ("exercises-list", "exercises:exercise:read"),
    DutyPlace.SUPPLIERS: ("suppliers-list", "suppliers:supplier:read"),
    DutyPlace.REGISTRATION: ("entity-list", "compliance:entity:read"),
    DutyPlace.RISKS: ("risks-list", "risk:risk:read"),
    DutyPlace.SERVICES: ("services-list", "assets:service:read"),
    DutyPlace.EFFECT: ("effect-list", "effect:test:read"),
    DutyPlace.HORIZON: ("observations-list", "horizon:observation:read"),
    DutyPlace.DOCUMENTS: ("documents-list", "documents:document:read"),
}
"""The name of each page's URL, and the right to open it: whoever lacks the right sees the words without a link."""


@dataclass(frozen=True, slots=True)
class DutyTold:
    """A duty of a year with the desks on which it lies; none unless it has begun and remains."""

    row: DutyOfYear
    desks: Sequence[Desk]


def _state(row: DutyOfYear) -> Cell:
    symbol, kind = LOOKS[row.state]
    note = ""
    if row.late_days:
        note = gettext("%(n)s days") % {"n": number(row.late_days)}
    elif row.state == DutyState.UNKNOWN:
        note = gettext("It was due before it was entered here.")
    elif row.shown and not row.outcome:
        note = f"{row.shown.row}, {date_format(row.shown.day)}"
    elif row.outcome and row.state in (DutyState.DONE, DutyState.NOT_APPLICABLE):
        done_on = date_format(row.outcome.done_on) if row.outcome.done_on else ""
        note = ", ".join(filter(None, (row.outcome.done_by, done_on)))
    return Cell(text=f"{symbol} {row.state.label}", kind=kind, note=note)


def _role_cell(_asked: "YearWheel", told: DutyTold) -> Cell:
    note = gettext("Lies with %(people)s") % {"people": _desk_words(told)} if told.desks else ""
    return Cell(text=capfirst(str(told.row.duty.role)), note=note)


def _desk_words(told: DutyTold) -> str:
    people = {user.pk: user.name for desk in told.desks for user in desk.people}
    words = listing(list(people.values()), gettext("and"))
    vacant = any(desk.reason == "vacant" for desk in told.desks)
    return gettext("%(people)s (nobody holds the role)") % {"people": words} if vacant else words


def _settle_cell(asked: "YearWheel", told: DutyTold) -> Cell:
    row = told.row
    if not asked.access.may(SETTLE, row.unit):
        return Cell(text=row.duty.title, note=row.duty.said("what"))
    address = reverse("duty-outcome", args=[row.unit.code, row.year, row.duty.pk])
    return Cell(text=row.duty.title, url=address, note=row.duty.said("what"))


def place_url(access: Access, duty: YearlyDuty) -> str:
    """Return the URL of the page where the duty is done; empty for whoever may not open it."""
    name, right = PAGES.get(duty.place, ("", ""))
    return reverse(name) if name and access.anywhere(right) else ""


def _place_cell(asked: "YearWheel", told: DutyTold) -> Cell:
    duty = told.row.duty
    return Cell(text=duty.get_place_display(), url=place_url(asked.access, duty))


class YearWheel(Computed[DutyOfYear]):
    """What falls due in a year, month by month, unit by unit."""

    key, slug, api = "year-wheel", "arshjul", "year-wheel"
    permission, within = READ, "unit"
    title = crumb = _("Year wheel")
    template = "year_wheel/wheel.html"
    unasked = ()
    empty = _("No duty falls due in a unit that you may read in this year.")
    filters = (
        ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
        ListFilter("year", _("Year"), lambda asked: [(str(y), str(y)) for y in asked.years], _("This year")),
        ListFilter(
            "role",
            _("Role"),
            lambda asked: sorted(
                {(row.duty.role.code, capfirst(str(row.duty.role))) for row in asked.every},
                key=lambda r: r[1],
            ),
        ),
        ListFilter("state", _("State"), DutyState.choices),
        ListFilter("desk", _("Lies with"), [("mine", _("Lies with me"))]),
    )
    columns = (
        ListColumn(_("Last day"), "row.due", ValueKind.DATE, key="due_on", sort="due"),
        ListColumn(_("Duty"), "row.duty.title", key="duty", width=40, cell=_settle_cell),
        ListColumn(_("Unit"), "row.unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(
            _("State"), lambda t: str(t.row.state.label), key="state", cell=lambda _a, t: _state(t.row)
        ),
        ListColumn(
            _("Who does it"),
            lambda told: capfirst(str(told.row.duty.role)),
            key="role",
            width=30,
            cell=_role_cell,
        ),
        ListColumn(_("Lies with"), _desk_words, key="desk", width=30, on_page=False),
        ListColumn(_("Where"), "row.duty.place", key="place", cell=_place_cell),
        ListColumn(
            _("Note"),
            lambda told: told.row.outcome.note if told.row.outcome else "",
            key="note",
            width=40,
            on_page=False,
        ),
        ListColumn(_("Source"), "row.duty.source", key="source", width=40, on_page=False),
    )

    @cached_property
    def year(self) -> int:
        """The chosen year, else the day's. Read here, since what can be chosen otherwise follows from it."""
        year = self.query.get("year", "")
        return int(year) if year in map(str, self.years) else self.day.year

    @property
    def years(self) -> range:
        """The years that can be chosen: five back, and the next."""
        return range(self.day.year - 5, self.day.year + 2)

    @property
    def mine(self) -> bool:
        """Whether only what lies with the reader is asked for."""
        return self.query.get("desk") == "mine"

    @cached_property
    def every(self) -> Sequence[DutyOfYear]:
        """All that falls due in the year, or lies with the reader in any year that is not asked for."""
        if self.mine:
            own = [row for row, _reason in list_own_duties(self.access, self.day)]
            return [row for row in own if row.year == self.year or not self.query.get("year")]
        return duties_of_year(self.access, self.day, self.year)

    def rows(self) -> Sequence[DutyOfYear]:
        """Return the duties of the chosen unit and those below, of the chosen role and states, by day."""
        unit, role = self.chosen["unit"], self.chosen["role"]
        states = {*self.chosen["state"].split(",")} - {""}
        return [
            row
            for row in self.every
            if (not unit or f"/{unit}/" in row.unit.path)
            and (not role or row.duty.role.code in role.split(","))
            and (not states or row.state in states)
        ]

    def told(self, rows: Sequence[DutyOfYear]) -> Sequence[DutyTold]:
        """Return the rows with the desks of those that have begun and remain."""
        waiting = [row for row in rows if row.state in (DutyState.LATE, DutyState.BEGUN)]
        desks = list_desks(waiting, self.day)
        return [DutyTold(row, desks.get(row.key, ())) for row in rows]

    def crumbs(self) -> list[Crumb]:
        """The list alone."""
        return [Crumb(label=str(self.title))]

    def lead(self) -> Sequence[str]:
        """Return how much is done of what falls due, or how much lies with the reader."""
        rows = self.ordered
        if self.mine:
            told = gettext("%(n)s duties have begun or are late, and lie with you.")
            return [told % {"n": number(len(rows))}]
        done = sum(row.state in (DutyState.DONE, DutyState.NOT_APPLICABLE) for row in rows)
        late = sum(row.state == DutyState.LATE for row in rows)
        unknown = sum(row.state == DutyState.UNKNOWN for row in rows)
        told = gettext("%(year)s: %(n)s of %(of)s duties are done or do not apply.")
        parts = [told % {"year": self.year, "n": number(done), "of": number(len(rows))}]
        if late:
            parts.append(
                ngettext("%(n)s duty is late.", "%(n)s duties are late.", late) % {"n": number(late)}
            )
        if unknown:
            said = gettext("Of %(n)s it is not known, as they were due before they were entered here.")
            parts.append(said % {"n": number(unknown)})
        return [" ".join(parts)]

    def more(self) -> Mapping[str, object]:
        """Return the wheel, what its symbols mean, and the addresses of the years beside and the calendar."""
        name = gettext("Year wheel %(year)s: the table shows the same duties") % {"year": self.year}
        return {
            "wheel": wheel(list(self._marks()), name) if self.ordered and not self.mine else "",
            "legend": [(symbol, state.label) for state, (symbol, _kind) in LOOKS.items()],
            "year": self.year,
            "before": self._beside(self.year - 1),
            "after": self._beside(self.year + 1),
            "calendar": self.url("year-wheel-calendar"),
        }

    def _beside(self, year: int) -> str:
        return self.url(year=str(year)) if year in self.years and not self.mine else ""

    def _marks(self) -> Iterator[WheelMark]:
        """Yield one mark for each duty, in the state among the units that needs attention first."""
        rows = sorted(self.ordered, key=lambda row: (row.due, row.duty.pk))
        for _key, alike in groupby(rows, key=lambda row: row.duty.pk):
            same = list(alike)
            first, state = same[0], worst(same)
            day = f"{first.due.day} {MONTHS[first.due.month]}"
            words = {"duty": first.duty.title, "day": day, "state": state.label}
            yield WheelMark(
                first.due,
                LOOKS[state][0],
                gettext("%(duty)s, %(day)s: %(state)s") % words,
                strong=state == DutyState.LATE,
            )
