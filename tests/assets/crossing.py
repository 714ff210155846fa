"""A small graph across units that all tests of the graph can use: what utb and kul share, and what each keeps.

    skolhälsa (process, utb) ──► elever (information, utb) ─┐
                                 lån (information, kul) ────┴► journal (service: stad owns, hamn operates, shared)
    journal ──► kluster (platform, hamn) ──► moln (supplier, stad, shared)
                kluster ⇄ inloggning (service, hamn): a ring of dependencies
    reserv (service, utb) ──► moln

`elever` is classified K3 R2 T2 S1 and `lån` K2 R3 T1, so `journal` has K3 R3 T2 S1. Everything of utb's own has
`tests.world.WORD` in its name. What they may see: `owner` (utb) and `neighbour` (kul) open journal and moln, and
know of kluster and inloggning that they stand between; `operator` (a samordnare at hamn, made here) opens journal,
kluster and inloggning, and sees elever, lån and skolhälsa in summary; nobody but utb sees reserv.
"""

from typing import Any

from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import GraphRecord, Node, Platform, Process
from akropolis.graph.suppliers.models import Supplier
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, WORD, World

EDGES = (
    ("skolhälsa", "uses", "elever"),
    ("elever", "handled_by", "journal"),
    ("lån", "handled_by", "journal"),
    ("journal", "runs_on", "kluster"),
    ("kluster", "delivered_by", "moln"),
    ("kluster", "uses", "inloggning"),
    ("inloggning", "runs_on", "kluster"),
    ("reserv", "delivered_by", "moln"),
)


def crossing(world: World) -> dict[str, Node]:
    """The nodes by short name, written, with levels. Adds the person `operator` to the world."""
    with writing(SYSTEM) as w:
        world.add(w, "operator", "Signe Holm", "samordnare", "hamn")
        nodes = _nodes(w, world)
        for source, kind, target in EDGES:
            depend(w, nodes[source], nodes[target], kind=kind)
        decide(w, nodes["elever"], 3, 2, 2, 1)
        decide(w, nodes["lån"], 2, 3, 1)
    for node in nodes.values():
        node.refresh_from_db()
    return nodes


def _nodes(w: Writer, world: World) -> dict[str, Node]:
    utb, kul, hamn, stad = (world.units[code] for code in ("utb", "kul", "hamn", "stad"))

    def made(model: type[GraphRecord], values: dict[str, Any]) -> Node:
        return node_of(w, w.create(model, values))

    return {
        "skolhälsa": made(
            Process, {"name": f"Skolhälsovård {WORD}", "owner_unit": utb, "tolerated_hours": 4}
        ),
        "elever": information(w, utb, f"Elevhälsojournaler {WORD}", people=1200),
        "lån": information(w, kul, "Lånade böcker"),
        "journal": service(w, stad, "Journalsystem", operator_unit=hamn, shared=True),
        "kluster": made(Platform, {"name": "Hamnens kluster", "owner_unit": hamn}),
        "inloggning": service(w, hamn, "Hamnens inloggning"),
        "moln": made(Supplier, {"name": "Molnbolaget AB", "owner_unit": stad}),
        "reserv": service(w, utb, f"Reservrutin {WORD}"),
    }
