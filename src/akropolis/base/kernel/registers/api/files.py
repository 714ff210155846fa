"""API routes of a record's files: list, attach, read and retire, as on its page."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from akropolis.base.kernel.files import contents, evidence
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.uploads import uploaded
from akropolis.base.kernel.registers.api import names
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.declaration import Register, keep_shown
from akropolis.base.kernel.registers.web.files import download_response

AT = "/{uuid:pk}/files"


class Attached(Schema):
    """A file that shows something about a record."""

    id: UUID
    name: str
    note: str
    size: int
    media_type: str
    sha256: str
    created_at: datetime


class AttachedFiles(Schema):
    """A record's files, by name."""

    items: list[Attached]


def add_files(router: Router, register: Register) -> None:
    """Add the routes for files of the register's records, readable in the unit that owns the record."""

    def list_files(request: HttpRequest, pk: UUID) -> HttpResponse:
        """The files that are in use."""
        access = asking(request)
        row = register.model.objects.visible(access).one(pk=pk)
        keep_shown(access, row)
        return JsonResponse({"items": [_file_answer(file) for file in evidence.files_of(access, row)]})

    def attach_file(
        request: HttpRequest, pk: UUID, file: File[UploadedFile], note: Form[str] = ""
    ) -> HttpResponse:
        """Keep a file with the record: multipart/form-data, at most 25 MB."""
        access = asking(request)
        row = register.model.objects.visible(access).one(pk=pk)
        sent = uploaded(request, "file")
        given = {"name": str(sent.name), "data": sent.read(), "note": note[:300]}
        made = evidence.attach(access, row, **given)
        place = f"{request.path.rstrip('/')}/{made.pk}"
        return JsonResponse(_file_answer(made), status=201, headers={"Location": place})

    def read_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
        """The content of a file."""
        access = asking(request)
        row = register.model.objects.visible(access).one(pk=pk)
        keep_shown(access, row)
        stored = evidence.file_of(access, row, file)
        return download_response(stored, contents.content(stored.sha256))

    def remove_file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
        """Take a file out of use. The history remains."""
        access = asking(request)
        row = register.model.objects.visible(access).one(pk=pk)
        access.must(register.edit, row.owner_unit)
        evidence.remove(access, evidence.file_of(access, row, file))
        return HttpResponse(status=204)

    key, one, door = register.key, names.one(register.key), Door(register.edit)
    router.get(
        AT,
        response={200: AttachedFiles},
        operation_id=f"list_{one}_files",
        summary=f"The files of one of the {key}",
    )(list_files)
    router.post(
        AT,
        response={201: Attached, 409: Problem},
        auth=door,
        operation_id=f"attach_{one}_file",
        summary=f"Attach a file to one of the {key}",
    )(attach_file)
    router.get(
        f"{AT}/{{uuid:file}}",
        response={200: None},
        operation_id=f"read_{one}_file",
        summary=f"Read a file of one of the {key}",
    )(read_file)
    router.delete(
        f"{AT}/{{uuid:file}}",
        response={204: None, 409: Problem},
        auth=door,
        operation_id=f"remove_{one}_file",
        summary=f"Take a file of one of the {key} out of use",
    )(remove_file)


def _file_answer(file: StoredFile) -> dict[str, object]:
    plain = ("name", "note", "size", "media_type", "sha256", "created_at")
    return {"id": str(file.pk), **{name: getattr(file, name) for name in plain}}
