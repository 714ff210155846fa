"""Edit a chapter's text, saved by a button or automatically, so that nobody's words are lost."""

from collections.abc import Iterable
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.web.writing import SaveOutcome, TextForm, save_automatically, save_text
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.review.review.addresses import writable_at
from akropolis.review.review.rules.marks import figures_as_seen
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_inputs.rules.display import texts
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, ChapterStatus
from akropolis.review.review_text.rules.chapters import BUILT, chapter_kind
from akropolis.review.review_text.services import chapters


class ReviewChapterForm(TextForm, model=Chapter):
    """Form for a chapter's text, status and heading."""

    status = forms.ChoiceField(
        label=_("How far has it come?"),
        choices=[(value, value.label) for value in (ChapterStatus.DRAFT, ChapterStatus.READY)],
    )
    title = FromModel(_("Empty: the text goes on under the heading before."))

    def __init__(self, data: FormData = None, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            unmarked(field)


def initial_of(row: Chapter) -> dict[str, object]:
    """Return the form's initial values from the chapter."""
    status = ChapterStatus.READY if row.status == ChapterStatus.READY else ChapterStatus.DRAFT
    return {"text": row.text, "status": status, "title": row.title, "version": row.version}


def save(
    access: Access, row: Chapter, form: TextForm, *, pack: Pack | None, confirmed: Iterable[str] = ()
) -> SaveOutcome:
    """Save the posted chapter and return the outcome. If saving is refused nothing is stored, and the form
    keeps every word.

    If only the text is posted, heading and status are unchanged; a chapter that was empty becomes a draft.
    """
    if not form.is_valid():
        return SaveOutcome(422, form)
    if reason := row.locked_reason():
        # Before parsing the text, so that text that cannot be saved costs nothing.
        form.add_error(None, reason)
        return SaveOutcome(422, form)
    data = form.cleaned_data
    return save_text(
        form,
        lambda: chapters.save(
            access,
            row,
            text=data["text"],
            title=data["title"] if "title" in data and "title" in form.data else None,
            status=_status(data, row),
            figures=_figures(data, row, pack),
            confirmed=confirmed,
            version=data["version"],
        ),
    )


def _status(data: dict[str, Any], row: Chapter) -> str:
    """Return the posted status; empty for a chapter without text, unless it is built from registers."""
    if data["text"].strip() or chapter_kind(row.key).kind == BUILT:
        return str(data.get("status", ""))
    return ""


def _figures(data: dict[str, Any], row: Chapter, pack: Pack | None) -> dict[str, str]:
    """Return the figures as seen. Marking a chapter ready means having looked at all of it."""
    if pack is None:
        return dict(row.figures)
    text = data["text"].replace("\r\n", "\n")
    before = "" if data.get("status") == ChapterStatus.READY else row.text
    return figures_as_seen(before, text, row.figures, texts(packs.content(pack)))


@requires("review:review:edit")
@never_cache
def autosave(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Save only the chapter's text (see `save_automatically`)."""
    access = access_of(request)
    review = writable_at(request, year, unit)
    row = or_hidden(Chapter.objects.visible(access).filter(review=review, key=key).first())
    return save_automatically(
        request, row, lambda form: save(access, row, form, pack=packs.latest(access, review))
    )


urls = [
    path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/spara/", autosave, name="review-autosave")
]
