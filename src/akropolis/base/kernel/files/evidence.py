"""Attach files to a record, read them, remove them."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.files import contents
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.types import media_type_of
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT, too_large
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, kind_of, writing

NAME_LIMIT = 200
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]")

Scanner = Callable[[str, bytes], str | None]
"""Interface of a virus scanner: takes a file's name and content, returns the virus's name, or an empty string."""


def may_read_files(access: Access, record: Record) -> bool:
    """Return whether the user may see the record's files.

    Files may be seen with read access in the unit that owns the record; if the files follow the record, with
    access to the record.
    """
    if access.may(f"{record.permission}:{READ}", record.owner_unit):
        return True
    return record.files_follow and type(record).objects.visible(access).filter(pk=record.pk).exists()


def files_of(access: Access, record: Record) -> list[StoredFile]:
    """Return the record's files in use, sorted by name; an empty list if the user may not see them."""
    return [file for file in files_ever_of(access, record) or () if file.archived_at is None]


def files_ever_of(access: Access, record: Record) -> list[StoredFile] | None:
    """Return the record's files, including removed ones, sorted by name; None if the user may not see them."""
    return list(_list_files(access, record)) if may_read_files(access, record) else None


def _list_files(access: Access, record: Record) -> GatedQuerySet[StoredFile]:
    rows = StoredFile.objects.unscoped(because="the gate of its kind of record stands in what is asked")
    return rows.filter(StoredFile.gate_of(access, kind_of(type(record))), object_id=record.pk)


def file_of(access: Access, record: Record, pk: UUID) -> StoredFile:
    """Return one of the record's files in use. Raises Hidden if it does not exist or the user may not see it."""
    if not may_read_files(access, record):
        raise Hidden
    return _list_files(access, record).filter(archived_at__isnull=True).one(pk=pk)


def attach(
    access: Access, record: Record, *, name: str, data: bytes, note: str = "", permission: str | None = None
) -> StoredFile:
    """Attach a file to the record. Raises Hidden without the right, Refused for a file that is not accepted.

    `permission` is the right needed in the record's unit, if it is not the right to change the record.
    """
    access.must(permission or f"{record.permission}:{EDIT}", record.owner_unit)
    _check_size(len(data))
    name = clean_name(name)
    values: dict[str, object] = {
        "kind": kind_of(type(record)),
        "object_id": record.pk,
        "name": name,
        "note": note.strip(),
        "size": len(data),
        "media_type": media_type_of(name, data),
    }
    _scan(name, data)
    values["sha256"] = contents.store_content(data)
    with writing(access) as w:
        _refuse_double(values)
        return w.create(StoredFile, values, permission=permission)


def _refuse_double(values: Mapping[str, object]) -> None:
    rows = StoredFile.objects.unscoped(
        because="the person may write here, and so sees every file of the record"
    )
    same = {name: values[name] for name in ("kind", "object_id", "sha256")}
    if rows.filter(archived_at__isnull=True, **same).exists():
        raise Refused(_("The same file is already here."), code="double")


def _check_size(size: int) -> None:
    if size > UPLOAD_LIMIT:
        raise too_large()
    if size == 0:
        raise Refused(_("The file is empty. Choose another."), code="empty")


def clean_name(name: str) -> str:
    """Return the name without misleading characters, at most 200 characters including its extension."""
    plain = _UNSAFE.sub("", name).strip() or "fil"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= NAME_LIMIT or not dot:
        return plain[:NAME_LIMIT]
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}"[:NAME_LIMIT]


def _scan(name: str, data: bytes) -> None:
    dotted = getattr(settings, "FILE_SCANNER", "")
    if not dotted:
        return
    scanner: Scanner = import_string(dotted)
    if scanner(name, data):
        raise Refused(
            _("The virus scanner stopped the file. Do not open it; tell those who handle incidents."),
            code="infected",
        )


def remove(access: Access, file: StoredFile) -> None:
    """Remove a file from use. Its history and its stored content remain."""
    with writing(access) as w:
        w.archive(file)


def destroy_all(w: Writer, record: Record, *, permission: str) -> int:
    """Remove all files of the record from use, and delete their content when the transaction commits.

    Meant for content that must not be in the system at all. Content that another record also uses remains.
    Returns the number of files.
    """
    of_all = StoredFile.objects.unscoped(because="content is kept while any record holds it")
    mine = list(of_all.filter(kind=kind_of(type(record)), object_id=record.pk))
    for file in mine:
        if file.archived_at is None:
            w.archive(file, permission=permission)
    sums = {file.sha256 for file in mine}
    kept = of_all.filter(sha256__in=sums, archived_at__isnull=True).exclude(pk__in=[file.pk for file in mine])
    gone = sums - set(kept.values_list("sha256", flat=True))
    contents.require_store(gone)
    for each in sorted(gone):
        transaction.on_commit(partial(contents.discard, each))
    return len(mine)
