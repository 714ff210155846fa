"""Which questions a supplier is asked: the demands on it at the levels of what stands on it, in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Dependency, DependencyKind, Node, NodeKind
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.compliance.reports.procurement import evidence_words
from akropolis.graph.compliance.rules.demands import Condition, Profile
from akropolis.graph.compliance.selectors.catalogue import Demand, demands
from akropolis.graph.compliance.selectors.standing import profiles
from akropolis.shared.classification.rules.aspects import ORDER


def levels_of(access: Access, suppliers: Collection[UUID]) -> dict[UUID, dict[str, int | None]]:
    """Return supplier → the effective level per aspect that stands on it, None where unknown. One query."""
    rows = Node.objects.visible(access).filter(kind=NodeKind.SUPPLIER, record__in=suppliers).order_by()
    return {
        record: dict(zip(ORDER, levels, strict=True))
        for record, *levels in rows.values_list("record", *ORDER)
    }


def profiles_on(access: Access, suppliers: Collection[UUID], day: date) -> dict[UUID, Profile]:
    """Return supplier → its levels, and whether each condition holds for something that it delivers. Three queries.

    A condition is unknown unless something visible meets it, or all that it delivers is visible and known not to.
    """
    found = levels_of(access, suppliers)
    rows = Dependency.objects.unscoped(because="what is not visible makes a condition unknown")
    rows = rows.filter(in_force(day), kind=DependencyKind.DELIVERED_BY, target__record__in=list(found))
    delivered: defaultdict[UUID, set[int]] = defaultdict(set)
    for record, source in rows.order_by().values_list("target__record", "source"):
        delivered[record].add(source)
    every = {source for sources in delivered.values() for source in sources}
    seen = Node.objects.visible(access).filter(pk__in=every).order_by().values_list("pk", flat=True)
    known = profiles(list(seen))
    return {
        record: {**levels, **_conditions([known.get(source) for source in delivered[record]])}
        for record, levels in found.items()
    }


def _conditions(delivered: Collection[Profile | None]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for each in Condition:
        values = [profile.get(each) if profile else None for profile in delivered]
        found[each] = 1 if 1 in values else None if None in values or not values else 0
    return found


def question_sets(
    access: Access, asked: Iterable[tuple[UUID, str]], day: date
) -> Mapping[tuple[UUID, str], list[dict[str, object]]]:
    """Return (supplier, language) → the values of its questions, in the order of the areas of measures.

    A supplier on which nothing known stands is asked about basic protection. A few queries for each profile.
    """
    pairs = set(asked)
    on = profiles_on(access, {supplier for supplier, _language in pairs}, day)
    lists: dict[tuple[object, ...], list[dict[str, object]]] = {}
    found = {}
    for supplier, language in pairs:
        profile = on.get(supplier, {})
        key = (language, *(profile.get(name) for name in (*ORDER, *Condition)))
        if key not in lists:
            with override(language):
                sections = demands(profile, day).sections
                lists[key] = [_question(row) for section in sections for row in section.demands]
        found[supplier, language] = lists[key]
    return found


def _question(demand: Demand) -> dict[str, object]:
    control = demand.control
    return {
        "number": demand.number,
        "heading": control.title[:300],
        "wording": control.said("supplier"),
        "evidence": evidence_words(demand),
        "control": control,
    }
