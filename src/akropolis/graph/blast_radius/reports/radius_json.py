"""What an outage or a breach reaches, as JSON values: the same for the API and the command."""

from collections.abc import Sequence
from typing import Any

from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import VisibleNode
from akropolis.graph.blast_radius.reports.radius_words import describe_radius
from akropolis.graph.blast_radius.rules.radius import HIDDEN, Levels, RadiusTotals, ReachedRow
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine
from akropolis.shared.classification.rules.aspects import ORDER


def answer_json(radius: Radius) -> dict[str, Any]:
    """Return a dict of the question, and the answer in sentences, in figures and by unit."""
    told = describe_radius(radius)
    return {
        "node": _node(radius.node),
        "event": radius.event.value,
        "day": radius.day.isoformat(),
        "answer": told.lead,
        "not_known": told.missing,
        "grounds": told.grounds,
        "left_out": radius.left,
        "totals": {**_totals(radius.whole, radius), **_open(radius.open_count, radius)},
        "units": [
            {
                "unit": unit_of(hit.unit),
                "ended": hit.unit.valid_to.isoformat() if hit.ended and hit.unit.valid_to else None,
                **_totals(hit.totals, radius),
                **_open(lambda kind, hit=hit: hit.open.get(kind, 0), radius),
            }
            for hit in radius.hit
        ],
    }


def rows_json(radius: Radius, chosen: Sequence[ReachedRow]) -> list[dict[str, object]]:
    """Return the chosen rows as dicts, each with its shortest path."""
    return [_row(shown) for shown in radius.shown(chosen)]


def unit_of(unit: Unit) -> dict[str, str]:
    """Return a dict of the unit's code and name."""
    return {"code": unit.code, "name": unit.name}


def _node(node: Node) -> dict[str, object]:
    return {
        "id": str(node.record),
        "number": node.number,
        "name": node.name,
        "kind": node.kind,
        "unit": unit_of(node.owner_unit),
    }


def _totals(totals: RadiusTotals, radius: Radius) -> dict[str, object]:
    return {
        "rows": totals.rows,
        "kinds": dict(sorted(totals.kinds.items())),
        "levels": _levels(tuple(totals.levels)),
        "people": None if radius.earlier else totals.people,
        "people_not_stated": totals.people_unknown,
        "not_classified": totals.unclassified,
        "shortest_outage_minutes": totals.outage,
        "outage_not_stated": totals.outage_unknown,
        "alternative_on_every_way": totals.spared,
    }


def _open(count: Any, radius: Radius) -> dict[str, int | None]:
    if radius.earlier:
        return {"open_incidents": None, "open_actions": None}
    return {"open_incidents": count(FactKind.INCIDENT), "open_actions": count(FactKind.ACTION)}


def _levels(levels: Levels) -> dict[str, int | None]:
    return {aspect.value: level for aspect, level in zip(ORDER, levels, strict=True)}


def _row(shown: RadiusLine) -> dict[str, object]:
    row, controller = shown.row, shown.controller
    return {
        **seen_json(shown.seen),
        "levels": _levels(row.levels),
        "people": None if row.people == HIDDEN else row.people,
        "outage_minutes": None if row.outage == HIDDEN else row.outage,
        "distance": row.distance,
        "alternative_on_every_way": not row.firm,
        "way": [seen_json(step) for step in shown.steps],
        "controller": {**unit_of(controller.unit), "stated": controller.stated} if controller else None,
        "open": [{"kind": f.kind.value, "label": f.label, "url": f.url} for f in shown.facts],
    }


def seen_json(seen: VisibleNode) -> dict[str, object]:
    """Return a dict of a node's data, as far as the reader may see it."""
    return {
        "id": str(seen.record) if seen.record else None,
        "number": seen.number,
        "name": seen.label,
        "kind": seen.kind.value,
        "unit": {"code": seen.unit_code, "name": seen.unit},
    }
