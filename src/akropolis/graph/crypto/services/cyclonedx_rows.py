"""Finding of register rows for a bill's parts: read from the database, paired by `rules.cyclonedx.matching`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Dependency, GraphRecord, Node
from akropolis.graph.crypto.rules.cyclonedx import matching
from akropolis.graph.crypto.rules.cyclonedx.bill import BillPart, Sort
from akropolis.graph.crypto.rules.cyclonedx.matching import Traits
from akropolis.graph.crypto.services.cyclonedx_parts import MODELS, traits_of_row, with_canonical_purl


@dataclass(frozen=True, slots=True)
class BillRows:
    """The existing rows of parts (`found`), and the names of new rows (`names`), both keyed by ref.

    `left` are rows that only the bill's own node depends on and that match no part, though the file names
    their package or asset: versions that the file no longer contains.
    """

    found: dict[str, GraphRecord] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    left: list[GraphRecord] = field(default_factory=list)


def not_ended() -> Q:
    """Return the condition for dependencies that have not ended, those that begin later included."""
    ahead = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.localdate())
    return ahead & Q(archived_at__isnull=True)


def own_below(node: Node) -> set[UUID]:
    """Return the unit's records that `node` depends on, near or far, and nobody else does. Two queries."""
    edges = Dependency.objects.unscoped(
        because="a row that others stand on is not changed, whoever may see them"
    )
    edges = edges.filter(not_ended(), target__owner_unit_id=node.owner_unit_id).order_by()
    ids = matching.exclusive_dependencies(node.pk, edges.values_list("source_id", "target_id"))
    nodes = Node.objects.unscoped(because="their rows are read through the gate")
    of_unit = nodes.filter(owner_unit_id=node.owner_unit_id).order_by().values_list("pk", "record")
    return {record for pk, record in of_unit if pk in ids} if ids else set()


def rows_of(
    access: Access, node: Node, sort: Sort, parts: Sequence[BillPart], mine: Sequence[Traits], own: set[UUID]
) -> BillRows:
    """Pair the parts of one sort with rows in use of the node's unit. No two parts may be equal.

    `mine` are the parts' identifying values, in the same order as the parts; `own` is the result of
    `own_below`.
    """
    stored = MODELS[sort].objects.visible(access)
    stored = stored.filter(owner_unit_id=node.owner_unit_id, archived_at__isnull=True)
    rows: list[GraphRecord] = list(stored.order_by("created_at", "pk"))
    theirs = [traits_of_row(sort, row) for row in rows]
    near = {place for place, row in enumerate(rows) if row.pk in own}
    known = {part.purl for part in parts}
    theirs = [
        with_canonical_purl(each, known) if place in near else each for place, each in enumerate(theirs)
    ]
    paired = matching.pairs(mine, theirs, near)
    taken = set(paired.values())
    others = [each for place, each in enumerate(theirs) if place not in taken]
    names = matching.namesakes([*mine, *others])
    left = near - taken
    heard = {each.looser()[-1] for each in mine} if left else set()
    return BillRows(
        {parts[place].ref: rows[row] for place, row in paired.items()},
        {parts[place].ref: name for place, name in names.items() if place < len(parts)},
        [rows[place] for place in sorted(left) if theirs[place].looser()[-1] in heard],
    )
