"""Who needs training: counts per unit and course, and the persons for those who may read of them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.training.models import CourseAudience
from akropolis.assurance.training.rules.permissions import EDIT, PERSON_READ, READ
from akropolis.assurance.training.rules.validity import TrainingState
from akropolis.assurance.training.selectors.needs import (
    PersonTraining,
    UnitTraining,
    list_own,
    list_people,
    list_units,
)
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import (
    AnyList,
    Computed,
    KeptValue,
    ListColumn,
    ListFilter,
    units_of,
)
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.graph.compliance.reports.words import START

STATES: Mapping[TrainingState, tuple[Phrase, Kind]] = {
    TrainingState.MISSING: (_("Not taken"), "warning"),
    TrainingState.LAPSED: (_("Lapsed"), "danger"),
    TrainingState.ENDING: (_("Lapses within a month"), "info"),
    TrainingState.VALID: (_("Valid"), "success"),
}
TOO_FEW = _("fewer than five, not shown")


def _basis(row: UnitTraining) -> str:
    if row.counted is None:
        return gettext("people with a role in the unit")
    return gettext("counts from %(day)s") % {"day": row.counted.done_on.isoformat()}


def _share(_asked: AnyList, row: UnitTraining) -> Cell:
    return Cell(text=str(TOO_FEW) if row.share is None else f"{row.share}\N{NO-BREAK SPACE}%")


def _shown(_asked: AnyList, row: UnitTraining) -> Cell:
    return Cell(text="–" if row.shown is None else row.shown)


def _counted(_asked: AnyList, row: UnitTraining) -> Cell:
    url = reverse("completions-detail", args=[row.counted.pk]) if row.counted else ""
    return Cell(text=_basis(row), url=url)


def _state(_asked: AnyList, row: PersonTraining) -> Cell:
    return Cell(text=STATES[row.state][0], kind=STATES[row.state][1])


def _done(_asked: AnyList, row: PersonTraining) -> Cell:
    if row.completion is None:
        return Cell(text="–")
    return Cell(
        text=row.completion.done_on.isoformat(), url=reverse("completions-detail", args=[row.completion.pk])
    )


def _last(_asked: AnyList, row: PersonTraining) -> Cell:
    last = row.completion.valid_to if row.completion else None
    return Cell(text=last.isoformat() if last else "–")


def _within[R: (UnitTraining, PersonTraining)](rows: Sequence[R], chosen: Mapping[str, str]) -> list[R]:
    """Return the rows of the chosen unit and below, course and audience."""
    unit, course, audience = chosen["unit"], chosen["course"], chosen["audience"]
    found = [row for row in rows if not unit or f"/{unit}/" in row.unit.path]
    found = [row for row in found if not course or row.course.code == course]
    return [row for row in found if not audience or row.course.audience == audience]


FILTERS = (
    ListFilter("unit", _("Unit"), lambda asked: units_of(row.unit for row in asked.every)),
    ListFilter(
        "course",
        _("Course"),
        lambda asked: {row.course.code: row.course.title for row in asked.every}.items(),
    ),
    ListFilter("audience", _("Who must have it"), CourseAudience.choices),
)


class TrainingList(Computed[UnitTraining]):
    """Which courses people in each unit must have, and how many have them; a share from five people up."""

    key, slug, api, permission, within = "training-list", "vem-behover-utbildning", "training", READ, "unit"
    title = crumb = _("Who needs training?")
    start = START
    template = "training/training_list.html"
    unasked = ("every",)
    empty = _("Nobody must have a course in the units whose training you may read.")
    filters = FILTERS
    columns = (
        ListColumn(_("Course"), "course.title", key="course", width=44, sort="course.position"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(
            _("Who must have it"), lambda r: r.course.get_audience_display(), key="audience", width=30
        ),
        ListColumn(_("Must have it"), "must", ValueKind.NUMBER, key="must", sort="must"),
        ListColumn(_("Have it"), "shown", ValueKind.NUMBER, key="valid", cell=_shown),
        ListColumn(
            _("Share that has it"),
            "share",
            ValueKind.NUMBER,
            key="share",
            cell=_share,
            sort=lambda r: (r.share is None, r.share or 0),
        ),
        ListColumn(_("Counted by"), _basis, key="basis", width=36, cell=_counted),
        ListColumn(
            _("Remark"), lambda r: str(TOO_FEW) if r.share is None else "", key="remark", on_page=False
        ),
    )

    @cached_property
    def every(self) -> Sequence[UnitTraining]:
        """All rows that the user may read, by course."""
        return list_units(self.access, self.day)

    def rows(self) -> Sequence[UnitTraining]:
        """Return the rows of the chosen unit, course and audience."""
        return _within(self.every, self.chosen)

    def more(self) -> Mapping[str, object]:
        """Return the user's own courses, and the ways on to the persons and to register training."""
        people = self.url(PeopleTrainingList.key) if self.access.anywhere(PERSON_READ) else ""
        own = [(row, STATES[row.state][0]) for row in list_own(self.access, self.day)]
        add = reverse("completions-create") if self.access.anywhere(EDIT) else ""
        return {"own": own, "people_url": people, "add_url": add}


class PeopleTrainingList(Computed[PersonTraining]):
    """Which persons must have which course, and how each of them stands."""

    key, slug, api, permission = (
        "training-people-list",
        "utbildning-per-person",
        "training-people",
        PERSON_READ,
    )
    within = "unit"
    title = crumb = _("Training by person")
    start = (TrainingList.title, TrainingList.key)
    unasked = ("every",)
    keeps = {"state": KeptValue(_("How it stands"), "state.value", lambda s: STATES[TrainingState(s)][0])}
    empty = _("No person must have a course in the units where you may read of persons.")
    filters = (
        *FILTERS,
        ListFilter(
            "state", _("How it stands"), [(each.value, words) for each, (words, _k) in STATES.items()]
        ),
    )
    columns = (
        ListColumn(_("Person"), "person.name", key="person", width=30, sort="person.sort_key"),
        ListColumn(_("Course"), "course.title", key="course", width=44, sort="course.position"),
        ListColumn(_("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(_("How it stands"), lambda r: str(STATES[r.state][0]), key="state", cell=_state, width=24),
        ListColumn(
            _("Completed"),
            lambda r: r.completion and r.completion.done_on,
            ValueKind.DATE,
            key="done_on",
            cell=_done,
        ),
        ListColumn(
            _("Valid to"),
            lambda r: r.completion and r.completion.valid_to,
            ValueKind.DATE,
            key="valid_to",
            cell=_last,
        ),
    )

    @cached_property
    def every(self) -> Sequence[PersonTraining]:
        """All persons and courses that the user may read of, the worst first."""
        worst = list(TrainingState)
        found = list_people(self.access, self.day)
        return sorted(
            found, key=lambda r: (worst.index(r.state), r.course.position, r.person.sort_key, r.unit.path)
        )

    def rows(self) -> Sequence[PersonTraining]:
        """Return the rows of the chosen unit, course, audience and states."""
        states = {*self.chosen["state"].split(",")} - {""}
        return [row for row in _within(self.every, self.chosen) if not states or row.state in states]

    def about(self, row: PersonTraining) -> UUID:
        """Return an id of course and person together, which no register has."""
        return uuid5(row.course.pk, str(row.person.pk))

    def name_of(self, row: PersonTraining) -> str:
        """Return the course and the person."""
        return f"{row.course.title}: {row.person.name}"
