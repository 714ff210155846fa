"""Campaign questions to operators and controllers; their answers are stored through the services of offers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import capitalised
from akropolis.graph.assets.models import Dependency, GraphRecord, Node, NodeKind
from akropolis.graph.assets.models.nodes import node_models, nodes_answered_for
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.offers.models import ControllerRole, Controllership, Offer
from akropolis.graph.offers.register.gaps import UnstatedList
from akropolis.graph.offers.reports.gap_words import aspect_name
from akropolis.graph.offers.rules.offers import is_valid_on
from akropolis.graph.offers.rules.permissions import CONTROLLERSHIP, OFFER
from akropolis.graph.offers.selectors.offers import CARRIERS, level_words, levels_to_state, shared_url, stated
from akropolis.graph.offers.services import offers
from akropolis.graph.offers.services.shared import state_controllership
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers
from akropolis.shared.campaigns.rules.prompts import Form, Prompt
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.selectors.schemes import aspects_in_use


def _nodes(access: Access, **narrowed: object) -> list[Node]:
    rows = Node.objects.visible(access).filter(archived_at__isnull=True, **narrowed)
    return list(rows.select_related("owner_unit", "operator_unit"))


def _candidate(node: Node, **more: Any) -> CampaignCandidate:
    model, kind = node_models()[NodeKind(node.kind)], str(NodeKind(node.kind).label)
    return CampaignCandidate(model, node.record, f"{node.number} {node.name}", group=kind, **more)


def unknown(access: Access, asked: dict[str, str], day: date) -> set[UUID]:
    """Return the ids of the register rows in the list of unknown levels, filtered by the query parameters `asked`."""
    return {row.thing.record for row in UnstatedList(access, asked, day).rows()}


def operators(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Return everything that can offer something with its operator: those with an unknown level are asked."""
    nodes = _nodes(access, kind__in=CARRIERS)
    said, meant = stated(access, day, [node.pk for node in nodes]), unknown(access, {}, day)
    for node in nodes:
        offer, wanted = said.get(node.pk), node.record in meant
        state = _("not stated")
        if offer and offer.counts:
            state = _("stated in part") if wanted else _("stated")
        elif offer:
            state = _("has run out")
        yield _candidate(node, unit=node.operator_unit or node.owner_unit, state=state, wanted=wanted)


def offer_prompts(access: Access, day: date) -> Sequence[Prompt]:
    """Return the prompts of a campaign to operators: a level per aspect, the last day, and the evidence."""
    levels = tuple((str(value), level_words(value, label)) for value, label in levels_to_state(access, day))
    asked = [aspect for aspect in ORDER if aspect in aspects_in_use(access, day)]
    return [
        *(Prompt(a, capitalised(aspect_name(a)), Form.CHOICE, choices=levels) for a in asked),
        Prompt("valid_to", _("Valid to"), Form.DAY),
        Prompt("evidence", _("What shows it"), Form.LONG, required=True),
    ]


def known_offers(access: Access, day: date, asks: Collection[Ask]) -> dict[UUID, KnownAnswers]:
    """Return a dict from ask id to the offer stated now and the levels demanded."""
    nodes = {node.record: node for node in _nodes(access, record__in=[ask.object_id for ask in asks])}
    rows = (
        Offer.objects.visible(access).filter(node__record__in=nodes).order_by("stated_on", "created_at", "id")
    )
    latest = {row.node_id: row for row in rows}
    found = ((ask, nodes.get(ask.object_id)) for ask in asks)
    return {ask.pk: _known_offer(node, latest.get(node.pk), day) for ask, node in found if node}


def _known_offer(node: Node, offer: Offer | None, day: date) -> KnownAnswers:
    demanded = in_letters(node.levels)
    note = (
        _("%(levels)s is demanded now") % {"levels": demanded} if demanded else _("nothing is demanded yet")
    )
    answers: dict[str, str] = {}
    if offer is not None:
        answers = {a: str(level) for a, level in offer.levels.items() if level is not None}
        answers["evidence"] = offer.evidence
        if offer.valid_to and is_valid_on(offer.valid_to, day):
            answers["valid_to"] = offer.valid_to.isoformat()
    return KnownAnswers(answers, note, shared_url(node.kind, node.record))


def state_offer(access: Access, ask: Ask, answers: Mapping[str, str]) -> Offer:
    """State the answer as the operator's offer from today. Raises the errors of `offers.state`."""
    node = or_hidden(next(iter(_nodes(access, record=ask.object_id)), None))
    levels = {aspect: int(answers[aspect]) if answers.get(aspect) else None for aspect in ORDER}
    last = date.fromisoformat(answers["valid_to"]) if answers.get("valid_to") else None
    said = {"levels": levels, "evidence": answers["evidence"], "valid_to": last}
    return offers.state(access, node, stated_on=timezone.localdate(), **said)  # type: ignore[arg-type] # checked above


def controllers(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield a candidate per shared service that the user is responsible for and authority known to use it."""
    nodes = _nodes(access, kind=NodeKind.SERVICE, shared=True)
    own = set(Node.objects.visible(access).filter(nodes_answered_for(access)).values_list("pk", flat=True))
    nodes = [node for node in nodes if node.pk in own]
    units, using = Units(), _using([node.pk for node in nodes], day)
    told = set(Controllership.objects.visible(access).values_list("node_id", "unit_id"))
    for node in nodes:
        whose = {units.authority(unit) for unit in (node.owner_unit_id, *using.get(node.pk, ()))}
        for unit in (each for each in whose if each.own_authority):
            lacks = (node.pk, unit.pk) not in told
            yield _candidate(node, unit=unit, state=_("not stated") if lacks else _("stated"), wanted=lacks)


def _using(nodes: Collection[int], day: date) -> dict[int, list[UUID]]:
    rows = Dependency.objects.unscoped(because="who stands on a service is known to who answers for it")
    found: dict[int, list[UUID]] = {}
    held = rows.filter(in_force(day), target__in=nodes).order_by()
    for node, unit in held.values_list("target_id", "source__owner_unit_id"):
        found.setdefault(node, []).append(unit)
    return found


def controller_prompts(_access: Access, _day: date) -> Sequence[Prompt]:
    """Return the prompts of a campaign to controllers: the unit's role, and its grounds (GDPR art. 4.7–8, 26, 28)."""
    roles = tuple((value, str(label)) for value, label in ControllerRole.choices)
    text = _("What the unit is for the personal data")
    return [
        Prompt("role", text, Form.CHOICE, choices=roles, required=True),
        Prompt("basis", _("Basis"), Form.TEXT, help=_("Decision, agreement or law.")),
    ]


def _controllerships(access: Access, asks: Collection[Ask]) -> dict[tuple[UUID, UUID], Controllership]:
    wanted = Q(node__record__in=[ask.object_id for ask in asks], unit__in=[ask.unit_id for ask in asks])
    rows = Controllership.objects.visible(access).filter(wanted).select_related("node")
    return {(row.node.record, row.unit_id): row for row in rows}


def known_controllers(access: Access, _day: date, asks: Collection[Ask]) -> dict[UUID, KnownAnswers]:
    """Return a dict from ask id to what the asked unit has stated about its role."""
    rows = _controllerships(access, asks)
    found = ((ask, rows.get((ask.object_id, ask.unit_id))) for ask in asks)
    url = {ask.pk: shared_url(NodeKind.SERVICE, ask.object_id) for ask in asks}
    return {ask.pk: KnownAnswers(_stated(row), url=url[ask.pk]) for ask, row in found}


def _stated(row: Controllership | None) -> dict[str, str]:
    return {"role": row.role, "basis": row.basis} if row else {}


def confirm_controller(access: Access, ask: Ask, answers: Mapping[str, str]) -> Controllership:
    """Store the answer as the unit's statement. Raises the errors of `state_controllership`."""
    node = or_hidden(next(iter(_nodes(access, record=ask.object_id)), None))
    found = _controllerships(access, [ask]).get((ask.object_id, ask.unit_id))
    said = {"role": answers["role"], "basis": answers.get("basis", "")}
    return state_controllership(access, node, ask.unit, version=found.version if found else None, **said)


OFFERS = CampaignKind(
    key="offered-levels",
    label=gettext_lazy("Which levels operators offer"),
    text=gettext_lazy("An answer is the operator's statement of what is offered, from today."),
    right=f"{OFFER}:edit",
    candidates=operators,
    prompts=offer_prompts,
    known=known_offers,
    apply=state_offer,
    place=GraphRecord,
    listed=unknown,
)
CONTROLLERS = CampaignKind(
    key="controllers",
    label=gettext_lazy("Who answers for the personal data in shared services"),
    text=gettext_lazy("An answer is the unit's statement of what it is for the personal data."),
    right=f"{CONTROLLERSHIP}:edit",
    candidates=controllers,
    prompts=controller_prompts,
    known=known_controllers,
    apply=confirm_controller,
    place=GraphRecord,
)
