"""What computed lists are about: something of each kind that is missing, late or open, in one unit."""

from datetime import date, timedelta

from django.utils import timezone

from akropolis.assurance.patterns.models import PatternFollowing, SecurityPattern
from akropolis.assurance.training.models import Course
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.records.writer import Writer
from akropolis.events.incidents.models import Incident, Track, TrackRegime, TrackStep
from akropolis.events.incidents.rules.tracks import OWN
from akropolis.graph.assets.models import Node
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.offers.models import GapException, Offer, Question
from akropolis.graph.suppliers.models import Supplier, SupplierCertificate
from akropolis.privacy.impact_assessments.models import ThresholdTest
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.service_objects.models import ServiceObject
from akropolis.shared.actions.models import Action
from tests.factories import documents
from tests.factories.graphs import decide, depend, information, service

START = date(2019, 1, 1)


def three(w: Writer, unit: Unit, name: str, late: timedelta) -> Node:
    """Information on a service that offers too little of one thing and says nothing of others, a question on it,
    an accepted unknown level, a weak key, an action that is late, an object, a step of a track, a supplier
    without an agreement, a processing that needs an impact assessment, a person without training, and a followed
    pattern. Gives the service."""
    today = timezone.localdate()
    base = service(w, unit, f"Tjänst {name}")
    told = information(w, unit, f"Uppgifter {name}", people=late.days)
    depend(w, told, base, kind="handled_by")
    decide(w, told, 3, 2, late.days)
    said = {"confidentiality": late.days - 1, "evidence": "G", "stated_by": "S"}
    w.create(Offer, {"node": base, "stated_on": today, **said})
    w.create(Question, {"node": base, "unit": unit, "text": "Loggas det?", "asked_by": "A", "asked_at": w.at})
    decided = {"decider_name": "D", "decider_role": "Chef", "decided_on": today, "reason": f"Byts {name}"}
    accepted = {"node": base, "unit": unit, "aspect": "integrity", "demanded": 2, "offered": None}
    w.create(GapException, {**accepted, **decided, "valid_to": today + 100 * late})
    w.create(CryptoAsset, {"name": f"Nyckel {name}", "algorithm": "SHA-1", "owner_unit": unit})
    w.create(ServiceObject, {"name": f"Objekt {name}", "owner_unit": unit})
    w.create(Action, {"title": f"Åtgärd {name}", "owner_unit": unit, "due_on": today - late})
    agreed = {
        "name": f"Biträde {name}",
        "owner_unit": unit,
        "shared": False,
        "processor_agreement": "missing",
    }
    ended = {"supplier": w.create(Supplier, agreed), "standard": "SOC 2", "valid_until": today - late}
    w.create(SupplierCertificate, ended)
    event = w.create(Incident, {"title": f"Händelse {name}", "owner_unit": unit, "occurred_at": w.at})
    track = w.create(
        Track, {"incident": event, "owner_unit": unit, "title": name, "regime": TrackRegime.OTHER}
    )
    w.create(TrackStep, {"track": track, "clock": OWN, "name": f"Steg {name}", "due_at": w.at + late})
    processing = w.create(Processing, {"title": f"Behandling {name}", "owner_unit": unit})
    tested = {"tested_on": today, "tested_by": "T", "result": "needed", "make": True}
    path = {"answers": [{"key": "wp248-4"}], "basis": {"people": None}}
    w.create(ThresholdTest, {"processing": processing, **tested, **path})
    _untrained(w, unit, name)
    document = documents.document(unit, f"Mönster {name}", kind="pattern")
    documents.decided(document)
    values = {"title": f"Mönster {name}", "owner_unit": unit, "shared": False, "document": document}
    w.create(PatternFollowing, {"node": base, "pattern": w.create(SecurityPattern, values), "since": today})
    return base


def _untrained(w: Writer, unit: Unit, name: str) -> None:
    """A person whose role in the unit must have a course of its own."""
    key = f"skolas-{unit.code}-{name[-1]}"
    role = w.create(Role, {"code": key, "name": key, "grants": ["organisation:role:read"]})
    person = w.create(User, {"username": key, "name": f"Elev {name}", "password": "!"})
    w.create(Appointment, {"user": person, "role": role, "unit": unit, "valid_from": START})
    asked = {"audience": "management", "roles": [key], "source": "x", "valid_from": START}
    w.create(Course, {"name": f"Kurs {name}", **asked})
