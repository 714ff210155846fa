"""Bulk upsert from another system: create the records that are new and change those that differ.

All or nothing. It is idempotent: a client that lost the answer can send the request again.
"""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.background.turns import turns
from akropolis.base.kernel.registers import flow
from akropolis.base.kernel.registers.api import names
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.schemas import SOURCE, Schemas, Strict, item_schema
from akropolis.base.kernel.registers.api.shapes import in_body, several, shape
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.report import Report, RowOutcome
from akropolis.base.kernel.registers.upsert import Upsert

MOST = 10_000
TOLD = 200
"""Maximum number of errors listed in one answer."""
DONE = {RowOutcome.CREATE: "created", RowOutcome.UPDATE: "changed", RowOutcome.UNCHANGED: "unchanged"}


class Upserted(Schema):
    """One of the records as it is now. `outcome` says whether it was created, changed or unchanged."""

    external_id: str
    id: UUID
    number: str
    outcome: Literal["created", "changed", "unchanged"]


class UpsertedAll(Schema):
    """Numbers of created, changed and unchanged records, and each record in the order sent."""

    created: int
    changed: int
    unchanged: int
    items: list[Upserted]


class Many(Protocol):
    """Records of one source as they are sent."""

    source: str
    because: str
    items: Sequence[Schema]


def add_bulk(router: Router, register: Register, schemas: Schemas) -> None:
    """Add the bulk upsert route of the register."""
    items = (several(item_schema(register, schemas)), Field(min_length=1, max_length=MOST))
    because = (str, Field("", max_length=300, description="Why; stands in the history."))
    fields = {"source": (SOURCE, ...), "because": because, "items": items}
    takes = shape(f"{register.model.__name__}Items", Strict, fields)

    def upsert_rows(request: HttpRequest, payload: Many) -> HttpResponse:
        """Make or change many records, 10,000 at most, all or none: by the id that the source calls each by.

        Of a record that is there the fields that are sent are changed, and no other. What must be corrected is told at
        `items.17.name`, counted from 0.
        """
        access = asking(request)
        access.must_somewhere(register.edit)
        sent = [one.dict(exclude_unset=True) for one in payload.items]
        because = payload.because or _("Sent by %(source)s.") % {"source": payload.source}
        plan: list[Upsert] = []

        def judged() -> Upsert:
            plan[:] = [Upsert(register, access, payload.source, sent)]
            return plan[0]

        with turns.turn(access.actor.id):
            report = _carried_out(access, judged, because)
        return JsonResponse(_bulk_answer(plan[0], report))

    router.post(
        "/bulk",
        response={200: UpsertedAll, 409: Problem},
        auth=Door(register.edit),
        operation_id=f"upsert_{names.several(register.key)}",
        summary=f"Make or change many of the {register.key}",
    )(in_body(upsert_rows, takes))


def _carried_out(access: Access, judged: Callable[[], Upsert], because: str) -> Report:
    """Apply the checked records. Raises Invalid, at each item, if anything must be corrected."""
    try:
        return flow.commit(access, judged, because=because)
    except flow.RowsRefused as refused:
        raise Invalid(_faults(refused)) from refused


def _faults(refused: flow.RowsRefused) -> dict[str, list[str]]:
    plan = refused.plan
    assert isinstance(plan, Upsert)
    by_header = {column.header: column.name for column in plan.columns}
    found: dict[str, list[str]] = {"": [str(refused)]}
    for row in refused.report.of(RowOutcome.REFUSED)[:TOLD]:
        for told in row.problems:
            at = ".".join(filter(None, ("items", str(row.line), by_header.get(told.column, ""))))
            found.setdefault(at, []).append(told.sentence)
    return found


def _bulk_answer(plan: Upsert, report: Report) -> dict[str, object]:
    items = [
        {
            "external_id": item["external_id"],
            "id": row.pk,
            "number": row.number,
            "outcome": DONE[judged.outcome],
        }
        for item, judged, row in zip(plan.sent, report.rows, plan.rows(), strict=True)
    ]
    return {**{word: report.count(outcome) for outcome, word in DONE.items()}, "items": items}
