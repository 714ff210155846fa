"""The picture around a node, as one user sees it: boxes with their places, and the lines between them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Dependency, DependencyKind, Node
from akropolis.graph.assets.rules import picture as rules
from akropolis.graph.assets.rules.picture import Folded, Spot
from akropolis.graph.assets.selectors.floods import BECAUSE, downstream, in_force, upstream
from akropolis.graph.assets.selectors.sight import MANY, Sight, VisibleNode, Way, unit_names
from akropolis.shared.classification.rules.aspects import BITS, LETTERS, ORDER, Aspect

MOST = 300
"""Maximum number of boxes at a time."""
FEW = 60
"""Number of boxes up to which the names can be read without zooming in."""


class PictureDirection(StrEnum):
    """Direction of the picture: what depends on its start node (`UP`), what that depends on (`DOWN`), or both."""

    UP = "upp"
    DOWN = "ner"
    BOTH = "bada"


@dataclass(frozen=True, slots=True)
class PictureBox:
    """A box of the picture: one node, or several nodes.

    `key` counts from 0 within the picture, the start node first. `seen` is None for a box of several nodes;
    it then holds `count` nodes of `unit`, and `unit_code` is the parameter that opens it (empty if several
    units share it). `level` is the highest known level of its nodes in all aspects, 0 if none is known.
    """

    key: int
    seen: VisibleNode | None
    count: int
    level: int
    unit: str
    unit_code: str
    distance: int
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class PictureLine:
    """All dependencies of the box with key `source` on the box with key `target`, as one line.

    `kept` holds the letters of the aspects in which the demand is not inherited, among those in which some
    node in the picture has a level.
    """

    source: int
    target: int
    kinds: tuple[DependencyKind, ...]
    alternative: bool
    kept: str


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """The whole picture. `nodes` is the number of nodes in the boxes, which hold every node that the user sees."""

    start: VisibleNode
    direction: PictureDirection
    boxes: tuple[PictureBox, ...]
    lines: tuple[PictureLine, ...]
    nodes: int

    @property
    def shown(self) -> list[PictureBox]:
        """Return the boxes with one node each."""
        return [box for box in self.boxes if box.seen is not None]

    @property
    def folded(self) -> list[PictureBox]:
        """Return the boxes with several nodes."""
        return [box for box in self.boxes if box.seen is None]


def picture(
    access: Access,
    node: int,
    *,
    direction: PictureDirection = PictureDirection.UP,
    opened: Collection[str] = (),
    most: int = FEW,
    day: date | None = None,
) -> GraphPicture:
    """Return the picture around the node on the day: what depends on it, what it depends on, or both.

    It has at most `most` boxes; nodes without a box of their own share one per unit. If `most` is at most
    FEW, nodes get boxes of their own one whole distance at a time. `opened` are the codes of units whose
    nodes come first. Raises Hidden for a node that the user does not see. About fifteen queries, whatever
    the size.
    """
    day = day or timezone.localdate()
    sight = Sight(access, day=day)
    distances = _distances(node, direction, day)
    ways = sight.ways(distances, node)
    if ways.get(node) in (None, Way.MASKED):
        raise Hidden
    spots, used = _spots(distances, ways)
    folding = rules.fold(spots, min(most, MOST), opened, by_unit=most <= FEW)
    shown = sight.told({spot.node: ways[spot.node] for spot in folding.shown})
    drawing = _Drawing(node, distances, shown, folding.folded)
    lines = list(_lines(ways.keys(), day, drawing.keys, used))
    return GraphPicture(shown[node], direction, drawing.boxes(lines), tuple(lines), len(ways))


def _distances(node: int, direction: PictureDirection, day: date) -> dict[int, int]:
    """Return each node's distance; negative for what the node depends on. Nodes on both sides get the nearer one."""
    found: dict[int, int] = {}
    if direction is not PictureDirection.DOWN:
        found = {other: step for other, (step, _before) in upstream([node], day).items()}
    if direction is not PictureDirection.UP:
        for other, (step, _before) in downstream([node], day).items():
            if step < found.get(other, step + 1):
                found[other] = -step
    return found


def _spots(distances: Mapping[int, int], ways: Mapping[int, Way]) -> tuple[list[Spot], set[Aspect]]:
    """Return the nodes to be drawn, and the aspects in which at least one of them has a level that the user sees."""
    rows = Node.objects.unscoped(because=BECAUSE).order_by()
    if len(ways) <= MANY:
        rows = rows.filter(pk__in=list(ways))
    spots, used = [], set[Aspect]()
    for pk, unit, order, *levels in rows.values_list("pk", "owner_unit__code", "sort_key", *ORDER):
        if pk not in ways:
            continue
        # Of a masked node nothing may be told by where it stands.
        known = {} if ways[pk] is Way.MASKED else dict(zip(ORDER, levels, strict=True))
        demanded = {aspect: level for aspect, level in known.items() if level is not None}
        used |= demanded.keys()
        spots.append(
            Spot(pk, unit, distances[pk], max(demanded.values(), default=-1), order if known else "")
        )
    return spots, used


class _Drawing:
    """The boxes of a picture; `keys` gives the key of the box that each node is in."""

    def __init__(
        self,
        start: int,
        distances: Mapping[int, int],
        shown: Mapping[int, VisibleNode],
        folded: Iterable[Folded],
    ) -> None:
        self.distances, self.shown, self.folded = distances, shown, list(folded)
        number = count()
        self.keys = {start: next(number)}
        self.keys |= {node: next(number) for node in shown if node != start}
        for those in self.folded:
            self.keys |= dict.fromkeys(those.nodes, next(number))
        self.units = unit_names([box.unit for box in self.folded])

    def boxes(self, lines: Iterable[PictureLine]) -> tuple[PictureBox, ...]:
        """Return every box with its column and row, sorted by key."""
        there = rules.place_boxes(list(self._to_place()), ((line.source, line.target) for line in lines))
        made = [
            PictureBox(
                self.keys[node],
                seen,
                1,
                max(filter(None, seen.levels), default=0),
                seen.unit,
                seen.unit_code,
                self.distances[node],
                *there[self.keys[node]],
            )
            for node, seen in self.shown.items()
        ]
        for those in self.folded:
            name = self.units.get(those.unit, _("Other units"))
            key = self.keys[those.nodes[0]]
            made.append(
                PictureBox(
                    key,
                    None,
                    len(those.nodes),
                    max(those.level, 0),
                    name,
                    those.unit,
                    those.distance,
                    *there[key],
                )
            )
        return tuple(sorted(made, key=lambda box: box.key))

    def _to_place(self) -> Iterator[rules.LayoutBox]:
        groups: dict[str, int] = {}
        for order, (node, seen) in enumerate(self.shown.items()):
            group = groups.setdefault(seen.unit_code, len(groups))
            yield rules.LayoutBox(self.keys[node], self.distances[node], group, order)
        for those in self.folded:
            group = groups.setdefault(those.unit, len(groups))
            yield rules.LayoutBox(self.keys[those.nodes[0]], those.distance, group, len(self.shown))


def _lines(
    nodes: Collection[int], day: date, keys: Mapping[int, int], used: Collection[Aspect]
) -> Iterator[PictureLine]:
    """Yield one line per pair of boxes with dependencies between their nodes."""
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    if len(nodes) <= MANY:
        rows = rows.filter(Q(source_id__in=nodes) & Q(target_id__in=nodes))
    found: dict[tuple[int, int], list[tuple[str, int, bool]]] = {}
    columns = ("source_id", "target_id", "kind", "passes", "alternative")
    for source, target, kind, passes, alternative in rows.values_list(*columns):
        if source in nodes and target in nodes and keys[source] != keys[target]:
            found.setdefault((keys[source], keys[target]), []).append((kind, passes, alternative))
    for (source, target), those in sorted(found.items()):
        yield _line(source, target, those, used)


def _line(
    source: int, target: int, those: Collection[tuple[str, int, bool]], used: Collection[Aspect]
) -> PictureLine:
    kinds = {kind for kind, _passes, _alternative in those}
    passes = 0
    for _kind, bits, _alternative in those:
        passes |= bits
    return PictureLine(
        source,
        target,
        tuple(kind for kind in DependencyKind if kind in kinds),
        all(alternative for _kind, _bits, alternative in those),
        "".join(LETTERS[aspect] for aspect in ORDER if aspect in used and not passes & BITS[aspect]),
    )
