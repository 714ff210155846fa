"""The paths by which nodes got their levels, as far as one user may see them, also as sentences.

A stored answer (`NodeLevel`) holds the next node on the path to the source of the demand. The paths of
all nodes are followed together, one step per query. What remains after STEPS steps is read in one query,
since all nodes on a path have the same source.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akropolis.base.lib.swedish import listing
from akropolis.graph.assets.models import NodeLevel
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from akropolis.shared.classification.rules.aspects import ORDER, in_letters

STEPS = 5
"""Number of steps read with one query each."""

type Place = tuple[int, int]
"""A node's id, and the index of an aspect."""
type Answer = tuple[int, int | None, int]
"""The effective level, the next node on the path to the source, and the source (where the level was decided)."""
type Stored = tuple[int, int, int, int | None, int]
"""An answer with its place, as read: node, aspect index, level, next node, source."""


@dataclass(frozen=True, slots=True)
class Path:
    """Why a node has its levels in some aspects. `steps` are the nodes between source and node, from the source.

    Nodes that the user does not see are left out of `steps`. Where the levels were decided for the node
    itself (`own`), `source` is None and `steps` empty.
    """

    levels: Mapping[str, int]
    source: VisibleNode | None = None
    steps: tuple[VisibleNode, ...] = ()

    @property
    def own(self) -> bool:
        """Return whether the levels were decided for the node itself."""
        return self.source is None

    def alone(self, aspect: str) -> "Path":
        """Return the same path with the level of one aspect only."""
        return replace(self, levels={aspect: self.levels[aspect]})

    @property
    def letters(self) -> str:
        """Return the levels as officials write them: `K3 S1`."""
        return in_letters(self.levels)


def paths(sight: Sight, nodes: Collection[int]) -> dict[int, list[Path]]:
    """Return node → its paths; aspects whose levels came the same way share one path.

    The paths are sorted in the order of the aspects. A fixed number of queries, whatever the number of nodes
    and the length of the paths. The caller has checked that the nodes may be shown.
    """
    answers = _answers(nodes)
    chains: dict[int, dict[tuple[int, ...], dict[str, int]]] = {node: {} for node in nodes}
    for (node, place), (level, _via, _source) in sorted(answers.items()):
        if node in chains:
            chain = tuple(_chain(answers, node, place))
            chains[node].setdefault(chain, {})[ORDER[place]] = level
    seen = _seen(sight, [chain for found in chains.values() for chain in found])
    return {
        node: [_path(levels, chain, seen) for chain, levels in found.items()]
        for node, found in chains.items()
    }


def _path(levels: Mapping[str, int], chain: tuple[int, ...], seen: Mapping[int, VisibleNode]) -> Path:
    if not chain:
        return Path(levels)
    *steps, source = chain
    return Path(levels, seen[source], tuple(seen[step] for step in reversed(steps) if step in seen))


def _seen(sight: Sight, chains: Iterable[tuple[int, ...]]) -> dict[int, VisibleNode]:
    """Return all nodes on the paths. The source of a demand is at least masked: a demand must have a reason."""
    chains = [chain for chain in chains if chain]
    sources = {chain[-1] for chain in chains}
    asked = sources | {step for chain in chains for step in chain}
    return sight.told(dict.fromkeys(sources, Way.MASKED) | sight.ways(asked))


def _chain(answers: Mapping[Place, Answer], node: int, place: int) -> Iterable[int]:
    """Yield the nodes on the path from the node to the source: the next node first, the source last."""
    via = answers[node, place][1]
    while via is not None:
        yield via
        via = answers[via, place][1] if (via, place) in answers else None


def _answers(nodes: Collection[int]) -> dict[Place, Answer]:
    """Return the stored answers, keyed by place, of the nodes and of all nodes on their paths."""
    found: dict[Place, Answer] = {}
    waiting = {(node, place) for node in nodes for place in range(len(ORDER))}
    for _step in range(STEPS):
        if not waiting:
            return found
        rows = NodeLevel.objects.filter(node_id__in={node for node, _place in waiting})
        fresh = {key: answer for key, answer in _read(_columns(rows)) if key in waiting}
        found |= fresh
        waiting = {(via, place) for (_node, place), (_l, via, _s) in fresh.items() if via is not None}
        waiting -= found.keys()
    if waiting:
        found |= dict(_read(_columns(NodeLevel.objects.filter(_same_source(found, waiting)))))
    return found


def _same_source(found: Mapping[Place, Answer], waiting: Collection[Place]) -> Q:
    """Return a filter of the answers that have the same source as the paths that lead to the places in `waiting`."""
    wanted: dict[int, set[int]] = {}
    for (_node, place), (_level, via, source) in found.items():
        if (via, place) in waiting:
            wanted.setdefault(place, set()).add(source)
    condition = Q(pk__in=[])
    for place, sources in wanted.items():
        condition |= Q(aspect=place, source_id__in=sources)
    return condition


def _columns(rows: QuerySet[NodeLevel]) -> QuerySet[NodeLevel, Stored]:
    return rows.order_by().values_list("node_id", "aspect", "level", "via_id", "source_id")


def _read(rows: Iterable[Stored]) -> Iterable[tuple[Place, Answer]]:
    for node, place, level, via, source in rows:
        yield (node, place), (level, via, source)


# In words


def sentence(path: Path) -> str:
    """Return the path in words: `K3 från Elevhälsojournal (Utbildningsnämnden) via Journalsystem`."""
    steps = listing([step.label for step in path.steps], _("and"))
    return _frame(path).format(levels=path.letters, source=_with_unit(path.source), steps=steps)


def html_sentence(path: Path) -> SafeString:
    """Return `sentence(path)` as HTML, with links to open nodes and the other nodes' names emphasised."""
    source: str = ""
    if path.source is not None:
        unit = "" if path.source.masked else f" ({path.source.unit})"
        source = format_html("{}{}", node_html(path.source), unit)
    steps = _listed([node_html(step) for step in path.steps])
    return format_html(_frame(path), levels=path.letters, source=source, steps=steps)


def html_source(path: Path) -> SafeString:
    """Return where the levels on the path come from, as HTML: the source with its unit, and the way from it."""
    if path.source is None:
        return format_html("{}", _("its own classification"))
    unit = "" if path.source.masked else f", {path.source.unit}"
    steps = _listed([node_html(step) for step in path.steps])
    via = format_html(_(", via {steps}"), steps=steps) if steps else ""
    return format_html("{}{}{}", node_html(path.source), unit, via)


def node_html(seen: VisibleNode) -> SafeString:
    """Return a node as HTML for a sentence: a link if open, plain text if masked, otherwise its name emphasised."""
    if seen.masked:
        return format_html("{}", seen.label)
    if not seen.url:
        return format_html("<em>{}</em>", seen.label)
    return format_html('<a href="{}">{}</a>', seen.graph_url, seen.label)


def _frame(path: Path) -> str:
    if path.own:
        return _("{levels} by its own classification")
    return _("{levels} from {source} via {steps}") if path.steps else _("{levels} from {source}")


def _with_unit(seen: VisibleNode | None) -> str:
    """Return the source's label with its unit, empty without a source. A masked label already names the unit."""
    if seen is None:
        return ""
    return seen.label if seen.masked else f"{seen.label} ({seen.unit})"


def _listed(parts: list[SafeString]) -> SafeString:
    if len(parts) < 2:
        return format_html_join("", "{}", ((part,) for part in parts))
    head = format_html_join(", ", "{}", ((part,) for part in parts[:-1]))
    return format_html("{} {} {}", head, _("and"), parts[-1])
