"""The page where a picture is issued: what the issuer states about it, and which answers are missing."""

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.registers.forms import plain_field
from akropolis.base.kernel.registers.web.sending import create_once, sent_before
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.events.situation_reports.models import DraftAnswer, Situation, SituationDraft
from akropolis.events.situation_reports.register.finding import draft_url, name_of, situation_crumbs
from akropolis.events.situation_reports.rules.permissions import WRITES
from akropolis.events.situation_reports.selectors.situations import answers_of, draft_at, situation_at
from akropolis.events.situation_reports.services.issuing import Issue, issue, state_of

FIELDS = ("as_of", "valid_to", "next_at", "recipients", "mark", "secrecy")


class IssueForm(forms.Form):
    """Form for what the issuer states when issuing a picture."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for name in FIELDS:
            self.fields[name] = plain_field(Situation, field_of(Situation, name))

    def said(self) -> Issue:
        """Return the entered values in the form that the service takes."""
        return Issue(**{name: self.cleaned_data[name] for name in FIELDS})


@requires(WRITES)
def issue_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST issues the picture."""
    access = access_of(request)
    if request.method == "POST" and (made := sent_before(request, Situation)):
        return redirect("situation-picture", pk=made.pk)
    found = draft_at(access, pk)
    if not found.writable_by(access):
        raise Hidden
    found.subject.seen(access, found.row, "situation-draft")
    rows = answers_of(access, found)
    last = situation_at(access, found.since_id) if found.since_id else None
    form = IssueForm(request.POST or None, initial=_initial(found, last, rows))
    if request.method == "POST" and form.is_valid():
        act = attempt(
            form,
            lambda: create_once(
                request, lambda: issue(access, found, form.said(), seen=form.cleaned_data["seen"])
            ),
        )
        if act.made is not None:
            messages.success(request, _("%(name)s is issued.") % {"name": name_of(act.made.number)})
            return redirect("situation-picture", pk=act.made.pk)
    title = _("Issue situation picture no. %(number)s") % {"number": found.number}
    words = {"lead": _unanswered_warning(rows), "submit": _("Issue"), "back": draft_url(found)}
    return form_page(request, form, title, situation_crumbs(found, title), also=words)


def _initial(found: SituationDraft, last: Situation | None, rows: Sequence[DraftAnswer]) -> dict[str, object]:
    """Return the form's initial values: those of the previous picture, with times moved on by the same interval."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    rhythm = last.next_at - last.as_of if last and last.next_at else found.subject.rhythm
    given = {name: getattr(last, name) for name in ("recipients", "mark", "secrecy")} if last else {}
    given.setdefault("secrecy", found.subject.secrecy(found.row))
    seen = state_of([row.version for row in rows])
    return {"as_of": now, "valid_to": now + rhythm, "next_at": now + rhythm, "seen": seen, **given}


def _unanswered_warning(rows: Sequence[DraftAnswer]) -> str:
    """Return a warning that an issued picture cannot be changed, with the names of questions without an answer."""
    empty = [row.title for row in rows if not row.text.strip()]
    frozen = _("What it says cannot be changed afterwards: what was wrong is said in the next one.")
    if not empty:
        return frozen
    said = _("Without an answer, and left out: %(names)s.") % {"names": listing(empty, _("and"))}
    return f"{frozen} {said}"
