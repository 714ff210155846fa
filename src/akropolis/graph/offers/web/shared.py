"""A shared service from both sides: the operator sees all consumers, each consumer sees only its own part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.lib.swedish import capitalised, number
from akropolis.base.ui.naming import first_named
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node, NodeKind, NodeLevel
from akropolis.graph.assets.selectors.sight import node_crumbs, record_url
from akropolis.graph.offers.models import Controllership, Question
from akropolis.graph.offers.register.gaps import GapList, UnstatedList, shown_rows
from akropolis.graph.offers.reports.consumers_file import consumers_file
from akropolis.graph.offers.reports.gap_words import LACKS, aspect_name, set_by
from akropolis.graph.offers.reports.level_reasons import level_reasons
from akropolis.graph.offers.rules.gaps import gaps
from akropolis.graph.offers.rules.offers import is_valid_on
from akropolis.graph.offers.rules.permissions import CONTROLLERSHIP
from akropolis.graph.offers.selectors.gap_rows import GapFilter, filter_rows
from akropolis.graph.offers.selectors.gaps import READ as READ_GAPS
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.graph.offers.selectors.offers import NOTHING, may_state, statements
from akropolis.graph.offers.selectors.shared import Consumer, Shared, Use
from akropolis.graph.offers.services import shared as service
from akropolis.graph.offers.web.finding import node_at
from akropolis.graph.offers.web.offers import READ
from akropolis.graph.offers.web.questions import QuestionForm
from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, in_letters

SHOWN, MOST = 8, 50
"""Maximum number of a unit's information sets shown before unfolding, and in total; the file contains every one."""
ROWS = 10
DEMANDING = 4
"""Maximum number of the most demanding units named beside an aspect; the list of units contains all."""
EDIT = f"{CONTROLLERSHIP}:edit"


@dataclass(frozen=True, slots=True)
class AspectRow:
    """What is demanded and offered in one aspect, and who makes the demand."""

    name: str
    letter: str
    demanded: int
    by: str
    claimed: int | None
    shown: int | None
    offered: int | None
    lack: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """An authority or company: its statement on personal data, and which of its parts depend on the service.

    `astray` says what is wrong with an older statement: that it is by a part, or by a unit in no authority.
    """

    unit: Unit
    parts: str
    stated: Controllership | None
    astray: str
    edit_url: str


@requires(READ)
@require_safe
def service_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the shared page of a service, at a URL under the services' register."""
    return _page(request, pk)


@requires(READ)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the shared page of a node that is not a service; a service redirects to its own URL."""
    node = node_at(access_of(request), pk)
    if node.kind == NodeKind.SERVICE:
        return redirect("services-shared", pk=pk)
    return _page(request, pk)


def _page(request: HttpRequest, pk: UUID) -> HttpResponse:
    access = access_of(request)
    node = node_at(access, pk)
    found = Shared(access, node, timezone.localdate())
    title = _("Both sides of %(name)s") % {"name": node.name}
    consumers, said = found.consumers, next(iter(statements(access, node)), None)
    context = {
        "title": title,
        "node": node,
        "operator": node.operator_unit or node.owner_unit,
        "operates": found.operates,
        "lead": _lead(found),
        "aspects": aspect_rows(found),
        "offer": said,
        "offer_stands": said is not None and is_valid_on(said.valid_to, found.day),
        "reasons": level_reasons(access, node, found.offer, found.day),
        "may_state": may_state(access, node),
        "consumers": [_consumer_context(consumer) for consumer in consumers],
        "silent": [consumer.unit.name for consumer in found.silent],
        "responsible": list(_responsible(found)),
        "gap_lists": _gap_lists(access, node),
        "questions": [_question(access, row) for row in found.questions],
        "ask": _ask(request, node, consumers),
        "urls": _urls(node, found),
        "crumbs": node_crumbs(node, Crumb(label=_("Both sides"))),
    }
    return render(request, "offers/shared.html", context)


def _urls(node: Node, found: Shared) -> dict[str, str]:
    given = [node.record]
    return {
        "offer": reverse("graph-offer", args=given),
        "ask": reverse("graph-ask", args=given),
        "file": reverse("graph-shared-file", args=given) if found.operates else "",
        "row": record_url(NodeKind(node.kind), node.record),
    }


def _lead(found: Shared) -> list[str]:
    if not found.operates:
        return [
            _(
                "Seen from the units that use it: what is demanded, what is offered, and what your own unit has there."
            )
        ]
    consumers = found.consumers
    if not consumers:
        return [
            _("Nothing is known to stand on it. Dependencies are added where the information is registered.")
        ]
    uses = sum(len(consumer.uses) for consumer in consumers)
    words = {"units": number(len(consumers)), "sets": number(uses)}
    units = ngettext("%(units)s unit stands on it", "%(units)s units stand on it", len(consumers)) % words
    sets = ngettext("with %(sets)s information set", "with %(sets)s information sets", uses) % words
    sentences = [_("%(units)s %(sets)s.") % {"units": units, "sets": sets}]
    return [*sentences, *_shortcomings(found)]


def _shortcomings(found: Shared) -> list[str]:
    """Return sentences about what needs attention on the service, each with a count."""
    undecided = sum(len(consumer.undecided) for consumer in found.consumers)
    expired = sum(len(consumer.expired) for consumer in found.consumers)
    waiting = sum(row.answered_at is None for row in found.questions)
    counts = (
        (
            undecided,
            ngettext("%(count)s set is not classified.", "%(count)s sets are not classified.", undecided),
        ),
        (expired, ngettext("%(count)s decision has run out.", "%(count)s decisions have run out.", expired)),
        (
            waiting,
            ngettext(
                "%(count)s question waits for an answer.", "%(count)s questions wait for an answer.", waiting
            ),
        ),
    )
    said = [text % {"count": number(count)} for count, text in counts if count]
    return [" ".join(said)] if said else []


def aspect_rows(found: Shared) -> list[AspectRow]:
    """Return the demand per aspect and who makes it, with the offer. Leaves out aspects without a demand."""
    node, offer = found.node, found.offer or NOTHING
    lacking = {gap.aspect: gap for gap in gaps(node.levels, offer.levels, counts=offer.counts)}
    by = _demanding(found)
    offered = offer.levels if offer.counts else {}
    return [
        AspectRow(
            capitalised(aspect_name(aspect)),
            LETTERS[aspect],
            demanded,
            by.get(aspect, ""),
            offer.claim.get(aspect),
            offer.shown.get(aspect),
            offered.get(aspect),
            str(LACKS[lacking[aspect].lack]) if aspect in lacking else "",
        )
        for aspect in ORDER
        if (demanded := node.levels[aspect]) is not None
    ]


def _demanding(found: Shared) -> dict[str, str]:
    """Return who demands most: all such units for those responsible for the node, else the node that set it."""
    if found.operates:
        return {aspect: _named(units) for aspect, (_level, units) in found.most.items()}
    stored = NodeLevel.objects.filter(node=found.node).values_list("aspect", "source_id")
    sources = {ORDER[aspect]: source for aspect, source in stored}
    seen = found.sight.setters(sources.values())
    return {aspect: set_by(seen[source]) for aspect, source in sources.items() if source in seen}


def _named(units: Sequence[Unit]) -> str:
    return first_named([unit.name for unit in units], DEMANDING)


def _consumer_context(consumer: Consumer) -> dict[str, object]:
    return {
        "consumer": consumer,
        "demanded": in_letters(consumer.demanded),
        "uses": [_use(use) for use in consumer.uses[:SHOWN]],
        "more": [_use(use) for use in consumer.uses[SHOWN:MOST]],
        "left": max(0, len(consumer.uses) - MOST),
        "total": len(consumer.uses),
        "authority": consumer.authority if consumer.authority.pk != consumer.unit.pk else None,
    }


def _use(use: Use) -> dict[str, object]:
    own, demanded = in_letters(use.own), in_letters(use.demanded)
    return {"use": use, "own": own, "demanded": demanded, "differs": own != demanded}


def _responsible(found: Shared) -> Iterable[Responsible]:
    """Yield the authorities and companies of the units shown, of the node's own units, and of other statements."""
    node, parts = found.node, defaultdict[Unit, list[Unit]](list)
    shown = [consumer.unit for consumer in found.consumers]
    own = [unit for unit in (node.owner_unit, node.operator_unit) if unit is not None]
    for unit in dict.fromkeys([*shown, *own, *(row.unit for row in found.statements)]):
        parts[found.units.authority(unit.pk)].append(unit)
    for unit in sorted(parts, key=lambda unit: unit.sort_key):
        below = [each for each in parts[unit] if each != unit]
        stated = found.stated.get(unit.pk)
        may = unit.own_authority and found.access.may(EDIT, unit)
        url = reverse("graph-controllership", args=[node.record, unit.code]) if may else ""
        yield Responsible(unit, _named(below), stated, _astray(found, unit, stated), url)


def _astray(found: Shared, unit: Unit, stated: Controllership | None) -> str:
    words = {"unit": stated.unit if stated else unit}
    if not unit.own_authority:
        return _("No committee or company stands above the unit. State it for the one that decides.")
    if stated and stated.unit_id != unit.pk:
        return _("Stated for %(unit)s, which is a part of it and no controller. State it anew.") % words
    return ""


def _gap_lists(access: Access, node: Node) -> list[dict[str, object]]:
    """Return the known gaps, and separately the unknown levels, each with a link to its list."""
    if not access.anywhere(READ_GAPS):
        return []
    selector = Gaps(access, timezone.localdate())
    every = selector.rows(GapFilter(node=node.record))
    lists = ((GapList, _("All gaps here")), (UnstatedList, _("All unknown levels here")))
    found = [(each, filter_rows(every, each.asked), text) for each, text in lists]
    return [
        {
            "id": "gaps" if each is GapList else "unknown-levels",
            "title": each.crumb,
            "caption": each.caption,
            "rows": shown_rows(access, selector, rows[:ROWS]),
            "url": f"{reverse(each.key)}?node={node.record}",
            "all": text,
        }
        for each, rows, text in found
        if rows
    ]


def _question(access: Access, row: Question) -> dict[str, object]:
    may_answer = service.may_answer(access, row.node)
    own = access.may(service.WRITE, row.unit) and row.answered_at is None
    return {
        "row": row,
        "answer_url": reverse("question-answer", args=[row.pk]) if may_answer else "",
        "remind_url": reverse("question-remind", args=[row.pk]) if own and not may_answer else "",
        "withdraw_url": reverse("question-withdraw", args=[row.pk]) if own else "",
    }


def _ask(request: HttpRequest, node: Node, consumers: Iterable[Consumer]) -> QuestionForm | None:
    """Return the form for a new question; None for users who may not ask, or may answer the question themselves."""
    access = access_of(request)
    if not access.anywhere(service.WRITE) or service.may_answer(access, node):
        return None
    return QuestionForm(None, access=access, first=_first_unit(request, consumers))


def _first_unit(request: HttpRequest, consumers: Iterable[Consumer]) -> str:
    codes = [consumer.unit.code for consumer in consumers]
    chosen = str(request.session.get("unit", ""))
    return chosen if chosen in codes else next(iter(codes), chosen)


@requires(READ)
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return an Excel file of everything that depends on the node, for users responsible for the node."""
    access = access_of(request)
    node = node_at(access, pk)
    found = Shared(access, node, timezone.localdate())
    if not found.operates:
        raise Hidden
    return attachment(consumers_file(node, found.consumers), node.number)
