"""Notes when a dependency is saved: something critical now depends on the target alone, or a ring closes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import listing
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.assets.rules.graph import cycles
from akropolis.graph.assets.selectors.floods import archived, in_force
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.blast_radius.rules.concentration import Need, demanding, foundations, newly_felled
from akropolis.graph.blast_radius.selectors import concentration

BECAUSE = (
    "a ring or a single foundation is one, whoever may read what lies in it; sight decides what is named"
)
NAMED = 3
"""Maximum number of critical nodes without an alternative that a note names; further ones are counted."""


def notes(access: Access, rows: Sequence[Dependency]) -> dict[UUID, list[str]]:
    """Return a dict from dependency id to notes, for dependencies that are stored or about to be; most have
    none.

    Many dependencies are handled together, in a fixed number of queries. Names and counts are of what the
    user may see.
    """
    day = timezone.localdate()
    live = [row for row in rows if _holds(row, day)]
    if not live:
        return {}
    sight = Sight(access)
    alone: Mapping[int, tuple[Sequence[VisibleNode], int]]
    if len(live) == 1 and not live[0]._state.adding:
        row = live[0]
        seen = _critical_seen(sight, concentration.newly_alone(row, day=day))
        alone, ringed = {row.target_id: (seen[:NAMED], len(seen))}, _stored_ring(row)
    else:
        alone, ringed = _alone(live, day, sight), _rings(live, day)
    found: dict[UUID, list[str]] = {}
    for row in live:
        sentences = [*_on_alone(row, *alone.get(row.target_id, ((), 0))), *_on_ring(row, ringed)]
        if sentences:
            found[row.pk] = sentences
    return found


def _holds(row: Dependency, day: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_to is None or row.valid_to >= day) and row.archived_at is None


def _critical_seen(sight: Sight, nodes: Iterable[int]) -> list[VisibleNode]:
    """Return those of the nodes that the user may see and sees to be critical, sorted by name."""
    told = [each for each in sight.of(sorted(nodes)).values() if each.open or demanding(each.levels)]
    return sorted(told, key=lambda each: each.label)


def _on_alone(row: Dependency, named: Sequence[VisibleNode], count: int) -> list[str]:
    if not count:
        return []
    shown = [each.label for each in named]
    if count > len(named):
        shown.append(_("%(count)s more") % {"count": count - len(named)})
    sentence = ngettext(
        "%(names)s is critical and now stands on %(target)s alone. Note an alternative, or plan for an outage.",
        "%(names)s are critical and now stand on %(target)s alone. Note an alternative, or plan for an outage.",
        count,
    )
    return [sentence % {"names": listing(shown, _("and")), "target": row.target.name}]


def _on_ring(row: Dependency, ringed: Collection[UUID]) -> list[str]:
    if row.pk not in ringed:
        return []
    sentence = _(
        "%(source)s and %(target)s depend on each other, directly or through others. In such a ring all have the "
        "highest level of any, and an outage of one reaches all."
    )
    return [sentence % {"source": row.source.name, "target": row.target.name}]


def _stored_ring(row: Dependency) -> set[UUID]:
    rows = Node.objects.unscoped(because=BECAUSE).filter(pk__in=(row.source_id, row.target_id)).order_by()
    found = set(rows.values_list("cycle", flat=True))
    return {row.pk} if len(found) == 1 and None not in found else set()


def _rings(rows: Sequence[Dependency], day: date) -> set[UUID]:
    gone = archived(day)
    stored = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    ends = [*stored.values_list("source_id", "target_id"), *((row.source_id, row.target_id) for row in rows)]
    nodes = {node for pair in ends for node in pair} - gone
    found = cycles(nodes, ends)
    return {
        row.pk for row in rows if row.source_id in found and found[row.source_id] == found.get(row.target_id)
    }


def _alone(
    rows: Sequence[Dependency], day: date, sight: Sight
) -> dict[int, tuple[Sequence[VisibleNode], int]]:
    """Return what each target newly bears alone through all the rows together: the first by name, and the count."""
    critical = cached_graph(concentration.critical, day)
    seen = {each.id: each for each in _critical_seen(sight, (one.thing.node for one in critical))}
    if not seen:
        return {}
    own = {row.pk for row in rows}
    stored = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    columns = ("pk", "source_id", "target_id", "alternative", "kind")
    before: list[Need] = [
        concentration.as_need(*row[1:]) for row in stored.values_list(*columns) if row[0] not in own
    ]
    after = [
        concentration.as_need(row.source_id, row.target_id, row.alternative, str(row.kind)) for row in rows
    ]
    targets = {row.target_id for row in rows}
    was, now = foundations(before, targets), foundations([*before, *after], targets)
    found = newly_felled(was, now, seen, named=NAMED)
    return {target: ([seen[node] for node in nodes], count) for target, (nodes, count) in found.items()}
