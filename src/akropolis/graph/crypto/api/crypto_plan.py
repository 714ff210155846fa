"""The plan for cryptography at /api/v1/crypto-plan, read-only: the same lines and order as the page."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.registers.api.computed import Paged, paged
from akropolis.base.kernel.registers.api.parameters import one_of
from akropolis.base.kernel.registers.api.queries import asked_unit, check_query
from akropolis.graph.crypto.models import Migration
from akropolis.graph.crypto.reports.crypto_words import IN_PLAN, aspect_of
from akropolis.graph.crypto.rules.crypto import Verdict
from akropolis.graph.crypto.selectors.crypto import (
    READ,
    SETTLED,
    CryptoFilter,
    CryptoPlan,
    CryptoPlanRow,
    narrowed,
)

router = Router(tags=["crypto-plan"])


class Keeper(Schema):
    """The owning unit of the asset."""

    code: str
    name: str


class Behind(Schema):
    """The rule behind a verdict."""

    pattern: str
    reason: str
    reason_en: str
    source: str
    mark: str


class PlannedAsset(Schema):
    """A cryptographic asset that must be exchanged or examined."""

    id: UUID
    number: str
    name: str
    unit: Keeper
    algorithm: str
    key_bits: int | None
    protocol: str
    verdict: Verdict
    rule: Behind | None
    aspect: Literal["confidentiality", "integrity"] = Field(
        description="What counts: integrity for what is there to be verified, else confidentiality."
    )
    level: int | None = Field(description="The effective level of that aspect, null where nothing is known.")
    confidentiality: int | None = Field(description="The same level where confidentiality counts, else null.")
    secret_until: int | None
    verify_until: int | None
    years: int | None = Field(description="Years past the city's year that count, at least 1.")
    effort: int | None
    weight: int = Field(description="Level × years × effort; what is not known counts as 3, 10 and 2.")
    unknown: list[Literal["level", "years", "effort"]]
    migration: Migration
    certificate_to: date | None
    suppliers: list[str] = Field(description="Who delivers it, as far as the reader may read of them.")


class CryptoPlanPage(Schema):
    """The plan, most urgent first. `year` is the one that the city has set."""

    items: list[PlannedAsset]
    next: str | None
    total: int
    year: int


class CryptoPlanQuery(Paged):
    """Which assets, and which page."""

    unit: str = Field("", description="The code of a unit; what is below it counts too.")
    verdict: one_of(verdict.value for verdict in IN_PLAN) = ""  # type: ignore[valid-type]
    migration: one_of(m.value for m in Migration if m not in SETTLED) = ""  # type: ignore[valid-type]


@router.get(
    "",
    response={200: CryptoPlanPage},
    operation_id="list_crypto_plan",
    summary="List what cryptography is exchanged first",
)
def list_crypto_plan(request: HttpRequest, query: Query[CryptoPlanQuery]) -> HttpResponse:
    """The plan for the cryptographic assets that the reader may read."""
    access = check_query(request, CryptoPlanQuery, right=READ)
    asked_unit(access, query.unit)
    plan = CryptoPlan(access, timezone.localdate())
    lines = narrowed(plan.lines, CryptoFilter(query.unit, query.verdict, query.migration))
    return paged(query, lines, lambda part: [_item(line, plan) for line in part], year=plan.year)


def _item(line: CryptoPlanRow, plan: CryptoPlan) -> dict[str, object]:
    asset, placed, rule = line.asset, line.placed, line.rule
    names = (
        "number",
        "name",
        "algorithm",
        "key_bits",
        "protocol",
        "secret_until",
        "verify_until",
        "effort",
        "migration",
    )
    behind = rule and {
        name: getattr(rule, name) for name in ("pattern", "reason", "reason_en", "source", "mark")
    }
    return {
        "id": asset.pk,
        **{name: getattr(asset, name) for name in names},
        "unit": {"code": asset.owner_unit.code, "name": asset.owner_unit.name},
        "verdict": line.verdict,
        "rule": behind,
        "aspect": aspect_of(placed).value,
        "level": placed.asset.level,
        "confidentiality": None if placed.asset.proves else placed.asset.level,
        "years": placed.years,
        "weight": placed.weight,
        "unknown": list(placed.unknown),
        "certificate_to": asset.certificate_to,
        "suppliers": plan.suppliers.get(asset.pk, []),
    }
