"""Texts written in the editor: the form, saving so that nobody's text is lost, and the response to the editor."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.history.log import events_of
from akropolis.base.ui.model_fields import ModelFieldsForm

LONGEST = 60000


class TextForm(ModelFieldsForm):
    """The form for the text of one chapter. `version` is the version that the writer opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "class": "ak-text"}),
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """The row as somebody else saved it while the user was writing, and who that was."""

    row: Tracked
    who: str


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """Result of a save: 200 with the chapter, 409 with the currently stored text, or 422 with form errors."""

    status: int
    form: TextForm
    conflict: Conflict | None = None
    row: Tracked | None = None


def save_text(form: TextForm, act: Callable[[], Tracked]) -> SaveOutcome:
    """Save a valid form by calling `act`, and return the outcome; after a conflict it has the other person's text."""
    tried = attempt(form, act)
    return SaveOutcome(tried.status, form, _beside(tried.conflict), tried.made)


def _beside(current: Tracked | None) -> Conflict | None:
    """Return the other person's text, to be shown beside the user's own, and who they are."""
    if current is None:
        return None
    who = next((event.actor for event in events_of([current.pk], limit=1)), "")
    return Conflict(current, who)


def save_automatically(
    request: HttpRequest, row: Tracked, save: Callable[[TextForm], SaveOutcome]
) -> HttpResponse:
    """Autosave: POST saves the text. GET returns the user's id, the CSRF token and the row's version,
    for a user who has signed in again.

    POST answers 200 with the stored version, 409 with the name of whoever has saved since (nothing is
    stored), or 422 with sentences. If the same text is stored already, by whoever, it counts as saved:
    the response may have been lost on the way.
    """
    if request.method != "POST":
        return JsonResponse(
            {"person": str(access_of(request).actor.id), "token": get_token(request), "version": row.version}
        )
    outcome = save(TextForm(request.POST))
    stored = outcome.row or _already(outcome)
    if stored is not None:
        return JsonResponse({"version": stored.version, "said": _saved(stored)})
    return JsonResponse({"said": _refused(outcome)}, status=outcome.status)


def _already(outcome: SaveOutcome) -> Tracked | None:
    if outcome.conflict is None:
        return None
    row, text = outcome.conflict.row, outcome.form.cleaned_data["text"]
    stored = field_of(type(row), "text").value_from_object(row)
    return row if stored == text.replace("\r\n", "\n") else None


def _saved(row: Tracked) -> str:
    # Translators: Django's date format for a time of day.
    words = pgettext("format of a time of day", "H:i")
    return _("Saved at %(clock)s") % {"clock": formats.date_format(timezone.localtime(row.updated_at), words)}


def _refused(outcome: SaveOutcome) -> str:
    if outcome.conflict is None:
        return " ".join(str(said) for errors in outcome.form.errors.values() for said in errors)
    sentence = _(
        "%(who)s has saved this chapter since you opened it. Your text stands here, and is not saved yet."
        " Choose Save to see both."
    )
    return sentence % {"who": outcome.conflict.who or "–"}
