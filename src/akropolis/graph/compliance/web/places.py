"""Pages for the measures of a unit or a service: the list with reasons, and one measure with its assessment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.cache.results import cached
from akropolis.base.lib.swedish import date_iso, lower_first, number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Cell, Column, Crumb, Kind, Row, Table, build_table
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.graph.compliance.models import Control, Fulfilment, FulfilmentChoice, Objection, Requirement
from akropolis.graph.compliance.models.catalogue import CLAUSES
from akropolis.graph.compliance.models.tallies import NUMBERS, in_numbers
from akropolis.graph.compliance.register.panels import STATE
from akropolis.graph.compliance.reports.words import (
    STATES,
    action_url,
    action_words,
    area_name,
    start,
    why_words,
)
from akropolis.graph.compliance.rules.demands import FULFILLED, OUTCOMES, Because, MeasureOutcome, summed
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors import inherited, standing
from akropolis.graph.compliance.selectors.catalogue import Areas, answered_by, areas, in_order
from akropolis.graph.compliance.selectors.standing import (
    MeasureActions,
    MeasureLine,
    MeasureScope,
    place_url,
    work_at,
)
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.compliance.services.causes import MEASURE, key_of
from akropolis.shared.actions.selectors.causes import raise_url
from akropolis.shared.classification.rules.aspects import in_letters
from akropolis.shared.evidence.register.panels import evidence_of_rows

CHOICE = "lacking"
"""The id of the form that the checkboxes of measures needing work belong to."""


def fulfilment_url(row: Fulfilment) -> str:
    """Return the URL of the measure's page in the place; for a unit that has ended, the unit's page."""
    place = row.unit or row.node
    assert place is not None
    if row.unit and row.unit.valid_to:  # it has ended, and has no list of its own
        return reverse("unit", args=[row.unit.code])
    return place_url(place, row.control)


def requirement_words(row: Requirement) -> str:
    """Return whom the requirement is addressed to and, if its source is uncertain, its mark."""
    return (
        f"{row.get_addressee_display()}, {row.get_mark_display()}"
        if row.unsure
        else row.get_addressee_display()
    )


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """The measures of one area in a place, with their table."""

    number: int
    name: str
    lines: Sequence[MeasureLine]
    table: Table

    @property
    def key(self) -> str:
        """Return the id of the group on the page."""
        return f"a{self.number}"

    @property
    def words(self) -> str:
        """Return the counts of the demanded measures, as a sentence."""
        return in_numbers(summed(line.status for line in self.lines if line.why is not None))


def groups(place: MeasureScope, found: Areas, work: MeasureActions) -> list[MeasureGroup]:
    """Return the place's measures grouped by area, in the order of the law; measures without an area last."""
    by_area: dict[int, list[MeasureLine]] = {}
    for line in place.lines:
        by_area.setdefault(found.area(line.control.pk), []).append(line)
    return [_group(place, area, by_area[area], area_name(found, area), work) for area in in_order(by_area)]


def _group(
    place: MeasureScope, area: int, lines: Sequence[MeasureLine], name: str, work: MeasureActions
) -> MeasureGroup:
    columns = (
        Column(label=_("Security measure")),
        Column(label=_("How it stands")),
        Column(label=_("Assessed"), unbroken=True),
        Column(label=_("Action")),
    )
    rows = [_row(place, line, work) for line in lines]
    form = CHOICE if any(row.key for row in rows) else ""
    return MeasureGroup(area, name, lines, Table(caption=name, columns=columns, rows=rows, form=form))


def _row(place: MeasureScope, line: MeasureLine, work: MeasureActions) -> Row:
    words, kind = STATES[line.status]
    said = line.said
    assessed = Cell(text=said.assessed_on.isoformat(), note=said.assessed_by) if said else Cell(text="–")
    named = Cell(text=line.control.title, url=place_url(place.at, line.control), note=_why(place, line))
    note = ". ".join(filter(None, (lapsed_words(line), _ground_words(said), said.reasons if said else "")))
    stands = Cell(text=words, kind=kind, note=note)
    key = line.control.code if work.free(line) else ""
    return Row(cells=(named, stands, assessed, _action(line, work)), key=key)


def _ground_words(said: Fulfilment | None) -> str:
    """Return the ground on which the measure is not applicable, or that it lacks one and is to be assessed again."""
    if said is None or not (said.ground or said.groundless):
        return ""
    return said.get_ground_display() or _("To be assessed again: the ground is missing")


def _action(line: MeasureLine, work: MeasureActions) -> Cell:
    """Return a cell with the measure's latest action, or "Under way" for an open one that the user may not read."""
    if rows := work.raised.get(line.control.pk):
        return Cell(text=rows[0].number, url=action_url(rows[0]), note=action_words(rows[0]))
    return Cell(text=_("Under way") if line.control.pk in work.open else "–")


def lapsed_words(line: MeasureLine) -> str:
    """Return until when a lapsed assessment was valid, and what ended: its own last day, or its evidence."""
    if line.held_to is None or line.said is None:
        return ""
    words = {"day": date_iso(line.held_to)}
    if line.said.valid_to == line.held_to:
        return _("Was to be assessed anew by %(day)s") % words
    return _("Proved until %(day)s: all evidence has run out or been withdrawn") % words


def _why(place: MeasureScope, line: MeasureLine) -> str:
    return "" if isinstance(place.at, Unit) else why_words(line.why)


@requires(READ)
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit's own measures, the services it answers for, and what it inherits from shared services."""
    place = standing.of_unit(access_of(request), code, timezone.localdate())
    access = access_of(request)
    found = cached(access.rights, inherited.inherited, place.unit, timezone.localdate())
    context = {
        "services": _services(access, place.unit),
        "inherited": _inherited(found),
        "gone": _gone(found),
        "objections": _objections(inherited.objections_of(access, [place.unit])),
        "applies_url": reverse("compliance-applicability", args=[code]),
    }
    return _page(request, place, _("Requirements on %(unit)s") % {"unit": place.unit}, context)


@requires(READ)
@require_safe
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the measures that effective levels and conditions demand of a service, platform or group of devices."""
    place = standing.of_service(access_of(request), pk, timezone.localdate())
    node = place.service
    unknown = reduce(Because.also, (line.why for line in place.lines if line.why), Because()).unknown
    context = {
        "levels": in_letters(standing.profiles([node.pk])[node.pk]),
        "node_url": record_url(NodeKind(node.kind), node.record),
        "buy_url": f"{reverse('compliance-procurement')}?tjanst={pk}"
        if node.kind == NodeKind.SERVICE
        else "",
        "unknown": [words for each, words in CLAUSES.items() if each in unknown],
        "objections": _objections(inherited.objections_at(access_of(request), node)),
    }
    return _page(request, place, _("Measures for %(service)s") % {"service": node}, context)


def _services(access: Access, unit: Unit) -> Table | None:
    rows = cached(access.rights, standing.services_of, unit.path, timezone.localdate())
    if not rows:
        return None
    columns = (
        _("Name"),
        Column(label=_("Levels"), unbroken=True),
        *(Column(label=str(NUMBERS[each]), numeric=True) for each in MeasureOutcome),
        Column(label=_("Shown by measures"), unbroken=True),
    )
    cells = (
        (
            Cell(text=row.name, url=row.url, note=row.unit.name),
            in_letters(row.demanded) or "–",
            *(number(row.sum.of(each)) for each in MeasureOutcome),
            in_letters(row.shown) or "–",
        )
        for row in rows
    )
    return build_table(_("Services"), columns, cells)


def _inherited(found: Sequence[inherited.Inherited]) -> Table | None:
    """Return a table of shared services and how many of their measures the unit inherits. None if empty."""
    numbers = (_("Covered"), _("Not covered any more"), _("Objections"))
    columns = (_("IT service"), *(Column(label=label, numeric=True) for label in numbers))
    rows = [
        (
            Cell(text=each.node.name, url=place_url(each.node), note=each.unit.name),
            f"{number(len(each.covered))} / {number(len(each.demanded))}",
            number(len(each.gone)),
            number(each.objected),
        )
        for each in found
    ]
    return build_table(_("Inherited from shared services"), columns, rows) if rows else None


def _gone(found: Sequence[inherited.Inherited]) -> Table | None:
    """Return a table of measures no longer inherited: the last day, and why. None if empty."""
    rows = [
        (
            Cell(text=line.control.title, url=place_url(each.node, line.control), note=each.node.name),
            date_iso(day),
            _gone_words(line),
        )
        for each in found
        for line, day in each.gone
    ]
    columns = (_("Security measure"), Column(label=_("Covered until"), unbroken=True), _("Why"))
    return build_table(_("Not covered any more"), columns, rows) if rows else None


def _gone_words(line: MeasureLine) -> Cell:
    words, kind = STATES[line.status]
    said = line.said
    return Cell(text=words, kind=kind, note=lapsed_words(line) or (said.reasons if said else ""))


def _objections(rows: Sequence[Objection]) -> Table | None:
    """Return a table of the objections with their units and statuses; None if there are none."""
    objected = Column(label=_("Objected"), unbroken=True)
    columns = (_("Security measure"), _("Unit"), _("How far it has come"), objected)
    found = [
        (
            Cell(text=row.control.title, url=reverse("objection", args=[row.pk]), note=row.node.name),
            row.unit.name,
            Cell(text=(said := objection_state(row))[0], kind=said[1], note=row.reasons),
            Cell(text=date_iso(timezone.localdate(row.objected_at)), note=row.objected_by),
        )
        for row in rows
    ]
    return build_table(_("Objections"), columns, found) if found else None


def objection_state(row: Objection) -> tuple[object, Kind]:
    """Return the status of the objection, in words, and the kind (colour) of its cell."""
    if row.withdrawn_at is not None:
        return _("Withdrawn"), "neutral"
    if row.waits:
        return _("Waits for an answer"), "warning"
    return (_("Answered by the operator"), "info") if row.answered else (_("Stands"), "danger")


OF_EITHER = ("services", "inherited", "applies_url", "levels", "node_url", "buy_url", "unknown")
"""Template variables that only the page of a unit, or only that of a service, sets; None on the other."""


def _page(request: HttpRequest, place: MeasureScope, title: str, more: Mapping[str, object]) -> HttpResponse:
    work = work_at(access_of(request), place)
    state = request.GET.get(STATE, "")
    shown = place
    if state in MeasureOutcome:
        shown = replace(
            place, lines=[line for line in place.lines if line.why and OUTCOMES[line.status] == state]
        )
    found = groups(shown, areas(timezone.localdate()), work)
    first = next((line for line in place.lines if line.to_assess), None)
    context = {
        **dict.fromkeys(OF_EITHER),
        "title": title,
        "crumbs": [start(), Crumb(label=title)],
        "place": place,
        "words": in_numbers(place.sum),
        "groups": found,
        "only": lower_first(str(NUMBERS[MeasureOutcome(state)])) if shown is not place else "",
        "begin_url": place_url(place.at, first.control) if first and place.writes else "",
        "choice": CHOICE,
        "raise_url": raise_url(MEASURE, key_of(place.at)) if any(map(work.free, place.lines)) else "",
        **more,
    }
    return render(request, "compliance/place.html", context)


SAID = ("state", "ground", "reasons", "valid_to")


class SaidForm(VersionedForm, model=Fulfilment):
    """Form for assessing a measure in a place."""

    state = FromModel(label=gettext_lazy("How does it stand?"), widget=forms.RadioSelect)
    ground = FromModel(
        gettext_lazy("Only if it is not applicable. Write below, in your own words, what makes it so here."),
        label=gettext_lazy("On what ground is it not applicable?"),
    )
    reasons = FromModel(
        gettext_lazy("How it is met, what is missing, or why it is not needed here."),
        label=gettext_lazy("Reasons"),
        rows=4,
    )
    valid_to = FromModel(label=gettext_lazy("Holds until"))

    def __init__(self, data: FormData, *, line: MeasureLine) -> None:
        said = line.said
        initial = {"state": FulfilmentChoice.NOT_BEGUN, "version": 0}
        if said is not None:
            initial = {name: getattr(said, name) for name in (*SAID, "version")}
        super().__init__(data, initial=initial)

    def word(self, place: MeasureScope, line: MeasureLine) -> AssessmentInput:
        """Return the form's values as input for the service layer."""
        given = self.cleaned_data
        words = {name: given[name] for name in SAID}
        return AssessmentInput(line.control, place.at, **words, version=given["version"] or 0)


@requires(READ)
def unit_control(request: HttpRequest, code: str, control: str) -> HttpResponse:
    """Show one measure in a unit with its assessment; POST saves an assessment."""
    find = partial(standing.of_unit, access_of(request), code)
    return _control(request, find, control)


@requires(READ)
def service_control(request: HttpRequest, pk: UUID, control: str) -> HttpResponse:
    """Show one measure at a service with its assessment; POST saves an assessment."""
    find = partial(standing.of_service, access_of(request), pk)
    return _control(request, find, control)


def _control(request: HttpRequest, find: partial[MeasureScope], code: str) -> HttpResponse:
    day = timezone.localdate()
    place: MeasureScope = find(day)
    line = place.line(code)
    if request.method != "POST":
        return _sheet(request, place, line, SaidForm(None, line=line))
    if not place.writes:
        raise Hidden
    form = SaidForm(request.POST, line=line)
    if form.is_valid() and _carried_out(request, form, place, line):
        return _saved(request, find(day), code)
    return _sheet(request, place, line, form, trouble=_("Not saved yet: see the page."), status=422)


def _carried_out(request: HttpRequest, form: SaidForm, place: MeasureScope, line: MeasureLine) -> bool:
    """Return whether it was saved. If not, the form says why, and shows another user's assessment beside it."""
    return form.carry_out(partial(assess, access_of(request), [form.word(place, line)])) is not None


def _saved(request: HttpRequest, place: MeasureScope, code: str) -> HttpResponse:
    line = place.line(code)
    if "HX-Request" in request.headers:
        return _sheet(request, place, line, SaidForm(None, line=line))
    messages.success(request, _("Saved."))
    following = _following(place, line) if "go" in request.POST else line
    return redirect(place_url(place.at, following.control if following else None))


def _following(place: MeasureScope, line: MeasureLine) -> MeasureLine | None:
    """Return the next measure that is lacking or not assessed, continuing from the beginning. None if none is."""
    at = list(place.lines).index(line)
    rest = [*place.lines[at + 1 :], *place.lines[:at]]
    return next((each for each in rest if each.to_assess), None)


def _texts(control: Control) -> Iterator[tuple[object, str]]:
    """Yield (heading, text) for the texts that help the assessor, leaving out empty ones."""
    named = (
        ("why", _("Why")),
        ("how", _("How it is done")),
        ("notes", _("The city's own notes")),
        ("supplier", _("Requirement in procurement")),
        ("evidence", _("Evidence that would convince")),
    )
    for name, title in named:
        if text := control.said(name):
            yield title, text


def _object_url(access: Access, place: MeasureScope, line: MeasureLine) -> str:
    """Return the URL where a unit that inherits it objects, for users who may speak for one."""
    if isinstance(place.at, Unit) or line.why is None or line.status not in FULFILLED:
        return ""
    units = inherited.may_object(access, place.at, timezone.localdate())
    objecting = {row.unit_id for row in _objected(access, place, line) if row.withdrawn_at is None}
    if all(unit.pk in objecting for unit in units):
        return ""
    return reverse("objection-new", args=[place.at.record, line.control.code])


def _objected(access: Access, place: MeasureScope, line: MeasureLine) -> list[Objection]:
    if isinstance(place.at, Unit):
        return []
    return [row for row in inherited.objections_at(access, place.at) if row.control_id == line.control.pk]


def _sheet(
    request: HttpRequest,
    place: MeasureScope,
    line: MeasureLine,
    form: SaidForm,
    *,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    access, said = access_of(request), line.said
    live = "HX-Request" in request.headers
    work = work_at(access, place)
    context = {
        "title": line.control.title,
        "crumbs": [
            start(),
            Crumb(label=str(place.at), url=place_url(place.at)),
            Crumb(label=line.control.title),
        ],
        "place": place,
        "line": line,
        "control": line.control,
        "why": _why(place, line),
        "state": STATES[line.status],
        "form": form,
        "here": place_url(place.at, line.control),
        "steps": [(each, place_url(place.at, each.control), STATES[each.status][0]) for each in place.lines],
        "what": line.control.said("what"),
        "own": line.control.said("own"),
        "texts": () if live else list(_texts(line.control)),
        "requirements": () if live else answered_by(line.control, timezone.localdate()),
        "groundless": said is not None and said.groundless,
        "object_url": "" if live else _object_url(access, place, line),
        "objections": None if live else _objections(_objected(access, place, line)),
        "evidence": evidence_of_rows(access, [said]).get(said.pk, "") if said and not live else "",
        "actions": [
            (each, action_url(each), action_words(each)) for each in work.raised.get(line.control.pk, ())
        ],
        "under_way": line.control.pk in work.open,
        "raise_url": f"{raise_url(MEASURE, key_of(place.at))}?row={line.control.code}"
        if work.free(line)
        else "",
        "trouble": trouble,
        "conflict": form.stale,
    }
    name = "compliance/_saved.html" if live else "compliance/control.html"
    return render(request, name, context, status=200 if live else status)
