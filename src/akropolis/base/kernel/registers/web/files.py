"""The files of a record: the panel that lists them, adding, downloading and removing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import READ
from akropolis.base.kernel.access.web import View, access_of, refusals_as_messages, requires
from akropolis.base.kernel.files import contents, evidence
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.types import ENDINGS
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.kernel.history.log import HistoryEvent, events_of
from akropolis.base.kernel.history.models import ChangeAction
from akropolis.base.kernel.history.reading import readable
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Register, keep_shown
from akropolis.base.kernel.registers.display import ShownEvent
from akropolis.base.kernel.registers.report import FieldChange
from akropolis.base.kernel.registers.web.sending import create_once
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm

STATUS = {"file_too_large": 413, "locked": 409}


class AttachForm(ModelFieldsForm, model=StoredFile):
    """The form for adding a file: the file, and a note on what it shows."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument, picture or text, at most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    note = FromModel()


def files_patterns(register: Register) -> list[URLPattern]:
    """Return the URL patterns for the files of the register's records."""
    key, start = register.key, f"{register.slug}/<uuid:pk>/filer/"
    return [
        path(start, attach_view(register), name=f"{key}-attach"),
        path(f"{start}<uuid:file>/", download_view(register), name=f"{key}-file"),
        path(f"{start}<uuid:file>/ta-bort/", remove_view(register), name=f"{key}-remove-file"),
    ]


def files_panel(
    register: Register, access: Access, row: Record, every: Sequence[StoredFile] | None
) -> dict[str, object] | None:
    """Return the context of `files/_panel.html` (as `panel`); None if the user may not see the record's files."""
    if every is None:
        return None
    may_edit = access.may(register.edit, row.owner_unit) and row.archived_at is None
    files = [
        {
            "file": file,
            "url": reverse(f"{register.key}-file", args=[row.pk, file.pk]),
            "remove_url": reverse(f"{register.key}-remove-file", args=[row.pk, file.pk]) if may_edit else "",
        }
        for file in every
        if file.archived_at is None
    ]
    return {
        "files": files,
        "attach_url": reverse(f"{register.key}-attach", args=[row.pk]) if may_edit else "",
    }


def files_history(access: Access, row: Record, every: Iterable[StoredFile]) -> list[ShownEvent]:
    """Return the history of the record's files, each change with the file's name before and after."""
    events = events_of(file.pk for file in every)
    allowed = readable(access, f"{row.permission}:{READ}", events, home=row.owner_unit)
    return [_file_event(event) for event in allowed]


def _file_event(event: HistoryEvent) -> ShownEvent:
    name, gone = event.label, event.action == ChangeAction.ARCHIVE
    change = FieldChange(_("File"), name if gone else "", "" if gone else name)
    # To the reader of the record's page it is the record that has changed.
    return ShownEvent(replace(event, action=ChangeAction.UPDATE.value), [change])


def _record(register: Register, access: Access, pk: UUID) -> Record:
    found: Record = register.model.objects.visible(access).select_related("owner_unit").one(pk=pk)
    keep_shown(access, found)
    return found


def attach_view(register: Register) -> View:
    """Return the view that adds a file to a record."""

    @requires(register.edit)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        access = access_of(request)
        row = _record(register, access, pk)
        access.must(register.edit, row.owner_unit)
        form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()
        if request.method != "POST":
            return _attach_page(request, register, row, form, status=200)
        try:
            return _attach(request, register, row, form)
        except Hidden:
            raise
        except Refused as refusal:
            return _refused(request, register, row, form, refusal)

    return view


def _attach(request: HttpRequest, register: Register, row: Record, form: AttachForm) -> HttpResponse:
    upload = uploaded(request, "file")
    if not form.is_valid():
        return _attach_page(request, register, row, form, status=422)
    given = {"name": str(upload.name), "data": upload.read(), "note": form.cleaned_data["note"]}
    file = create_once(request, partial(evidence.attach, access_of(request), row, **given))
    messages.success(request, _("The file %(name)s is added.") % {"name": file.name})
    return redirect(f"{reverse(f'{register.key}-detail', args=[row.pk])}#files")


def _refused(
    request: HttpRequest, register: Register, row: Record, form: AttachForm, refusal: Refused
) -> HttpResponse:
    form.full_clean()
    form.errors.pop("file", None)
    form.add_error("file", str(refusal))
    return _attach_page(request, register, row, form, status=STATUS.get(refusal.code, 422))


def _attach_page(
    request: HttpRequest, register: Register, row: Record, form: AttachForm, *, status: int
) -> HttpResponse:
    row_url, title = reverse(f"{register.key}-detail", args=[row.pk]), _("Add a file")
    crumbs = [
        {"label": register.many, "url": reverse(f"{register.key}-list")},
        {"label": str(row), "url": row_url},
        {"label": title, "url": ""},
    ]
    context = {
        "title": title,
        "crumbs": crumbs,
        "row": row,
        "unit": row.owner_unit,
        "row_url": row_url,
        "form": form,
    }
    return render(request, "registers/attach.html", context, status=status)


def download_response(stored: StoredFile, data: bytes) -> HttpResponse:
    """Return the content as a download under the file's name, which the browser never shows as a page of this site."""
    headers = {
        "Content-Disposition": content_disposition_header(True, stored.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=stored.media_type, headers=headers)


def download_view(register: Register) -> View:
    """Return the view that downloads a file; the browser never shows it as a page of this site."""

    @requires(register.read)
    @require_safe
    def view(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
        access = access_of(request)
        row = _record(register, access, pk)
        stored = evidence.file_of(access, row, file)
        with refusals_as_messages(request):
            return download_response(stored, contents.content(stored.sha256))
        return redirect(f"{register.key}-detail", pk=row.pk)

    return view


def remove_view(register: Register) -> View:
    """Return the view that archives a file."""

    @requires(register.edit)
    @require_POST
    def view(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
        access = access_of(request)
        row = _record(register, access, pk)
        stored = evidence.file_of(access, row, file)
        with refusals_as_messages(request):
            evidence.remove(access, stored)
            messages.success(request, _("The file %(name)s is removed.") % {"name": stored.name})
        return redirect(f"{reverse(f'{register.key}-detail', args=[row.pk])}#files")

    return view
