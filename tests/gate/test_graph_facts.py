"""What utb has said and done around shared things: offers, questions, acceptances, lowerings, incidents and reasons."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import Incident, IncidentNode, IncidentUnit
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import Dependency, Lowering, Node, Service
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.information.services import reasons
from akropolis.graph.offers.models import Controllership, GapException, Offer, Question
from tests.assets.crossing import crossing
from tests.factories.graphs import DECIDER, decide, depend, information, node_of, service
from tests.gate.test_graph import addresses, said
from tests.world import SYSTEM, WORD, World

LAST = date(2199, 1, 1)
OTHER = (
    "/", "/att-gora/", "/incidenter/", "/atgarder/", "/beroenden/", "/informationsmangder/", "/ai-system/",
    "/incidenter/exportera/?format=csv", "/beroenden/exportera/?format=xlsx", "/api/v1/incidents",
    "/api/v1/dependencies", "/api/v1/actions", "/api/v1/nodes",
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(stage: World, django_db_blocker: Any) -> dict[str, Node]:
    """The small graph across units, with utb's own facts around it."""
    with django_db_blocker.unblock():
        found = crossing(stage)
        with writing(SYSTEM) as w:
            _stated(w, stage, found)
            _happened(w, stage, found)
            _hidden(w, stage, found)
        reasons.raise_found_reasons(timezone.now())
    return found


def _stated(w: Writer, world: World, nodes: dict[str, Node]) -> None:
    today, utb = timezone.localdate(), world.units["utb"]
    same: dict[str, Any] = {"node": nodes["journal"], "unit": utb}
    w.create(Question, same | {"text": WORD, "asked_by": WORD, "asked_at": w.at})
    w.create(Controllership, same | {"role": "controller", "basis": WORD})
    gap = {"aspect": "confidentiality", "demanded": 3, "reason": WORD, "decided_on": today, "valid_to": LAST}
    w.create(GapException, {**same, **gap, **DECIDER})
    offered = {"node": nodes["reserv"], "confidentiality": 1, "evidence": WORD, "stated_on": today}
    w.create(Offer, offered | {"stated_by": WORD})
    tied = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    lowered = {"dependency": tied, "aspect": "confidentiality", "level": 2, "reason": WORD}
    w.create(Lowering, {**lowered, **DECIDER, "valid_from": today, "valid_to": LAST})


def _happened(w: Writer, world: World, nodes: dict[str, Node]) -> None:
    happened: dict[str, Any] = {"occurred_at": w.at, "status": "reported", "severity": 2}
    known = Service.everything.get(pk=nodes["journal"].record)
    own = {"title": f"Stopp {WORD}", "owner_unit": world.units["utb"], "service": known}
    w.create(IncidentNode, {"incident": w.create(Incident, happened | own), "node": nodes["journal"]})
    both = w.create(Incident, happened | {"title": "Gemensamt", "owner_unit": world.units["stad"]})
    for name in ("moln", "reserv", "elever"):
        w.create(IncidentNode, {"incident": both, "node": nodes[name]})
    w.create(IncidentUnit, {"incident": both, "unit": world.units["kul"]})


def _hidden(w: Writer, world: World, nodes: dict[str, Node]) -> None:
    """Things of utb's around the neighbour's own, written by someone who sees the whole city."""
    utb, soon = world.units["utb"], timezone.localdate() + timedelta(days=5)
    w.create(AiSystem, {"name": f"AI {WORD}", "purpose": WORD, "owner_unit": utb})
    key = {"name": f"Nyckel {WORD}", "algorithm": "RSA", "certificate_to": soon, "owner_unit": utb}
    depend(w, nodes["elever"], node_of(w, w.create(CryptoAsset, key)))
    late = information(w, utb, f"Utgår {WORD}")
    decide(w, late, 3, valid_to=soon)
    depend(w, late, nodes["journal"])
    own = service(w, utb, f"Privat {WORD}")
    depend(w, nodes["lån"], own)
    depend(w, own, nodes["moln"])


def test_the_neighbour_reads_none_of_it_anywhere(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    incidents = [f"/incidenter/{row.pk}/" for row in Incident.everything.all()]
    own = {name: nodes[name] for name in ("lån", "journal", "moln")}
    opened, found = 0, []
    for address in (*OTHER, *incidents, *addresses(own)):
        answer = client.get(address)
        if answer.status_code == 200:
            opened += 1
            found += [address] if WORD in said(answer) else []
    assert found == []
    assert opened > 25


def test_it_is_there_to_be_read(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("auditor")
    journal, moln = nodes["journal"].record, nodes["moln"].record
    for address in (
        f"/tjanster/{journal}/gemensam/",
        f"/graf/{moln}/rackvidd/",
        "/incidenter/",
        "/atgarder/",
    ):
        assert WORD in said(client.get(address)), address
