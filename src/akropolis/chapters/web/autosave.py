"""A chapter's text saved while it is written, and told in data: the editor says it in its own line."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from akropolis.chapters.models import Chapter
from akropolis.chapters.web.editor import Outcome, TextForm, save
from akropolis.kernel.access.errors import or_hidden
from akropolis.kernel.access.web import access_of, requires
from akropolis.packs.services import packs
from akropolis.review.addresses import writable_at


@requires("review:review:edit")
@never_cache
def autosave(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """POST saves the text alone; GET tells who is signed in and the word against forgery, for one who signed in anew.

    200 with the version that stands, 409 with who else has saved since (nothing is stored), 422 with sentences. A text
    that stands already is saved, whoever's save it was: its answer may have been lost on the way.
    """
    access = access_of(request)
    review = writable_at(request, year, unit)
    row = or_hidden(Chapter.objects.visible(access).filter(review=review, key=key).first())
    if request.method != "POST":
        return JsonResponse(
            {"person": str(access.actor.id), "token": get_token(request), "version": row.version}
        )
    outcome = save(access, row, TextForm(request.POST), pack=packs.latest(access, review))
    stored = outcome.row or _already(outcome)
    if stored is not None:
        return JsonResponse({"version": stored.version, "said": _saved(stored)})
    return JsonResponse({"said": _refused(outcome)}, status=outcome.status)


def _already(outcome: Outcome) -> Chapter | None:
    if outcome.conflict is None:
        return None
    row, text = outcome.conflict.row, outcome.form.cleaned_data["text"]
    return row if row.text == text.replace("\r\n", "\n") else None


def _saved(row: Chapter) -> str:
    # Translators: Django's date format for a time of day.
    words = pgettext("format of a time of day", "H:i")
    return _("Saved at %(clock)s") % {"clock": formats.date_format(timezone.localtime(row.updated_at), words)}


def _refused(outcome: Outcome) -> str:
    if outcome.conflict is None:
        return " ".join(str(said) for errors in outcome.form.errors.values() for said in errors)
    sentence = _(
        "%(who)s has saved this chapter since you opened it. Your text stands here, and is not saved yet."
        " Choose Save to see both."
    )
    return sentence % {"who": outcome.conflict.who or "–"}


urls = [
    path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/spara/", autosave, name="review-autosave")
]
