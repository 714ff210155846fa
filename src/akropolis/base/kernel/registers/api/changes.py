"""The change feed, polled by programs that keep a copy."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import ChangeAction
from akropolis.base.kernel.registers.api.auth import asking
from akropolis.base.kernel.registers.api.queries import refuse_unknown
from akropolis.base.kernel.registers.api.schemas import LIMIT_MOST, Moment
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.base.kernel.registers.changes import changes_after, link_before
from akropolis.base.kernel.registers.declaration import registry

router = Router(tags=["changes"])
DONE: Any = Literal[tuple(ChangeAction.values)]


class ChangedRecord(Schema):
    """One change of one record. Read the record to know what it holds now."""

    seq: int = Field(description="Its link in the history: rises with every change, and never changes.")
    at: datetime
    action: DONE = Field(description="What was done with it.")
    kind: str = Field(description="The register's name in addresses, such as `services`.")
    id: UUID
    number: str
    unit: str = Field(description="The code of the unit that the record then lay in.")
    version: int = Field(description="The record's version after it.")
    own: bool = Field(description="Whether the account that asks made it.")


class ChangedRecords(Schema):
    """Changes, the oldest first."""

    items: list[ChangedRecord]
    next: str = Field(description="The `cursor` to go on with, now or another day. It always stands here.")
    more: bool = Field(description="Whether there is more to read now, also where `items` is empty.")


class ChangesQuery(Asked):
    """From where, of what, and how many."""

    cursor: str = Field("", pattern=r"^[0-9]{0,15}$", description="The `next` of the answer before.")
    since: Moment | None = Field(
        None,
        description="Without a cursor: from this moment (2026-01-15T09:30:00+01:00). Otherwise from the start.",
    )
    registers: str = Field(
        "",
        max_length=1000,
        description="Names of registers as in addresses, with commas between.",
    )
    limit: int = Field(100, ge=1, le=LIMIT_MOST)


@router.get(
    "",
    response={200: ChangedRecords},
    operation_id="list_changes",
    summary="What has changed since",
)
def list_changes(request: HttpRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """List every change of the records visible to the reader, in order, none twice and none left out.

    Changes of a record that the reader can no longer see are not listed: compare all ids now and then if that
    matters.
    """
    access = asking(request)
    if not (access.unlimited or access.grants):
        raise Hidden
    refuse_unknown(request, ChangesQuery)
    found = changes_after(access, _link(query), limit=query.limit, registers=_registers(query.registers))
    items = [asdict(each) for each in found.items]
    return JsonResponse({"items": items, "next": str(found.next), "more": found.more})


def _link(query: ChangesQuery) -> int:
    if not query.cursor:
        return link_before(query.since) if query.since else 0
    link = int(query.cursor)
    if link > log.last_seq():
        sentence = _(
            "The history does not reach that far: an earlier state has been restored. Read everything anew."
        )
        raise Invalid({"cursor": [sentence]})
    return link


def _registers(names: str) -> list[str]:
    asked = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in asked if name not in registry.entries]:
        raise Invalid(
            {"register": [_("There is no register %(name)s.") % {"name": name} for name in unknown]}
        )
    return asked
