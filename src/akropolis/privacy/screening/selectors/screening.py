"""The services to screen and the unit that answers for each, with the latest answer and what the record says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import nodes_answered_for
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.offers.models import ControllerRole, Controllership
from akropolis.privacy.processing.models import Processing, ProcessingNode
from akropolis.privacy.screening.models import ScreeningAction
from akropolis.privacy.screening.rules.findings import (
    FLAGS,
    NO,
    YES,
    ScreeningFinding,
    compare_flags,
    list_findings,
)
from akropolis.privacy.service_objects.selectors.cards import processings_naming
from akropolis.shared.campaigns.models import Ask, CampaignStatus

KEY = "screening"
READ, EDIT = f"{Processing.permission}:read", f"{Processing.permission}:edit"


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A service and a unit that answers for the personal data in it. `personal` says that it is known to hold any.

    `contradictions` are keys of what the record says otherwise: `FLAGS`, "role" or "holds". `acted` are the findings
    that have raised an action, `processings` how many of the unit's processings name the service.
    """

    node: Node
    unit: Unit
    personal: bool
    ask: Ask | None = None
    findings: Sequence[ScreeningFinding] = ()
    contradictions: Sequence[str] = ()
    acted: Collection[str] = field(default_factory=set)
    processings: int = 0

    @property
    def screened(self) -> bool:
        """Whether the unit has answered."""
        return self.ask is not None and self.ask.answered_at is not None

    @property
    def untied(self) -> bool:
        """Whether the service holds personal data by the answer, and no processing of the unit names it."""
        return (
            self.screened
            and not self.processings
            and self.ask is not None
            and self.ask.answers.get("holds") == YES
        )


def list_screened(access: Access, today: date) -> list[ScreeningRow]:
    """List each service with the units to ask about it: the owner, controllers, and those whose processings name it.

    Units whose record the reader may not read are listed only where the reader answers for the service. A fixed number
    of queries.
    """
    nodes = {
        node.pk: node
        for node in Node.objects.visible(access)
        .filter(kind=NodeKind.SERVICE, archived_at=None)
        .order_by("sort_key")
    }
    answered_for = set(
        Node.objects.visible(access)
        .filter(nodes_answered_for(access), pk__in=nodes)
        .values_list("pk", flat=True)
    )
    units, named = Units(), defaultdict[tuple[int, UUID], set[UUID]](set)
    for (node, place), pks in processings_naming(access, nodes, today).items():
        if controller := units.controller(place):
            named[node, controller.pk] |= pks
    stated = Controllership.objects.visible(access).filter(node__in=nodes).values_list("node", "unit", "role")
    roles = {
        (node, controller.pk): role for node, unit, role in stated if (controller := units.controller(unit))
    }
    owned = {
        (pk, controller.pk)
        for pk, node in nodes.items()
        if (controller := units.controller(node.owner_unit_id))
    }
    holding = Dependency.objects.unscoped(
        because="that a service holds personal data is a fact of the service"
    )
    known = set(
        holding.filter(in_force(today), target__in=nodes, source__personal_data=True).values_list(
            "target", flat=True
        )
    )
    known |= {node for node, _unit in named}
    asks, acted, only = _asks(access), _acted(access), SoleProcessings(access, named.values())
    rows = []
    for pk, unit_pk in {*owned, *named, *(key for key, role in roles.items() if role != ControllerRole.NONE)}:
        unit = units[unit_pk]
        if pk not in answered_for and not access.may(READ, unit):
            continue
        ask = asks.get((nodes[pk].record, unit_pk))
        answers = ask.answers if ask and ask.answered_at else {}
        pks = named.get((pk, unit_pk), set())
        rows.append(
            ScreeningRow(
                nodes[pk],
                unit,
                pk in known,
                ask,
                list_findings(answers),
                _contradictions(answers, only, pks, roles.get((pk, unit_pk), "")),
                acted.get(ask.pk, set()) if ask else set(),
                len(pks),
            )
        )
    return sorted(rows, key=lambda row: (row.unit.sort_key, row.node.sort_key, row.node.pk))


def _asks(access: Access) -> Mapping[tuple[UUID, UUID], Ask]:
    rows = Ask.objects.visible(access).filter(campaign__kind=KEY, campaign__archived_at=None)
    sent = rows.exclude(campaign__status=CampaignStatus.DRAFT).select_related("campaign__owner_unit", "unit")
    return {
        (ask.object_id, ask.unit_id): ask
        for ask in sent.order_by("campaign__sent_on", "campaign__created_at")
    }


def _acted(access: Access) -> Mapping[UUID, set[str]]:
    found = defaultdict[UUID, set[str]](set)
    for ask, finding in ScreeningAction.objects.visible(access).values_list("ask", "finding"):
        found[ask].add(finding)
    return found


def _contradictions(
    answers: Mapping[str, str], only: "SoleProcessings", pks: Collection[UUID], role: str
) -> list[str]:
    if not answers:
        return []
    if answers["holds"] != YES:
        return ["holds"] if answers["holds"] == NO and pks else []
    wrong = ["role"] if answers.get("role") and role and answers["role"] != role else []
    return [*wrong, *only.compare(answers, pks)[1]]


class SoleProcessings:
    """Processings that alone name a service for their unit, so that answers about the service are about them."""

    def __init__(self, access: Access, named: Iterable[Collection[UUID]]) -> None:
        sole = {pk for pks in named if len(pks) == 1 for pk in pks}
        self.rows: Mapping[UUID, Processing] = Processing.objects.visible(access).in_bulk(sole)
        links = ProcessingNode.objects.unscoped(because="how many services the processing names").order_by()
        counted = links.filter(processing__in=sole, node__kind=NodeKind.SERVICE).values_list("processing")
        self.services = dict(counted.annotate(count=Count("pk")))

    def of(self, pks: Collection[UUID]) -> Processing | None:
        """Return the only one of the processings; None if there are several, or if the user may not read it."""
        return self.rows.get(next(iter(pks))) if len(pks) == 1 else None

    def compare(self, answers: Mapping[str, str], pks: Collection[UUID]) -> tuple[dict[str, bool], list[str]]:
        """Return the flags to set and those contradicted, as `compare_flags`; none without a sole processing."""
        if (row := self.of(pks)) is None:
            return {}, []
        written = {name: getattr(row, name) for name in FLAGS}
        return compare_flags(answers, written, alone=self.services.get(row.pk) == 1)
