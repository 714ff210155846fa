"""The page of the draft: its chapters, one chapter's text with the template's guidance, and missing chapters."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.writing import SaveOutcome, TextForm, save_automatically, save_text
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.lib.document import Document
from akropolis.base.lib.markdown import parse
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.documents.models import DraftChapter, GoverningDocument, TemplateChapter
from akropolis.shared.documents.models.documents import draft_locked, locked
from akropolis.shared.documents.register.pages import draft_url, page_of, way
from akropolis.shared.documents.rules.content import missing
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.versions import (
    contents,
    document_at,
    draft_of,
    proposal_of,
    required_of,
    template_of,
)
from akropolis.shared.documents.services import drafts

READ, WRITE = (f"{DraftChapter.permission}:{action}" for action in ("read", "edit"))


class DocumentChapterForm(TextForm, model=DraftChapter):
    """Form for a chapter's heading and text."""

    title = FromModel()


@requires(READ)
def draft(request: HttpRequest, pk: UUID, key: str = "") -> HttpResponse:
    """Show one chapter of the draft: the one with the key, else the first without text. POST saves the chapter."""
    access = access_of(request)
    document, rows = _draft_at(access, pk)
    row = _chosen(rows, key)
    if request.method != "POST" or row is None:
        return _page(request, document, rows, row)
    outcome = _save(access, row, DocumentChapterForm(request.POST))
    if outcome.status != 200:
        return _page(request, document, rows, row, outcome)
    messages.success(request, _("Saved."))
    return redirect(draft_url(document, row.key))


@requires(WRITE)
@never_cache
def autosave(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Save only the chapter's text, while the user writes (see `save_automatically`)."""
    access = access_of(request)
    _document, rows = _draft_at(access, pk, WRITE)
    row = or_hidden(_chosen(rows, key))
    return save_automatically(request, row, partial(_save, access, row))


@requires(WRITE)
@require_POST
def arrange(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a chapter (`title`, or `add` with the template's key), remove one (`remove`) or move it (`up`, `down`)."""
    access, data = access_of(request), request.POST
    document, rows = _draft_at(access, pk, WRITE)
    by_key, shown = {row.key: row for row in rows}, ""
    with refusals_as_messages(request):
        if key := data.get("remove", ""):
            drafts.remove_chapter(access, or_hidden(by_key.get(key)))
            messages.success(request, _("The chapter is taken out of the draft."))
        elif key := data.get("up", "") or data.get("down", ""):
            drafts.move_chapter(access, or_hidden(by_key.get(key)), up="up" in data)
            shown = key
        else:
            shown = drafts.add_chapter(access, document, data.get("title", ""), data.get("add", "")).key
    return redirect(draft_url(document, shown))


def _draft_at(
    access: Access, pk: UUID, permission: str = READ
) -> tuple[GoverningDocument, list[DraftChapter]]:
    document = document_at(access, pk)
    access.must(permission, document.owner_unit)
    return document, draft_of(access, document)


def _chosen(rows: list[DraftChapter], key: str) -> DraftChapter | None:
    if key:
        return or_hidden(next((row for row in rows if row.key == key), None))
    return next((row for row in rows if not row.text.strip()), rows[0] if rows else None)


def _save(access: Access, row: DraftChapter, form: TextForm) -> SaveOutcome:
    if not form.is_valid():
        return SaveOutcome(422, form)
    data = form.cleaned_data
    return save_text(
        form,
        lambda: drafts.save(access, row, text=data["text"], title=data.get("title"), version=data["version"]),
    )


def _page(
    request: HttpRequest,
    document: GoverningDocument,
    rows: list[DraftChapter],
    row: DraftChapter | None,
    outcome: SaveOutcome | None = None,
) -> HttpResponse:
    access = access_of(request)
    template = template_of(access, document.kind, timezone.localdate())
    lacks = missing(required_of(template), contents(rows))
    may = access.may(WRITE, document.owner_unit) and not draft_locked(document)
    form = outcome.form if outcome else _form(row) if row and may else None
    context = {
        "title": _("Draft: %(title)s") % {"title": document.title},
        "document": document,
        "crumbs": way(document, _("Draft")),
        "lines": [_line(document, each, row) for each in rows],
        "chapter": row,
        "guide": _guide(template, row),
        "form": form,
        "conflict": outcome.conflict if outcome else None,
        "shown": _rendered(row.text) if row else "",
        "problems": [problem.sentence for problem in parse(row.text).problems] if row and form else [],
        "no_template": "" if template else _without_template(document),
        "lacks": lacks,
        "absent": [each for each in template if each.code not in {one.key for one in rows}] if may else [],
        "removable": row is not None and row.key not in required_of(template),
        "may_write": may,
        "may_take_back": access.may(WRITE, document.owner_unit),
        "proposal": proposal_of(access, document),
        "may_decide": access.may(APPROVE, document.owner_unit) and not locked(document),
        "back": page_of(document),
    }
    return render(request, "documents/draft.html", context, status=outcome.status if outcome else 200)


def _without_template(document: GoverningDocument) -> str:
    sentence = _(
        "There is no template for the kind %(kind)s. Add chapters yourself, or add a template first."
    )
    return sentence % {"kind": document.get_kind_display().lower()}


def _form(row: DraftChapter) -> DocumentChapterForm:
    return DocumentChapterForm(initial={"text": row.text, "title": row.title, "version": row.version})


def _line(document: GoverningDocument, row: DraftChapter, current: DraftChapter | None) -> dict[str, object]:
    state = _("Empty") if not row.text.strip() else ""
    return {
        "name": row.title,
        "url": draft_url(document, row.key),
        "state": state,
        "current": current is not None and row.pk == current.pk,
    }


def _guide(template: list[TemplateChapter], row: DraftChapter | None) -> str:
    return next((each.said("guide") for each in template if row and each.code == row.key), "")


def _rendered(text: str) -> str:
    parsed = parse(text)
    document = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    return render_html_fragment(document, top_level=3) if parsed.blocks else ""
