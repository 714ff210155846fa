"""A requirement on one page: the measures that answer it, who has carried them out, and what of it is missing where."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.compliance.models import Control, ControlMapping, Framework, Fulfilment, Requirement, Tally
from akropolis.compliance.rules.permissions import READ
from akropolis.compliance.selectors.catalogue import BECAUSE, asked_units, holding
from akropolis.compliance.selectors.standing import PROVED
from akropolis.evidence.models import Proof
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit

MOST = 50
"""At most so many pieces of evidence are named on a requirement's page."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How often something is demanded, and how that stands. `left` is what nothing has been begun of, or too little."""

    demanded: int = 0
    met: int = 0
    not_applicable: int = 0
    partly: int = 0
    lapsed: int = 0

    @property
    def fulfilled(self) -> int:
        """How many nothing more is to be done about."""
        return self.met + self.not_applicable

    @property
    def left(self) -> int:
        """How many are missing."""
        return self.demanded - self.fulfilled

    @property
    def share(self) -> float:
        """The fulfilled part, 1 where nothing is demanded."""
        return self.fulfilled / self.demanded if self.demanded else 1.0


type Counted = tuple[str, UUID, UUID, Sum]
"""Path of the unit, the unit, the measure, and how it stands there."""


def tallies(access: Access, path: str = "", controls: Iterable[UUID] | None = None) -> list[Counted]:
    """The tallies that the reader may see at the path and below. One query."""
    rows = Tally.objects.filter(access.units(READ, "unit"), unit__path__startswith=path)
    if controls is not None:
        rows = rows.filter(control__in=controls)
    names = ("unit__path", "unit", "control", "demanded", "met", "not_applicable", "partly", "lapsed")
    return [
        (at, unit, control, Sum(*counts))
        for at, unit, control, *counts in rows.order_by().values_list(*names)
    ]


def total(counted: Iterable[Sum]) -> Sum:
    """All of it together."""
    rows = list(counted)
    return Sum(
        sum(row.demanded for row in rows),
        sum(row.met for row in rows),
        sum(row.not_applicable for row in rows),
        sum(row.partly for row in rows),
        sum(row.lapsed for row in rows),
    )


def answering(requirement: Requirement, day: date) -> list[Control]:
    """The measures that answer the requirement. One query."""
    links = ControlMapping.objects.unscoped(because=BECAUSE).filter(holding(day), requirement=requirement)
    rows = Control.objects.unscoped(because=BECAUSE).filter(
        holding(day), pk__in=links.order_by().values("control")
    )
    return list(rows)


def units_of(access: Access, keys: Iterable[UUID]) -> Sequence[Unit]:
    """The units by Swedish order."""
    return list(Unit.objects.visible(access).filter(pk__in=list(keys)).order_by("sort_key"))


def asked_units_of(access: Access, day: date) -> Sequence[Unit]:
    """The units that answer for measures of their own and that the reader may read them in. Two queries."""
    rows = Unit.objects.visible(access).filter(access.units(READ), pk__in=asked_units(day))
    return list(rows.order_by("sort_key"))


def frameworks(day: date) -> list[Framework]:
    """The frameworks in use. One query."""
    return list(Framework.objects.unscoped(because=BECAUSE).filter(holding(day), active=True))


def answers(day: date, framework: Framework | None) -> dict[Requirement, frozenset[UUID]]:
    """The framework's requirements, or none, each with the measures that answer it. Two queries."""
    if framework is None:
        return {}
    rows = list(Requirement.objects.unscoped(because=BECAUSE).filter(holding(day), framework=framework))
    links = (
        ControlMapping.objects.unscoped(because=BECAUSE).filter(holding(day), requirement__in=rows).order_by()
    )
    found: dict[UUID, set[UUID]] = {}
    for requirement, control in links.values_list("requirement", "control"):
        found.setdefault(requirement, set()).add(control)
    return {row: frozenset(found.get(row.pk, ())) for row in rows}


def proofs(access: Access, controls: Collection[UUID]) -> list[Proof]:
    """What proves that the measures are carried out, as far as the reader may see it, the newest first. Two queries."""
    rows = Fulfilment.objects.visible(access).filter(control__in=controls).order_by().values("pk")
    found = Proof.objects.visible(access).filter(kind=PROVED, object_id__in=rows, evidence__archived_at=None)
    return list(found.select_related("evidence").order_by("-created_at", "pk")[:MOST])
