"""Classified information sets with names similar to another set's, to copy answers from."""

import re

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.text import folded
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.selectors.classification import READ

BEGINNING = 5
"""Number of letters compared: words that begin alike count as similar (elevakt, elevakter, elevhälsa)."""
MOST = 5


def word_stems(name: str) -> frozenset[str]:
    """Return the first `BEGINNING` letters of each word in the name; shorter words are ignored."""
    return frozenset(word[:BEGINNING] for word in re.findall(r"\w+", folded(name)) if len(word) >= BEGINNING)


def similar(access: Access, information: InformationSet) -> list[ClassificationDecision]:
    """Return the latest decisions on up to five other sets that share the most name words, the own unit's
    sets first.

    Only sets in use whose classification the user may read. Two queries.
    """
    visible = InformationSet.objects.visible(access).filter(access.units(READ, "owner_unit"), pointer=False)
    others = visible.filter(archived_at__isnull=True).exclude(pk=information.pk)
    decisions = ClassificationDecision.objects.visible(access).filter(information__in=others)
    names = ("information", "pk", "information__name", "information__owner_unit")
    latest = {row[0]: row[1:] for row in decisions.order_by("number").values_list(*names)}
    wanted, own = word_stems(information.name), information.owner_unit_id
    alike = [
        (-len(shared), unit != own, folded(name), pk)
        for pk, name, unit in latest.values()
        if (shared := word_stems(name) & wanted)
    ]
    first = [pk for *_rank, pk in sorted(alike)[:MOST]]
    found = decisions.select_related("information__owner_unit").in_bulk(first)
    return [found[pk] for pk in first]
