"""The page where a reported event is assessed: one form, in which the nodes hit lead to proposals of the
units reached.

The button that asks for the proposal saves nothing: the form is shown again with the reached units
ticked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from os.path import commonpath
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import (
    UNJUDGED,
    Incident,
    IncidentKind,
    IncidentThreat,
    LogEntry,
    OpenReport,
    PersonalData,
    Severity,
)
from akropolis.events.incidents.rules.permissions import ADVISE, RECEIVE
from akropolis.events.incidents.rules.tracks import EARLY, IMY, NOTIFICATION
from akropolis.events.incidents.selectors import incidents as selectors
from akropolis.events.incidents.selectors.awareness import awareness_of
from akropolis.events.incidents.selectors.proposals import (
    existing_tracks,
    known_since,
    propose,
    untracked,
    without_class,
)
from akropolis.events.incidents.services.triage import TriageJudgement, judge
from akropolis.events.incidents.services.viewings import record_viewing
from akropolis.events.incidents.web.forms import (
    EDIT,
    ask_knowledge,
    key_of,
    knowledge_in,
    tracks_field,
    units_field,
)
from akropolis.events.incidents.web.receiving import task_time
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.blast_radius.reports.radius_words import event_name
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.facts import node_ids
from akropolis.graph.entities.selectors import EDIT as DECIDE
from akropolis.shared.clocks.reports.clock_words import amount_in_words, format_moment
from akropolis.shared.clocks.selectors import ClockRuleBook
from akropolis.shared.threats.selectors.naming import list_choosable_threats, named_by

SHOW = "show"
MANY = 5
"""From this number of events to be assessed on, they are shown as one task."""
KINDS = (IncidentKind.INCIDENT, IncidentKind.NEAR_MISS, IncidentKind.NONE, IncidentKind.DUPLICATE)


class TriageForm(VersionedForm, model=Incident):
    """Form of what the event is, how serious it is, what was hit, and which of the proposed units and tracks apply."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    severity = FromModel()
    personal_data = FromModel()
    event = forms.ChoiceField(
        label=gettext_lazy("In what way was it hit?"), choices=(), required=False, widget=forms.RadioSelect
    )
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: FormData, initial: Mapping[str, object], page: "_Page") -> None:
        super().__init__(data, initial=dict(initial))
        access, proposal = page.access, page.proposal
        self.fields["event"].choices = [(event.value, event_name(event)) for event in RadiusEvent]  # type: ignore[attr-defined]
        self.fields["same_as"] = PickField(
            rows=Pickable(access, Incident),
            label=_("The same as"),
            required=False,
            help_text=_(
                "The number of the other one, when it is the same. All that hangs on this one follows there."
            ),
        )
        self.fields["threats"] = forms.MultipleChoiceField(
            label=_("Threats"),
            choices=[(each.code, str(each)) for each in page.threats],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["nodes"] = forms.MultipleChoiceField(
            label=_("What was hit"),
            choices=[(str(record), label) for record, label in page.nodes.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["add"] = PickField(
            rows=Pickable(access, Node),
            label=_("One more thing that was hit"),
            required=False,
            help_text=_(
                "The number or the whole name of a service, a supplier, a platform or another thing."
            ),
        )
        self.fields["units"] = units_field(
            access,
            page.units,
            label=_("Affected units"),
            help_text=_("The people of these units who may read incidents can read this one."),
            why=proposal.units,
        )
        self.fields["add_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(valid_to__isnull=True),
            label=_("One more unit"),
            required=False,
        )
        self.fields["tracks"] = tracks_field(proposal, existing_tracks(access, page.incident))
        ask_knowledge(self, page.known)
        if page.leader:
            words = {"leader": page.leader, "unit": page.incident.owner_unit}
            sentence = _("It affects more than %(unit)s, which then reads its own tracks and no others.")
            self.fields["lead"] = forms.BooleanField(
                label=_("%(leader)s takes over the lead") % words, required=False, help_text=sentence % words
            )

    def clean(self) -> None:
        """Raises ValidationError when a duplicate names no original, and when no severity is chosen."""
        found = self.cleaned_data
        if found.get("severity") == UNJUDGED and found.get("kind") in (
            IncidentKind.INCIDENT,
            IncidentKind.NEAR_MISS,
        ):
            self.add_error("severity", _("Say how serious it is."))
        lacks = found.get("kind") == IncidentKind.DUPLICATE and "same_as" in found and not found["same_as"]
        if lacks:
            self.add_error("same_as", _("Write which one it is the same as."))

    def judged(self, page: "_Page") -> TriageJudgement:
        """Return the assessment that the person entered."""
        written = self.cleaned_data
        ticked = set(written["nodes"])
        hit = [node for node in page.rows if str(node.record) in ticked]
        missed = {record for record in page.nodes if str(record) not in ticked}
        return TriageJudgement(
            kind=IncidentKind(written["kind"]),
            severity=written["severity"],
            personal_data=written["personal_data"],
            threats=[each for each in page.threats if each.code in written["threats"]],
            hit=[*hit, *([written["add"]] if written["add"] else [])],
            missed=set(node_ids(missed).values()),
            units=[*written["units"], *([written["add_unit"]] if written["add_unit"] else [])],
            tracks=self.fields["tracks"].wanted(written["tracks"]),  # type: ignore[attr-defined]
            same_as=written["same_as"],
            leader=page.leader if written.get("lead") else None,
            said=knowledge_in(self, page.known),
        )


class _Page:
    """The choices of the form, which depend on the incident and on the nodes entered so far as hit."""

    def __init__(self, access: Access, incident: Incident, said: QueryDict | None) -> None:
        self.access, self.incident = access, incident
        linked = Sight(access).of(selectors.hit_by(access, incident)).values()
        records = [seen.record for seen in linked if seen.record]
        self.linked = [str(record) for record in records]
        self.ticked = said.getlist("nodes") if said else self.linked
        self.added = self._picked(said)
        records += [key for key in map(id_in, self.ticked) if key and key not in records]
        found = Node.objects.visible(access).filter(record__in=records).select_related("owner_unit")
        self.rows = [*found, *(node for node in self.added if node.record not in records)]
        self.nodes = {node.record: str(node) for node in self.rows}
        self.threats = list_choosable_threats(access, named_by(access, incident, IncidentThreat))
        hit = [node for node in self.rows if str(node.record) in self.ticked or node in self.added]
        self.event = _event(incident, said.get("event", "") if said else "")
        self.proposal = propose(access, hit, self.event, incident.owner_unit)
        self.known = awareness_of(incident).of_event()
        self.affected = selectors.affected_units(access, incident)
        self.units = sorted({*self.affected, *self.proposal.units}, key=lambda unit: unit.sort_key)
        reached = (incident.owner_unit, *self.units, *self.proposal.controllers)
        every = Unit.objects.unscoped(because="names of units are no secret").exclude(
            pk=incident.owner_unit_id
        )
        above = every.filter(path=f"{commonpath(unit.path for unit in reached)}/").first()
        self.leader = above if above and access.may(EDIT, above) else None
        """The nearest unit above all that it reaches, where another leads it now and the person may lead there."""

    def _picked(self, said: QueryDict | None) -> list[Node]:
        """Return the nodes entered as hit when the proposal was requested; an empty list if no node can be found."""
        if not said or SHOW not in said:
            return []
        try:
            node = PickField(rows=Pickable(self.access, Node), required=False).clean(said.get("add", ""))
        except forms.ValidationError:
            return []
        return [node] if isinstance(node, Node) else []

    def initial(self, said: QueryDict | None) -> dict[str, object]:
        """Return the initial or submitted form. New proposals are ticked once, the first time they appear."""
        row = self.incident
        first = said is None and row.kind == IncidentKind.EVENT
        values: dict[str, object] = {
            "severity": row.severity,
            "personal_data": row.personal_data,
            "same_as": row.same_as,
        }
        values |= {"kind": row.kind, "version": row.version}
        values |= {"threats": [each.code for each in named_by(self.access, row, IncidentThreat)]}
        if said:
            values |= {
                name: said.get(name, "") for name in (*values, "add_unit", "aware_at", "aware_because")
            }
            values["threats"] = said.getlist("threats")
        reached = {str(unit.pk) for unit in self.proposal.units}
        due = self._due(str(values["personal_data"]), _whole(values["severity"]))
        moves = {"lead"} if self.leader else set[str]()
        before = {*(said.get("offered", "").split() if said else ())}
        fresh = set() if said is None and not first else {*reached, *due, *moves} - before
        units = set(said.getlist("units")) if said else {str(unit.pk) for unit in self.affected}
        return values | {
            "event": self.event,
            "lead": "lead" in {*(said or ()), *fresh},
            "offered": " ".join(sorted(before | reached | due | moves)),
            "nodes": [*self.ticked, *(str(node.record) for node in self.added)],
            "add": "" if self.added or not said else said.get("add", ""),
            "units": [*units, *(reached & fresh)],
            "tracks": [*(said.getlist("tracks") if said else ()), *(due & fresh)],
        }

    def _due(self, personal_data: str, severity: int) -> set[str]:
        """Return the form values of the tracks to tick, given the chosen personal data and severity."""
        usual = self.proposal.usual(self.event, personal_data, severity)
        return {key_of(regime, each.unit) for regime, each in self.proposal.tracks() if regime in usual}


def _event(incident: Incident, said: str) -> RadiusEvent:
    if said in set(RadiusEvent):
        return RadiusEvent(said)
    return RadiusEvent.OUTAGE if incident.personal_data == PersonalData.NO else RadiusEvent.BREACH


def _whole(value: object) -> int:
    return int(str(value)) if str(value) in map(str, Severity.values) else 0


@requires(EDIT)
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; on POST refresh the proposal, or save the assessment."""
    access = access_of(request)
    incident: Incident = Incident.objects.visible(access).select_related("owner_unit", "same_as").one(pk=pk)
    if not incident.writable_by(access) or incident.archived_at:
        raise Hidden
    sent = request.POST if request.method == "POST" else None
    record_viewing(access, incident, "triage")
    shown = _Page(access, incident, sent)
    asked = sent is None or SHOW in sent
    form = TriageForm(None if asked else sent, shown.initial(sent), shown)
    back = reverse("incidents-detail", args=[pk])
    if not asked and form.is_valid():
        found = form.judged(shown)
        made = form.carry_out(lambda: judge(access, incident, found, version=form.cleaned_data["version"]))
        if made is not None:
            messages.success(request, _triage_message(incident, found, len(made)))
            return redirect(back)
    way = [Crumb(label=str(incident), url=back), Crumb(label=_("Judge"))]
    more = {"incident": incident, "shown": shown, "entries": _entries(access, incident), "back": back}
    more |= {"report": OpenReport.objects.visible(access).filter(incident=incident).first(), "show": SHOW}
    title = _("Judge %(number)s") % {"number": incident.number}
    return form_page(request, form, title, way, template="incidents/triage.html", also=more)


def _entries(access: Access, incident: Incident) -> object:
    return LogEntry.objects.visible(access).filter(incident=incident)[:20]


def _triage_message(incident: Incident, found: TriageJudgement, made: int) -> str:
    if found.same_as and found.kind == IncidentKind.DUPLICATE:
        words = {"number": incident.number, "other": found.same_as.number}
        return _("%(number)s is the same as %(other)s, and is closed.") % words
    words = {"number": incident.number, "kind": str(found.kind.label), "n": number(made)}
    told = ngettext(
        "%(number)s is judged: %(kind)s. %(n)s track is opened.",
        "%(number)s is judged: %(kind)s. %(n)s tracks are opened.",
        made,
    )
    return told % words if made else _("%(number)s is judged: %(kind)s.") % words


# On the incident's page, and in the inbox


def panel(access: Access, incident: Incident) -> Mapping[str, object] | None:
    """Return what it was merged into, what was merged into it, and a link to assess it; None where none applies."""
    judges = incident.archived_at is None and incident.writable_by(access)
    same = Incident.objects.visible(access)
    kept = same.filter(pk=incident.same_as_id).first() if incident.same_as_id else None
    merged = list(same.filter(same_as=incident).order_by("number"))
    unheeded = same.filter(untracked(access), pk=incident.pk).exists()
    if not (judges or incident.same_as_id or merged or unheeded):
        return None
    return {
        "kept": kept,
        "elsewhere": incident.same_as_id is not None and kept is None,
        "merged": merged,
        "waits": incident.kind == IncidentKind.EVENT,
        "untracked": unheeded,
        "judge_url": reverse("incident-judge", args=[incident.pk]) if judges else "",
    }


def unjudged(access: Access) -> GatedQuerySet[Incident]:
    """Return open events that nobody has assessed, led in units where it is up to the person to assess them."""
    rows = Incident.objects.visible(access).filter(access.asked(EDIT, "owner_unit"), kind=IncidentKind.EVENT)
    return rows.filter(archived_at=None, closed_at=None)


def _first_unjudged(access: Access, _today: date) -> list[tuple[Incident, ClockRuleBook]]:
    book = ClockRuleBook()
    rows = unjudged(access).select_related("owner_unit").order_by("created_at")[: MANY + 1]
    return [(row, book) for row in rows]


def _judge_all(access: Access, rows: Sequence[tuple[Incident, ClockRuleBook]]) -> PendingTask:
    words = {"n": number(unjudged(access).count())}
    url = f"{reverse('incidents-list')}?kind={IncidentKind.EVENT}&status=reported"
    why = _("The oldest has waited since %(day)s.") % {"day": timezone.localdate(rows[0][0].created_at)}
    return PendingTask("incident:judge", _("Judge %(n)s events") % words, url, why)


@task_feed(right=EDIT, rows=_first_unjudged, limit=MANY, folded=_judge_all)
def pending_judgements(waiting: tuple[Incident, ClockRuleBook]) -> PendingTask:
    """Yield a task for each event to be assessed where the person leads; above the limit, one task for all."""
    row, book = waiting
    return PendingTask(
        key=f"incident:{row.pk}:judge",
        title=_("Judge the event “%(title)s”") % {"title": row},
        url=reverse("incident-judge", args=[row.pk]),
        why=_("It was reported in %(unit)s, and nobody has judged it.") % {"unit": row.owner_unit.name},
        about=refer(row),
        **task_time(book, row.created_at, row.pace),
    )


# Unclaimed events


def unheeded(access: Access, _today: date) -> Iterator[PendingTask]:
    """Yield a task for each open event with personal data and no track, in the person's own units or
    units they advise. Also one for each legal entity that a serious event affects, if the person is to
    decide the entity's class, or to open its track once the class is decided.
    """
    if access.actor.id is None:
        return
    book, rows = (
        ClockRuleBook(),
        Incident.objects.visible(access).filter(closed_at=None).select_related("owner_unit"),
    )
    mine = access.asked(RECEIVE, "owner_unit") | access.units(ADVISE, "owner_unit")
    for row in rows.filter(untracked(access), mine).order_by("number"):
        yield _without_track(access, row, book)
    if access.anywhere(DECIDE) or access.anywhere(EDIT):
        for row, entity, decided in without_class(access, rows):
            if access.may(EDIT, row.owner_unit) if decided else access.may(DECIDE, entity):
                yield _without_class(row, entity, book, decided=decided)


def _without_track(access: Access, row: Incident, book: ClockRuleBook) -> PendingTask:
    page = "incident-tracks-open" if row.writable_by(access) else "incidents-detail"
    why = _(
        "%(unit)s leads it. It concerns personal data, and no controller has a track of it. Open one, also to decide"
        " that nothing is to be notified, or change personal data to No."
    )
    return PendingTask(
        key=f"incident:{row.pk}:untracked",
        title=_("Open a track for the personal data breach “%(title)s”") % {"title": row},
        url=reverse(page, args=[row.pk]),
        why=why % {"unit": row.owner_unit.name},
        about=refer(row),
        **task_time(book, known_since(row), row.pace, IMY),
    )


def _without_class(row: Incident, entity: Unit, book: ClockRuleBook, *, decided: bool) -> PendingTask:
    since = known_since(row)
    dues = [found for clock in (EARLY, NOTIFICATION) if (found := book.due(clock, since))]
    hours = [
        f"{rule.title}, {amount_in_words(rule.as_clock)} ({format_moment(due.moment or since)})"
        for rule, due in dues
    ]
    title, page = _("Decide whether the Cybersecurity Act covers %(unit)s: “%(title)s”"), "entity"
    why = _("The event is serious and affects it. If it is covered, this is to be done: %(hours)s.")
    if decided:
        title = _("Open a track for %(unit)s under the Cybersecurity Act: “%(title)s”")
        page, why = "incident-tracks-open", _("It is decided that it is covered. To be done: %(hours)s.")
    return PendingTask(
        key=f"incident:{row.pk}:class:{entity.code}:{decided}",
        title=title % {"unit": entity.name, "title": row},
        url=reverse(page, args=[row.pk if decided else entity.code]),
        why=why % {"hours": listing(hours, _("and"))},
        about=refer(row),
        **task_time(book, since, row.pace, EARLY),
    )
