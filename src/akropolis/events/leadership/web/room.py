"""An event's page, which is its room: clocks and next step above, and the rest behind tabs.

The parts that refresh are in `renewing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Unpack
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.files.evidence import files_ever_of
from akropolis.base.kernel.registers import display
from akropolis.base.kernel.registers.declaration import Panel, PanelContent
from akropolis.base.kernel.registers.web.files import files_panel
from akropolis.base.kernel.registers.web.record_page import ShownPanel, build_panels
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.kernel.registers.web.views import history_of_row
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb, Kind, Option
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident, IncidentStatus
from akropolis.events.incidents.models.tracks import LogEntry
from akropolis.events.incidents.register import REGISTER
from akropolis.events.incidents.rules.permissions import LEADS, READ
from akropolis.events.incidents.selectors.board import Board
from akropolis.events.incidents.selectors.room import PANELS, Room
from akropolis.events.incidents.services.tracks import assessments_by_track
from akropolis.events.incidents.services.viewings import record_viewing
from akropolis.events.leadership.services import log
from akropolis.events.leadership.web.board import track_groups
from akropolis.events.leadership.web.next_steps import Outcomes, list_actions
from akropolis.events.leadership.web.renewing import LOG, ROOM, all_parts

WRITTEN = (EntryKind.FACT, EntryKind.DECISION, EntryKind.MESSAGE)
"""Kinds of entries that a person may make; the system makes the rest."""
KNOWN, TRACKS, PICTURES, ACTIONS, AFTERWARDS = "vet", "spar", "lagesbilder", "atgarder", "efterat"
TABS: Mapping[str, Promise] = {
    ROOM: gettext_lazy("The room"),
    KNOWN: gettext_lazy("What we know"),
    TRACKS: gettext_lazy("Tracks"),
    LOG: gettext_lazy("Log"),
    PICTURES: gettext_lazy("Situation pictures"),
    ACTIONS: gettext_lazy("Actions"),
    AFTERWARDS: gettext_lazy("Afterwards"),
}
ALONE = {"reach": KNOWN, "again": AFTERWARDS, "foreseen": AFTERWARDS}
"""The tab of each panel that says nothing in other tabs, where it is not built."""
PLACES = {"situations": PICTURES, "raised": ACTIONS, "deviations": ACTIONS, **ALONE}
"""The tab of each panel of an event's page. The others are in the tab of what is known."""
LEARNED = ("root_cause", "cause", "learned")
STATES: Mapping[str, Kind] = {
    IncidentStatus.REPORTED: "warning",
    IncidentStatus.HANDLING: "info",
    IncidentStatus.RESOLVED: "success",
    IncidentStatus.CLOSED: "neutral",
}


class EntryForm(ModelFieldsForm, model=LogEntry):
    """Form of an entry in the log."""

    kind = FromModel(choices=[(k.value, k.label) for k in WRITTEN])
    text = FromModel(label=gettext_lazy("What has happened, or been decided?"), rows=2)
    basis = FromModel(gettext_lazy("Needed for a decision."), widget=forms.TextInput)
    happened_at = FromModel()
    mark = FromModel()

    def __init__(
        self, data: FormData = None, *, access: Access, units: list[Unit], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        keys = [unit.pk for unit in units]
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys),
            label=_("Entered in"),
            empty_label=None,
        )
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()


def _find_incident(request: HttpRequest, pk: UUID, page: str) -> Incident:
    access = access_of(request)
    related = ("owner_unit", "lead", "service")
    incident: Incident = Incident.objects.visible(access).select_related(*related).one(pk=pk)
    record_viewing(access, incident, page)
    return incident


@requires(READ)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the event in its room, or in another of its tabs."""
    return _page(request, _find_incident(request, pk, "room"), None)


@requires(READ)
@require_safe
def former_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Redirect from the address that the room once had, which mails and messages lead to."""
    incident = Incident.objects.visible(access_of(request)).one(pk=pk)
    place = request.GET.get("sida", "")
    query = f"?{urlencode({'flik': LOG, 'sida': place})}" if place else ""
    return redirect(reverse("incidents-detail", args=[incident.pk]) + query)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What all tabs show of an event to the reader."""

    access: Access
    incident: Incident
    board: Board
    outcomes: Outcomes
    built: Mapping[str, Mapping[str, object] | None]
    """The contexts of the panels by key, the leadership's too."""
    register_panels: Sequence[ShownPanel]

    def panels(self, tab: str) -> dict[str, object]:
        """Return the panels of the tab: those that have something to show this reader, and those that are empty."""
        here = [each for each in self.register_panels if PLACES.get(each.panel.key, KNOWN) == tab]
        return {
            "panels": [each for each in here if each.context is not None],
            "empty_panels": [each for each in here if each.content.missing],
        }

    def room_panels(self) -> list[dict[str, object]]:
        """Return the panels that higher packages add to the room, besides the leadership, which has its place."""
        added = [panel for panel in PANELS.all() if panel.key != "leading"]
        shown = [(panel, _panel_context(panel, self.access, self.incident)) for panel in added]
        return [{"template": panel.template, "context": built} for panel, built in shown if built is not None]


def _panel_context(panel: Panel, access: Access, incident: Incident) -> Mapping[str, object] | None:
    built = panel.build(access, incident)
    return built.context if isinstance(built, PanelContent) else built


def _shown(access: Access, incident: Incident, tab: str) -> _Shown:
    room = Room(access, incident)
    outcomes = assessments_by_track(access, [walked.track for walked in room.tracks])
    board = Board(room, [pk for pk, (_url, outcome) in outcomes.items() if outcome], timezone.now())
    elsewhere = [key for key, place in ALONE.items() if place != tab]
    panels = build_panels(REGISTER, access, incident, without=elsewhere)
    built = {each.panel.key: each.context for each in panels}
    built["leading"] = _panel_context(PANELS.get("leading"), access, incident)
    return _Shown(access, incident, board, outcomes, built, panels)


def _page(request: HttpRequest, incident: Incident, form: EntryForm | None) -> HttpResponse:
    access = access_of(request)
    asked = (form.data if form else request.GET).get("flik", "")
    tab = asked if asked in TABS else ROOM
    shown = _shown(access, incident, tab)
    units = log.units_to_write_in(access, incident, [one.unit for one in shown.board.room.affected])
    writes = bool(units) and incident.archived_at is None
    if form is None and writes and tab in (ROOM, LOG):
        form = _form(request, access, units)
    first, beside, others = list_actions(access, shown.board, shown.outcomes, shown.built.get("triage") or {})
    offered = {each.url for each in (first, *beside, *others) if each}
    others += [act for each in shown.register_panels for act in each.content.acts if act.url not in offered]
    here = reverse("incidents-detail", args=[incident.pk])
    context = {
        "title": incident.title,
        "crumbs": [
            Crumb(label=_("Incidents"), url=reverse("incidents-list")),
            Crumb(label=incident.number),
        ],
        "incident": incident,
        "status_kind": STATES[incident.status],
        "tab": tab,
        "tabs": _tabs(here, tab, shown),
        "first": first,
        "beside": beside,
        "others": others,
        "enter_url": f"{here}?skriv=ja#enter" if writes else "",
        "entering": bool(form and form.is_bound) or "skriv" in request.GET,
        "picture": _next_picture(shown.built.get("situations")) if incident.closed_at is None else None,
        "archive_url": reverse("incidents-archive", args=[incident.pk])
        if incident.writable_by(access)
        else "",
        "history_url": f"{here}?flik={KNOWN}#history",
        "form": form,
        "entry_url": reverse("incident-entry", args=[incident.pk]),
        **_CONTENT[tab](request, shown),
        **all_parts(request, shown.board, tab),
    }
    return render(request, "leadership/room.html", context, status=422 if form and form.errors else 200)


def _tabs(here: str, tab: str, shown: _Shown) -> list[Option]:
    """Return the tabs, each with how much is in it as far as the reader may see."""
    situations, raised = shown.built.get("situations") or {}, shown.built.get("raised") or {}
    counts = {
        TRACKS: len(shown.board.tracks),
        PICTURES: _length(situations.get("items")),
        ACTIONS: _length(raised.get("actions")) + max(0, _whole(raised.get("more"))),
    }
    return [
        Option(
            label=f"{label} ({number(counts[key])})" if counts.get(key) else str(label),
            url=f"{here}?flik={key}" if key else here,
            current=key == tab,
        )
        for key, label in TABS.items()
    ]


def _length(rows: object) -> int:
    return len(rows) if isinstance(rows, list) else 0


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _next_picture(series: Mapping[str, object] | None) -> dict[str, object] | None:
    """Return the label and URL of the situation picture to write now; None for readers who do not write it."""
    if series is None or not (series["draft_url"] or series["begin_url"]):
        return None
    items = series["items"]
    newest = items[0]["picture"].number if isinstance(items, list) and items else 0
    label = str(series["draft"]) or _("Situation picture no. %(number)s") % {"number": newest + 1}
    return {"label": label, "url": series["draft_url"] or series["begin_url"], "begun": bool(series["draft"])}


def _room_context(_request: HttpRequest, shown: _Shown) -> dict[str, object]:
    series, leading = shown.built.get("situations") or {}, shown.built.get("leading") or {}
    no_duty = [
        each
        for each in shown.board.tracks
        if each.walked.next and shown.outcomes.get(each.walked.track.pk, ("", ""))[1] == "no"
    ]
    return {
        "panels": shown.room_panels(),
        "triage": shown.built.get("triage"),
        "leading": leading,
        "proposed": leading.get("proposed") if shown.incident.closed_at is None else None,
        "undecided": no_duty,
        "next_at": series.get("next_at"),
        "late": series.get("late"),
    }


def _known_context(_request: HttpRequest, shown: _Shown) -> dict[str, object]:
    """Return every field but the lessons, the missing ones by name alone, with panels, files and history."""
    access, incident = shown.access, shown.incident
    files = files_ever_of(access, incident)
    given, missing = display.sections(REGISTER, incident, access)
    history = history_of_row(REGISTER, access, incident, files or [])
    return {
        "sections": [(each.title, each.terms) for each in given if not _is_learned(each)],
        "missing": [display.heading(field) for field in missing if field.name not in LEARNED],
        **shown.panels(KNOWN),
        "files": files_panel(REGISTER, access, incident, files),
        "history": history,
        "edit_url": _edit_url(shown),
    }


def _is_learned(section: display.ShownSection) -> bool:
    return section.title == next(each.title for each in REGISTER.sections if each.fields == LEARNED)


def _edit_url(shown: _Shown) -> str:
    leads = shown.incident.writable_by(shown.access) and shown.incident.archived_at is None
    return reverse("incidents-edit", args=[shown.incident.pk]) if leads else ""


def _afterwards_context(_request: HttpRequest, shown: _Shown) -> dict[str, object]:
    given, missing = display.sections(REGISTER, shown.incident, shown.access)
    return {
        "terms": [term for each in given if _is_learned(each) for term in each.terms],
        "missing": [display.heading(field) for field in missing if field.name in LEARNED],
        **shown.panels(AFTERWARDS),
        "edit_url": _edit_url(shown),
    }


_CONTENT = {
    ROOM: _room_context,
    KNOWN: _known_context,
    TRACKS: lambda request, shown: track_groups(shown.board, request.GET.dict()),
    LOG: lambda _request, _shown: {},
    PICTURES: lambda _request, shown: shown.panels(PICTURES),
    ACTIONS: lambda _request, shown: shown.panels(ACTIONS),
    AFTERWARDS: _afterwards_context,
}
"""What each tab shows besides the parts that refresh."""


def _form(request: HttpRequest, access: Access, units: list[Unit]) -> EntryForm:
    initial = {"unit": units[0].pk, "happened_at": timezone.now(), "mark": EntryMark.LEADING}
    return EntryForm(request.POST or None, access=access, units=units, initial=initial)


@requires(LEADS)
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an entry to the log on POST; if it is invalid, show the room again with the input preserved."""
    incident = _find_incident(request, pk, "entry")
    access = access_of(request)
    units = log.units_to_write_in(access, incident, [one.unit for one in Room(access, incident).affected])
    if request.method != "POST" or not units:
        return redirect("incidents-detail", pk=pk)
    form = _form(request, access, units)
    if (
        form.is_valid()
        and attempt(form, lambda: create_once(request, partial(_enter, access, incident, form))).done
    ):
        messages.success(request, _("It stands in the log."))
        tab = f"?flik={LOG}" if request.POST.get("flik") == LOG else ""
        return redirect(f"{reverse('incidents-detail', args=[pk])}{tab}#log")
    return _page(request, incident, form)


def _enter(access: Access, incident: Incident, form: forms.Form) -> LogEntry:
    written = form.cleaned_data
    return log.enter(
        access,
        incident,
        written["unit"],
        kind=EntryKind(written["kind"]),
        text=written["text"],
        happened_at=written["happened_at"],
        basis=written["basis"],
        mark=EntryMark(written["mark"]),
    )
