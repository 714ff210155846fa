"""The page of an event's times: set, corrected with a reason, and what a correction moved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.history.log import HistoryEvent, events_of
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import number
from akropolis.base.ui.fields import moment_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.events.incidents.models import TIMES, Incident
from akropolis.events.incidents.rules.permissions import LEADS
from akropolis.events.incidents.services.viewings import led_by
from akropolis.events.leadership.services.times import MovedTime, in_words, label_of, set_times

HELP = {
    "aware_at": gettext_lazy("What the law's hours count from: not when it was judged to be significant."),
    "contained_at": gettext_lazy("When it stopped spreading."),
    "handled_at": gettext_lazy("When the handling was over: the last final report counts from it."),
    "ended_at": gettext_lazy("When everything was restored."),
}
SHOWN = 10


class TimesForm(VersionedForm):
    """Form of the event's times, each independent of the others."""

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for name in TIMES:
            label = label_of(name).capitalize()
            self.fields[name] = moment_field(label, help_text=HELP.get(name, ""), required=name == TIMES[0])
        self.fields["because"] = forms.CharField(
            label=_("Reason"),
            max_length=500,
            required=False,
            help_text=_("Needed when a time that was said before is changed."),
        )

    def times(self, incident: Incident) -> dict[str, datetime | None]:
        """Return the times as entered; one unchanged to the minute keeps its stored value, seconds included."""
        return {name: _unchanged_seconds(getattr(incident, name), self.cleaned_data[name]) for name in TIMES}


def _unchanged_seconds(was: datetime | None, written: datetime | None) -> datetime | None:
    same = (
        was and written and was.replace(second=0, microsecond=0) == written.replace(second=0, microsecond=0)
    )
    return was if same else written


def _context(request: HttpRequest, incident: Incident, _form: TimesForm) -> dict[str, object]:
    events = readable(access_of(request), f"{Incident.permission}:read", events_of([incident.pk]))
    return {"past": _past(events)}


def _past(events: Sequence[HistoryEvent]) -> list[dict[str, object]]:
    """Return the changes of times, the newest first: who set which times, when and why."""
    found = [
        {"event": event, "times": [label_of(name) for name in TIMES if name in event.diff]}
        for event in events
    ]
    return [each for each in found if each["times"]][:SHOWN]


def _saved(moved: Sequence[MovedTime]) -> str:
    if not moved:
        return _("The times are saved. No clock was moved.")
    told = ngettext(
        "The times are saved. %(n)s clock was moved.",
        "The times are saved. %(n)s clocks were moved.",
        len(moved),
    )
    first = " ".join(in_words(each) for each in moved[:3])
    return f"{told % {'n': number(len(moved))}} {first}"


def _set_times(access: Access, incident: Incident, form: TimesForm) -> Sequence[MovedTime]:
    return set_times(access, incident, form.times(incident), form.why, version=form.seen)


TIMES_PAGE = Act(
    on=ActTarget(LEADS, led_by, "incidents-detail", str),
    form=TimesForm,
    initial=("version", *TIMES),
    do=_set_times,
    done=_saved,
    title=gettext_lazy("Times of the event"),
    template="leadership/times.html",
    context=_context,
)
