"""Report an event: three questions, and before them whether it must not be written here at all. Open to anybody."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Unpack

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, attempt, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.open_forms import is_rate_limited, reference_for, status_of
from akropolis.base.kernel.access.web import (
    access_of,
    appointments_on,
    chosen_unit,
    form_page,
    public,
    requires,
)
from akropolis.base.kernel.deadlines.tasks import Awaited
from akropolis.base.kernel.files.uploads import too_large
from akropolis.base.kernel.history.log import made_by, past_of
from akropolis.base.kernel.registers.web.sending import WORD, create_once, key_of, sent_before
from akropolis.base.ui.fields import PastField, prose_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.events.incidents.models import Incident, OpenReport, PersonalData, ReportStop
from akropolis.events.incidents.rules.permissions import REPORTS, RESOURCE
from akropolis.events.intake import services as reporting
from akropolis.shared.classification.register.security_question import SecurityQuestionForm

TITLE = 200
KNOWN = timedelta(days=30)
"""How long after the event was closed the reporter still sees what became of the report."""


class EventReportForm(SecurityQuestionForm, model=Incident):
    """Form of what happened, when, and whether it concerns people."""

    what = prose_field(
        gettext_lazy("What has happened?"),
        8000,
        rows=6,
        help_text=gettext_lazy(
            "In your own words. The first line becomes the heading. Write no names of those it concerns."
        ),
    )
    occurred_at = PastField(
        label=gettext_lazy("When did it happen?"),
        help_text=gettext_lazy("About when will do."),
        ahead=gettext_lazy("It cannot have happened yet. Look at the day and the time."),
    )
    personal_data = FromModel(
        label=gettext_lazy("Can it concern information about people?"),
        initial=PersonalData.UNKNOWN,
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy(
            "Of the screen or the letter, say: JPEG, PNG or HEIC, at most 25 MB. Where and when it was taken is "
            "removed. Only those who lead the handling see it."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/heic,image/heif"}),
    )
    kept_when_stopped = ("security", "unit")

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: _units(access),
            label=_("In which unit?"),
            empty_label=None,
        )
        if _units(access).count() == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.forget()

    def clean(self) -> None:
        """If something else is wrong, say that the photo has to be chosen again: a browser never keeps a file."""
        if not self.stopped and self.errors and self.files.get("photo") and "photo" not in self.errors:
            self.add_error("photo", _("Choose the photo again."))

    def refuse_dropped(self, request: HttpRequest) -> None:
        """Say at the photo that it was too large, if it was dropped as it was received."""
        if not self.stopped and getattr(request, "dropped_upload", False):
            self.add_error("photo", str(too_large()))

    def photo_file(self) -> reporting.File | None:
        """Return the name and content of the photo; None without one."""
        photo = self.cleaned_data.get("photo")
        return (str(photo.name), photo.read()) if photo else None

    def values(self) -> dict[str, object]:
        """Return the values of the incident's fields."""
        words = self.cleaned_data["what"]
        first, _break, rest = words.partition("\n")
        whole = len(first) > TITLE or rest.strip()
        return {
            "title": first.strip()[:TITLE],
            "description": words if whole else "",
            "occurred_at": self.cleaned_data["occurred_at"],
            "personal_data": self.cleaned_data["personal_data"],
        }


class OpenReportForm(EventReportForm, model=OpenReport):
    """Form for a report without an account: in any unit, and optionally how to reach the reporter."""

    contact = FromModel(
        gettext_lazy("A telephone number or an e-mail address. Leave it empty to be anonymous."),
        label=gettext_lazy("How can you be reached?"),
    )

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, ScopedModelChoiceField)
        unit.empty_label = _("Choose")
        self.order_fields(["unit"])


def _units(access: Access) -> GatedQuerySet[Unit]:
    return editable_units(access, REPORTS).filter(valid_to__isnull=True)


@requires(REPORTS)
@never_cache
@sensitive_post_parameters()
def page(request: HttpRequest) -> HttpResponse:
    """Show the questions; on POST report the event, and redirect to the page that follows it."""
    access = access_of(request)
    unit = chosen_unit(request, appointments_on(request))
    form = EventReportForm(
        request.POST or None,
        files=request.FILES or None,
        access=access,
        initial={"unit": _first(access, unit), "occurred_at": timezone.now()},
    )
    if form.stopped and form.is_valid():
        return _stopped(request, access, form)
    if request.method == "POST":
        form.refuse_dropped(request)
        made = sent_before(request, Incident) or _reported(request, form)
        if made is not None:
            words = _("Thank you. %(number)s is reported to those who handle incidents in %(unit)s.")
            messages.success(request, words % {"number": made.number, "unit": made.owner_unit})
            return redirect("report-follow", pk=made.pk)
    title = _("Report an event")
    lead = _("Report at once, also when you are not sure. Those who handle incidents take it from there.")
    back = reverse("home")
    return form_page(request, form, title, [Crumb(label=title)], lead=lead, back=back, submit=_("Report"))


def _first(access: Access, unit: Unit | None) -> object:
    units = _units(access)
    return (units.filter(pk=unit.pk).first() if unit else None) or units.order_by("path").first()


def _reported(request: HttpRequest, form: EventReportForm) -> Incident | None:
    if not form.is_valid():
        return None
    unit, photo = form.cleaned_data["unit"], form.photo_file()
    act = partial(reporting.report, access_of(request), unit, form.values(), photo)
    return attempt(form, lambda: create_once(request, act)).made


def _stopped(request: HttpRequest, access: Access, form: EventReportForm) -> HttpResponse:
    made = reporting.record_stopped_report(access, form.cleaned_data["unit"], request.POST.get(WORD, ""))
    return stopped_page(request, made)


def stopped_page(request: HttpRequest, made: ReportStop) -> HttpResponse:
    """Show what the one who answered yes is told. It has no URL of its own: there is nothing to come back to."""
    context = {"title": _("Nothing of what you wrote is kept"), "made": made}
    return render(request, "intake/report_stopped.html", context)


@public(because="where the city has turned it on, anybody may report, and is told nothing of others")
@never_cache
@sensitive_post_parameters()
def open_page(request: HttpRequest) -> HttpResponse:
    """Show the form for reports without an account. On POST redirect to the page that the reference opens."""
    if not settings.OPEN_REPORTS:
        raise Http404
    access = reporting.without_account()
    form = OpenReportForm(
        request.POST or None,
        files=request.FILES or None,
        access=access,
        initial={"occurred_at": timezone.now()},
    )
    if form.is_bound:
        form.refuse_dropped(request)
    if form.is_bound and form.is_valid() and not is_rate_limited(request, form):
        if form.stopped:
            return _stopped(request, access, form)
        reference = reference_for("incidents.report", key_of(request))
        unit, contact = form.cleaned_data["unit"], form.cleaned_data["contact"]
        act = partial(
            reporting.report_openly, unit, form.values(), contact, reference, photo=form.photo_file()
        )
        if attempt(form, act).done:
            return redirect("report-open-follow", reference=reference)
    context = {"title": _("Report an event"), "form": form}
    return render(request, "intake/report_open.html", context, status=status_of(form))


def list_sent_reports(access: Access, today: date) -> Iterator[Awaited]:
    """Yield the person's reports that others handle, with their progress, and no more if the person may
    not read the event.

    The title is the one that the reporter wrote, since a later title may reveal more.
    """
    actor = access.actor.id
    if actor is None or not access.anywhere(REPORTS):
        return
    every = Incident.objects.unscoped(
        because="who reported an event is told how far it has come, and no more"
    )
    rows = every.filter(archived_at__isnull=True)
    rows = rows.filter(pk__in=made_by(actor, rows.values_list("pk", flat=True))).select_related(
        "owner_unit", "same_as"
    )
    told = [row for row in rows if not _handled(access, row) and not _over(row, today)]
    labels = past_of({row.pk: 1 for row in told}) if told else {}
    for row in told:
        yield Awaited(
            title=labels[row.pk].label,
            url=reverse("report-follow", args=[row.pk]),
            whom=row.standing.owner_unit.name,
            state=row.standing.get_status_display(),
        )


def _handled(access: Access, row: Incident) -> bool:
    return access.may(f"{RESOURCE}:edit", row.owner_unit)


def _over(row: Incident, today: date) -> bool:
    closed = row.standing.closed_at
    return closed is not None and timezone.localdate(closed) < today - KNOWN
