"""Follow a report of one's own: its progress in plain words, and a form to add something. Nothing more is shown."""

from functools import partial
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.open_forms import is_rate_limited, status_of
from akropolis.base.kernel.access.web import access_of, public, requires
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.files.types import ENDINGS
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.kernel.registers.web.sending import WORD
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.parts import Term
from akropolis.base.ui.words import Phrase
from akropolis.events.incidents.models import Incident, IncidentKind, IncidentStatus, ReportStop
from akropolis.events.incidents.rules.permissions import REPORTS
from akropolis.events.intake import services as reporting
from akropolis.events.intake.web.reporting import stopped_page
from akropolis.shared.classification.register.security_question import SecurityQuestionForm, SettleNoteForm
from akropolis.shared.classification.services import security_stops
from akropolis.shared.classification.services.security_stops import SETTLE

WORDS = {
    IncidentStatus.REPORTED: gettext_lazy("It has come in, and waits to be handled."),
    IncidentStatus.HANDLING: gettext_lazy("It is being handled."),
    IncidentStatus.RESOLVED: gettext_lazy("It has been resolved. What remains is to close it."),
    IncidentStatus.CLOSED: gettext_lazy("It is over."),
}
NOT_JUDGED = gettext_lazy("It has come in, and waits to be judged.")
NOTHING = gettext_lazy("It has been judged, and was no incident. Thank you for saying so.")


class AddForm(SecurityQuestionForm):
    """Form to add to a report: text, a file, or both."""

    text = prose_field(gettext_lazy("What you want to add"), 4000, rows=4, required=False)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A picture of the screen, say. PDF, picture, text or document, at most 25 MB."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.forget()

    def clean(self) -> None:
        """Raises ValidationError when nothing is added."""
        written = self.cleaned_data
        if not self.stopped and not written.get("text", "").strip() and not written.get("file"):
            raise forms.ValidationError(_("Write something, or choose a file."))


@requires(REPORTS)
@never_cache
@sensitive_post_parameters()
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the person has reported with their account."""
    access = access_of(request)
    incident = or_hidden(reporting.find_own_report(access, pk))
    context = {"number": incident.number, "address": "", "frame": "ui/page.html"}
    return _follow(request, access, incident, reverse("report-follow", args=[pk]), context)


@public(
    because="the reference is the right, and cannot be guessed; a wrong one is the same 404 as everywhere"
)
@never_cache
@sensitive_post_parameters()
def open_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a report made without an account, to anyone who has the reference."""
    incident = or_hidden(reporting.event_by_reference(reference))
    here = reverse("report-open-follow", args=[reference])
    context = {"reference": reference, "address": request.build_absolute_uri(here), "frame": "ui/auth.html"}
    answer = _follow(request, reporting.without_account(), incident, here, context)
    answer["Referrer-Policy"] = "strict-origin"  # the address is the right, and a proxy may log the Referer
    return answer


def _follow(
    request: HttpRequest, access: Access, incident: Incident, here: str, context: dict[str, Any]
) -> HttpResponse:
    form = AddForm(request.POST or None, files=request.FILES or None)
    if form.is_bound and form.is_valid() and (access.actor.id or not is_rate_limited(request, form)):
        if form.stopped:
            unit = incident.standing.owner_unit
            made = reporting.record_stopped_report(
                reporting.reporting_as(access), unit, request.POST.get(WORD, "")
            )
            return stopped_page(request, made)
        act = partial(_add, request, access, incident, form)
        if attempt(form, act).done:
            messages.success(request, _("Thank you. It is added."))
            return redirect(here)
    context |= {"title": _("Follow the case"), "form": form, "status": progress_in_words(incident)}
    context["terms"] = _terms(incident, context.get("number", ""))
    return render(request, "intake/follow.html", context, status=status_of(form))


def _add(request: HttpRequest, access: Access, incident: Incident, form: AddForm) -> object:
    given, file = form.cleaned_data, None
    if given.get("file") or getattr(request, "dropped_upload", False):
        upload = uploaded(request, "file")
        file = (str(upload.name), upload.read())
    return reporting.add(access, incident, given["text"], file)


def progress_in_words(incident: Incident) -> Phrase:
    """Return the progress in everyday words."""
    kept = incident.standing
    if kept.kind == IncidentKind.NONE and kept.status == IncidentStatus.CLOSED:
        return NOTHING
    if kept.kind == IncidentKind.EVENT and kept.status == IncidentStatus.REPORTED:
        return NOT_JUDGED
    return WORDS[IncidentStatus(kept.status)]


def _terms(incident: Incident, number: str) -> list[Term]:
    found = [Term(label=_("Reference"), value=number)] if number else []
    return [*found, Term(label=_("Handled in"), value=incident.standing.owner_unit.name)]


@task_feed(right=SETTLE, rows=lambda access, _today: security_stops.unsettled(access, ReportStop, "unit"))
def pending_stops(row: ReportStop) -> PendingTask:
    """Yield a task for each stopped report that waits for a head of protective security."""
    words = {"who": row.stopped_by, "unit": row.unit.name, "reference": row.reference}
    return PendingTask(
        key=f"report-stop:{row.pk}",
        title=_("Take care of a report in %(unit)s that was stopped") % words,
        url=reverse("report-stop", args=[row.pk]),
        why=_("%(who)s says that it may concern Sweden's security. Reference: %(reference)s.") % words,
    )


def _about(stop: ReportStop) -> str:
    words = {"who": stop.stopped_by, "unit": stop.unit.name, "reference": stop.reference}
    return _("%(who)s was about to report it in %(unit)s. Reference: %(reference)s.") % words


SETTLE_STOP = Act(
    on=ActTarget(SETTLE, row_of(ReportStop, "unit"), lambda _stop: reverse("home"), lambda _stop: []),
    form=SettleNoteForm,
    given=lambda _request, stop: {"initial": {"note": stop.settled_note}},
    do=lambda access, stop, form: security_stops.settle_stop(access, stop, form.cleaned_data["note"]),
    done=gettext_lazy("It is written down."),
    title=gettext_lazy("A report that was stopped"),
    lead=_about,
    submit=gettext_lazy("Write it down"),
)
