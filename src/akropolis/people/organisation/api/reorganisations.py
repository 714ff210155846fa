"""Reorganisations at /api/v1/reorganisations: carried out or only tried, and their receipts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.background.turns import turns
from akropolis.base.kernel.registers.api import sending
from akropolis.base.kernel.registers.api.auth import Door, asking
from akropolis.base.kernel.registers.api.problems import Problem
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.taken import RequestBody
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.selectors import belonging as selectors
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.people.organisation.services.units import REORGANISE

READ = "organisation:reorganisation:read"
router = Router(tags=["reorganisations"])


class NewUnit(RequestBody):
    """A unit that takes over. `parent` is a code; without one it gets the same parent as the first unit."""

    code: str
    name: str
    short: str = ""
    kind: UnitKind
    parent: str = ""
    employees: int | None = None
    reviews: bool = False


class Reorganisation(RequestBody):
    """The reorganisation to carry out. Units are given by their codes, rows and appointments by their ids."""

    kind: HandoverKind
    units: list[Annotated[str, Field(min_length=1)]] = Field(
        min_length=1, description="Those that are merged, split or moved, or give rows."
    )
    on: date = Field(description="The first day of what is new; not a day to come.")
    reason: str
    into: list[NewUnit] = Field([], description="The new units of a merge (one) or a split.")
    taker: str = Field("", description="Where a unit is moved to, or who takes rows over.")
    rows: list[UUID] = Field([], description="The rows that move, or that go to the last unit of a split.")
    roles: dict[UUID, str | None] = Field(
        {},
        description="By appointment the code of the new unit in which it goes on; null ends it. Else the first.",
    )
    below: dict[str, str] = Field(
        {}, description="By unit below one that is split: the new unit that it goes to."
    )
    keeper: str = Field("", description="The new unit that keeps what is over and decided; else the first.")
    only_try: bool = Field(False, description="Tell what would move, and change nothing.")


class Moved(Schema):
    """For one kind of rows: how many moved, merged with others, and stayed."""

    what: str
    moved: int
    joined: int
    left: int


class Receipt(Schema):
    """What went from one unit to another. `roles` are the codes of roles that nobody holds in the unit that took
    over.
    """

    giver: str
    taker: str
    happened_on: date
    reason: str
    done_by: str
    lines: list[Moved]
    roles: list[str]
    people: list[str] = Field(
        description="The user names of people whom rows name and whose roles do not reach them."
    )


class Receipts(Schema):
    """The receipts of one reorganisation, as far as the reader may see; `id` is null for one that was only tried."""

    id: UUID | None
    items: list[Receipt]


@router.post(
    "",
    auth=Door(REORGANISE),
    response={200: Receipts, 201: Receipts, 409: Problem},
    operation_id="reorganise",
    summary="Merge, split or move a unit, or move rows",
    openapi_extra=sending.DECLARED,
)
def reorganise(request: HttpRequest, payload: Reorganisation) -> HttpResponse:
    """Carry out all of it in one transaction, or nothing. Runs within the limit of heavy work, since much may
    follow.
    """
    access = asking(request)
    access.must(REORGANISE, None)
    wish = _wish(access, payload)
    with turns.turn(access.actor.id):
        if payload.only_try:
            return JsonResponse(_receipts(access, None, carry_out(access, wish, only_try=True)))
        made = sending.once_for(request, access, lambda: carry_out(access, wish)[0])
    told = _receipts(access, made.reorganisation, _of(access, made.reorganisation))
    place = f"{request.path.rstrip('/')}/{made.reorganisation}"
    return JsonResponse(told, status=201, headers={"Location": place})


@router.get(
    "/{uuid:reorganisation}",
    response={200: Receipts},
    operation_id="get_reorganisation",
    summary="Read what a reorganisation moved",
)
def receipts(request: HttpRequest, reorganisation: UUID) -> HttpResponse:
    """Return the receipts between units of which the reader may read either."""
    access = check_query(request, None, right=READ)
    found = _of(access, reorganisation)
    if not found:
        raise Hidden
    return JsonResponse(_receipts(access, reorganisation, found))


def _of(access: Access, reorganisation: UUID) -> list[Handover]:
    rows = Handover.objects.visible(access).filter(reorganisation=reorganisation)
    return list(rows.select_related("giver", "taker"))


def _wish(access: Access, sent: Reorganisation) -> Wish:
    codes = [*sent.units, sent.taker, *(new.parent for new in sent.into), *sent.below]
    units = {unit.code: unit for unit in Unit.objects.visible(access).filter(code__in=codes)}
    if missing := sorted({code for code in codes if code} - units.keys()):
        raise Invalid({"units": [_("There is no unit %(name)s.") % {"name": code} for code in missing]})
    if sent.kind == HandoverKind.MERGE and len(sent.into) != 1:
        raise Invalid({"into": [_("A merge gives one new unit.")]})
    new = [each.code for each in sent.into]
    first = units[sent.units[0]]
    return Wish(
        sent.kind,
        [units[code] for code in sent.units],
        sent.on,
        sent.reason,
        [each.dict() | {"parent": units.get(each.parent) or first.parent} for each in sent.into],
        units.get(sent.taker),
        frozenset(sent.rows),
        {key: None if code is None else _place(new, code) for key, code in sent.roles.items()},
        {units[code].pk: _place(new, to) for code, to in sent.below.items()},
        _place(new, sent.keeper) if sent.keeper else 0,
    )


def _place(codes: Sequence[str], code: str) -> int:
    if code not in codes:
        raise Invalid({"into": [_("There is no unit %(name)s.") % {"name": code}]})
    return codes.index(code)


def _receipts(access: Access, key: UUID | None, made: Iterable[Handover]) -> dict[str, object]:
    return {
        "id": key,
        "items": [_receipt(selectors.describe_handover(access, handover)) for handover in made],
    }


def _receipt(told: selectors.ToldHandover) -> dict[str, object]:
    handover = told.handover
    return {
        "giver": handover.giver.code,
        "taker": handover.taker.code,
        "happened_on": handover.happened_on,
        "reason": handover.reason,
        "done_by": handover.done_by,
        "lines": [
            {"what": str(line.label), "moved": line.rows, "joined": line.joined, "left": line.left}
            for line in told.lines
        ],
        "roles": [role.code for role in told.missing],
        "people": [person.username for person in told.adrift],
    }
