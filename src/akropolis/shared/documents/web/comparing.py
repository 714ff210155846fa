"""The page that compares two versions, or the draft and a version, with differences marked."""

from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.shared.documents.models import DraftChapter
from akropolis.shared.documents.register.pages import way
from akropolis.shared.documents.rules.content import DocumentChapterText, as_read, compare_chapters
from akropolis.shared.documents.selectors.readers import READS
from akropolis.shared.documents.selectors.versions import contents, document_at, draft_of, versions_of

DRAFT = "utkast"


class SidesForm(forms.Form):
    """Form for choosing the two versions to compare."""

    fran = forms.ChoiceField(label=gettext_lazy("From"))
    till = forms.ChoiceField(label=gettext_lazy("To"))

    def __init__(
        self, data: FormData = None, *, sides: Sequence[tuple[str, str]], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.choices = sides  # type: ignore[attr-defined]
            unmarked(field)


@requires(READS)
@require_safe
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the differences between `fran` and `till`: by default the last two."""
    access = access_of(request)
    document = document_at(access, pk)
    inside = access.may(READS, document.owner_unit)
    sides = {
        str(each.number): (_("Version %(number)s") % {"number": each.number}, each.chapters)
        for each in versions_of(access, document)
    }
    if access.may(f"{DraftChapter.permission}:read", document.owner_unit):
        sides = {DRAFT: (_("The draft"), contents(draft_of(access, document))), **sides}
    keys = list(or_hidden(sides or None))
    after = _chosen_version(request, "till", keys, keys[0])
    before = _chosen_version(request, "fran", keys, keys[min(keys.index(after) + 1, len(keys) - 1)])
    old, new = (_read(sides[key][1], masked=not inside) for key in (before, after))
    choices = [(key, name) for key, (name, _chapters) in sides.items()]
    title = _("What differs")
    context = {
        "title": title,
        "document": document,
        "crumbs": way(document, title),
        "form": SidesForm(initial={"fran": before, "till": after}, sides=choices),
        "names": (sides[before][0], sides[after][0]),
        "chapters": [each for each in compare_chapters(old, new) if not each.same],
    }
    return render(request, "documents/compare.html", context)


def _chosen_version(request: HttpRequest, name: str, keys: Sequence[str], usual: str) -> str:
    wanted = request.GET.get(name, "")
    return wanted if wanted in keys else usual


def _read(chapters: Sequence[DocumentChapterText], *, masked: bool) -> list[DocumentChapterText]:
    """Return the chapters as plain text; without secret text if `masked`."""
    return [as_read(chapter, masked=masked) for chapter in chapters]
