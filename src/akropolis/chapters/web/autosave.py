"""A chapter's text saved while it is written, and told in data: the editor says it in its own line."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from akropolis.chapters.models import Chapter
from akropolis.chapters.web.editor import save
from akropolis.kernel.access.errors import or_hidden
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.registers.web.writing import autosaved
from akropolis.packs.services import packs
from akropolis.review.addresses import writable_at


@requires("review:review:edit")
@never_cache
def autosave(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """The text alone, as `autosaved` has it."""
    access = access_of(request)
    review = writable_at(request, year, unit)
    row = or_hidden(Chapter.objects.visible(access).filter(review=review, key=key).first())
    return autosaved(request, row, lambda form: save(access, row, form, pack=packs.latest(access, review)))


urls = [
    path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/spara/", autosave, name="review-autosave")
]
