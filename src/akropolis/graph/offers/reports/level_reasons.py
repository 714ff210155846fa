"""Why a service has its levels: what is claimed, how much is assessed, and which brister lower it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import capitalised
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.rules.demands import UNMET, Status
from akropolis.graph.compliance.selectors.standing import MeasureLine, of_service, place_url
from akropolis.graph.offers.reports.gap_words import aspect_name
from akropolis.graph.offers.selectors.offers import NOTHING, Stated
from akropolis.shared.classification.rules.aspects import ORDER, Aspect

type LevelReason = tuple[str, Sequence[tuple[str, str]], str]
"""A sentence in three parts: what is claimed and assessed; the brister, each with name and URL; the conclusion."""


def level_reasons(access: Access, node: Node, offer: Stated | None, day: date) -> list[LevelReason]:
    """Return one per demanded or claimed aspect, grundskydd last. Empty if the user may read no measures."""
    try:
        lines = of_service(access, node.record, day).lines
    except Hidden:
        return []
    offer = offer or NOTHING
    asked = [a for a in ORDER if node.levels[a] is not None or offer.claim.get(a) is not None]
    basic = [line for line in lines if not line.control.thresholds]
    tail = _("basic protection is demanded at every level, and lowers no single aspect.")
    reasons = [_of_aspect(each, node, lines, offer) for each in asked]
    return [*reasons, _reason(node, _("Basic protection."), basic, basic, tail)]


def _of_aspect(aspect: Aspect, node: Node, lines: Sequence[MeasureLine], offer: Stated) -> LevelReason:
    claim, level = offer.claim.get(aspect), offer.levels.get(aspect) if offer.counts else None
    said = _("%(aspect)s: nothing is claimed.") if claim is None else _("%(aspect)s: %(claim)s is claimed.")
    tail = _("the level is not known.") if level is None else _("the level is %(level)s.")
    words = {"aspect": capitalised(aspect_name(aspect)), "claim": claim, "level": level}
    most, named = node.levels[aspect] or 0, [x for x in lines if aspect in x.control.thresholds]
    demanded = [x for x in named if x.control.thresholds[aspect] <= max(claim or 0, most)]
    low = [x for x in demanded if x.control.thresholds[aspect] <= (claim or most)]
    return _reason(node, said % words, demanded, low, tail % words)


def _reason(
    node: Node, said: str, demanded: Sequence[MeasureLine], low: Sequence[MeasureLine], tail: str
) -> LevelReason:
    done = sum(line.said is not None and line.status is not Status.LAPSED for line in demanded)
    words = {"said": said, "done": done, "of": len(demanded)}
    assessed = ngettext(
        "%(said)s %(done)s of %(of)s measure is assessed.",
        "%(said)s %(done)s of %(of)s measures are assessed.",
        len(demanded),
    )
    unmet = [line for line in low if line.said and line.status in UNMET]
    named = [(line.control.title, place_url(node, line.control)) for line in unmet]
    lacking = ngettext("is lacking: %(tail)s", "are lacking: %(tail)s", len(named)) % {"tail": tail}
    return assessed % words, named, lacking if named else ""
