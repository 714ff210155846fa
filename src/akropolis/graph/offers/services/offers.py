"""Stating offers: a later offer replaces an earlier one. No offer is ever changed."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.rules.offers import OfferFault, faults
from akropolis.graph.offers.selectors.offers import CARRIERS

SENTENCES = {
    OfferFault.EMPTY: gettext_lazy("State at least one level. What is left out counts as not stated."),
    OfferFault.FUTURE: gettext_lazy("The day lies ahead. A statement tells what is offered today."),
    OfferFault.OLDER: gettext_lazy(
        "There is a later statement already. Write the same day or a later one, so that this one counts."
    ),
    OfferFault.ENDED: gettext_lazy("The last day has passed already. Write a day ahead, or leave it empty."),
}


def state(
    access: Access,
    node: Node,
    *,
    levels: Mapping[str, int | None],
    evidence: str,
    stated_on: date,
    valid_to: date | None = None,
) -> Offer:
    """State the offer of the operator, or of the owner if nobody else operates the node. Earlier offers are
    kept.

    Raises Hidden without the right, Refused for a node that cannot offer anything, Invalid for an offer that
    cannot count.
    """
    with writing(access) as w:
        offer = Offer(node=node)
        w.require(offer)
        if node.archived_at is not None or node.kind not in CARRIERS:
            raise Refused(_("Levels are stated on what is in use and carries information. This does not."))
        rows = Offer.objects.unscoped(because="who may state an offer may read those before it")
        latest = rows.filter(node=node).values_list("stated_on", flat=True).first()
        today = timezone.localdate(w.at)
        wrong = faults(levels, stated_on=stated_on, valid_to=valid_to, latest=latest, today=today)
        if errors := {field: [SENTENCES[fault]] for field, fault in wrong}:
            raise Invalid(errors)
        values: dict[str, object] = {
            "node": node,
            **levels,
            "evidence": evidence,
            "stated_on": stated_on,
            "valid_to": valid_to,
            "stated_by": access.actor.name,
        }
        return w.create(Offer, values)
