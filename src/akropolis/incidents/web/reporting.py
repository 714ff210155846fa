"""Anybody reports an event: three questions, and then what becomes of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.incidents.models import Incident, PersonalData
from akropolis.incidents.rules.permissions import REPORTS, RESOURCE
from akropolis.incidents.services import reporting
from akropolis.kernel.access.forms import ScopedModelChoiceField, attempt, editable_units
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, appointments_on, chosen_unit, form_page, requires
from akropolis.kernel.deadlines.tasks import Awaited
from akropolis.kernel.history.log import made_by
from akropolis.kernel.registers.web.sending import once_for, sent_before
from akropolis.ui.parts import Crumb

TITLE = 200
KNOWN = timedelta(days=30)
"""So long after it was closed the person still sees what became of what she reported."""


class ReportForm(forms.Form):
    """What happened, when, and whether it concerns people."""

    what = forms.CharField(
        label=gettext_lazy("What has happened?"),
        help_text=gettext_lazy(
            "In your own words. The first line becomes the heading. Write no names of those it concerns."
        ),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    occurred_at = forms.DateTimeField(
        label=gettext_lazy("When did it happen?"),
        help_text=gettext_lazy("About when will do."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    personal_data = forms.ChoiceField(
        label=gettext_lazy("Can it concern information about people?"),
        choices=PersonalData,
        initial=PersonalData.UNKNOWN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: _units(access),
            label=_("In which unit?"),
            empty_label=None,
        )
        if _units(access).count() == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    def clean_occurred_at(self) -> Any:
        """Raises ValidationError for what has not happened yet."""
        moment = self.cleaned_data["occurred_at"]
        if moment > timezone.now() + timedelta(minutes=5):
            raise forms.ValidationError(_("It cannot have happened yet. Look at the day and the time."))
        return moment

    def values(self) -> dict[str, Any]:
        """The incident's fields."""
        words = self.cleaned_data["what"].strip()
        first, _break, rest = words.partition("\n")
        whole = len(first) > TITLE or rest.strip()
        return {
            "title": first.strip()[:TITLE],
            "description": words if whole else "",
            "occurred_at": self.cleaned_data["occurred_at"],
            "personal_data": self.cleaned_data["personal_data"],
        }


def _units(access: Access) -> Any:
    return editable_units(access, REPORTS).filter(valid_to__isnull=True)


@requires(REPORTS)
def page(request: HttpRequest) -> HttpResponse:
    """The three questions; by POST it is reported, and the person is led to what becomes of it."""
    access = access_of(request)
    unit = chosen_unit(request, appointments_on(request))
    form = ReportForm(
        request.POST or None,
        access=access,
        initial={"unit": _first(access, unit), "occurred_at": timezone.now()},
    )
    if request.method == "POST":
        made = sent_before(request, Incident) or _reported(request, form)
        if made is not None:
            words = _("Thank you. %(number)s is reported to those who handle incidents in %(unit)s.")
            messages.success(request, words % {"number": made.number, "unit": made.owner_unit})
            return redirect("sent")
    title = _("Report an event")
    lead = _("Report at once, also when you are not sure. Those who handle incidents take it from there.")
    back = reverse("home")
    return form_page(request, form, title, [Crumb(label=title)], lead=lead, back=back, submit=_("Report"))


def _first(access: Access, unit: Unit | None) -> Any:
    units = _units(access)
    return (units.filter(pk=unit.pk).first() if unit else None) or units.order_by("path").first()


def _reported(request: HttpRequest, form: ReportForm) -> Incident | None:
    if not form.is_valid():
        return None
    act = partial(reporting.report, access_of(request), form.cleaned_data["unit"], form.values())
    return attempt(form, lambda: once_for(request, act)).made


def sent(access: Access, today: date) -> Iterator[Awaited]:
    """What the person has reported and others handle: how far it has come, and no more where she may not read it."""
    actor = access.actor.id
    if actor is None or not access.anywhere(REPORTS):
        return
    every = Incident.objects.unscoped(
        because="who reported an event is told how far it has come, and no more"
    )
    rows = every.filter(archived_at__isnull=True)
    rows = rows.filter(pk__in=made_by(actor, rows.values("pk"))).select_related("owner_unit")
    readable = set(
        Incident.objects.visible(access).filter(pk__in=rows.values("pk")).values_list("pk", flat=True)
    )
    for row in rows:
        handled = access.may(f"{RESOURCE}:edit", row.owner_unit)
        over = row.closed_at and timezone.localdate(row.closed_at) < today - KNOWN
        if not handled and not over:
            yield Awaited(
                title=f"{row.number} {row.title}",
                url=reverse("incidents-detail", args=[row.pk]) if row.pk in readable else "",
                whom=row.owner_unit.name,
                state=row.get_status_display(),
            )
