"""The small fixed world of the tests: a city, two nämnder side by side, a bolag, and one person in each role.

`utb` is whose things it is, `kul` the neighbour who must see none of them. Everything is written through the
services, and the roles are those that come with the system.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.content import loaders
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.kernel.records.writer import Writer, kind_of, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.models import SavedView
from akropolis.events.exercises.models import Inject, Observed
from akropolis.events.incidents.models import EntryKind
from akropolis.events.incidents.services.tracks import begin
from akropolis.events.leadership.services.log import note
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.graph.ai.models import AiClassText
from akropolis.graph.crypto.models import CryptoRule
from akropolis.graph.internal_control.models import ControlResult
from akropolis.graph.offers.models import GapException, Question
from akropolis.graph.risk.models import RiskDecision
from akropolis.graph.risk.selectors.matrices import matrix_in_use
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_losses.rules.losses import LossKind
from akropolis.graph.risk_losses.services.losses import EstimateInput, estimate, reduce_loss
from akropolis.people.organisation.models import Handover, RightRequest
from akropolis.people.organisation.services import service_accounts, tokens
from akropolis.people.organisation.services.content import load_roles
from akropolis.privacy.data_requests.models import RequestSearch
from akropolis.privacy.impact_assessments.services.assessments import begin_assessment
from akropolis.privacy.service_objects.models import ObjectService
from akropolis.review.review.models import Review
from akropolis.review.review.services import directions, remarks
from akropolis.shared.evidence.models import Proof
from tests.factories import campaigns, classification, documents, graphs, matters, registers, reviews
from tests.risk.matrices import use_matrix

TODAY = date(2026, 11, 25)
START = date(2019, 1, 1)
MADE_TOO = ("controls", "effect-test-kinds", "courses")
"""Tables of which a row is made for registers that point at it, and the rest is loaded."""
PASSWORD = "korrekt-häst-batteri"
SYSTEM = system("Test")
BACKEND = "akropolis.shell.home.web.sign_in.LocalBackend"
UNITS = (
    ("stad", "Mälarstad", "city", ""),
    ("utb", "Utbildningsnämnden", "committee", "stad"),
    ("utbf", "Utbildningsförvaltningen", "administration", "utb"),
    ("kul", "Kulturnämnden", "committee", "stad"),
    ("kulf", "Kulturförvaltningen", "administration", "kul"),
    ("hamn", "Mälarstads Hamn AB", "company", "stad"),
)
PEOPLE = (
    ("owner", "Nadja Perić", "samordnare", "utb"),
    ("colleague", "Oskar Tallgren", "medarbetare", "utb"),
    ("auditor", "Birgitta Sjövall", "revisor", "stad"),
    ("neighbour", "Per-Olov Estlind", "samordnare", "kul"),
    ("outsider", "Ingen Alls", "", ""),
    ("chef", "Åke Ström", "chef", "utb"),
    ("ciso", "Katarina Vesterlund", "ciso", "stad"),
    ("admin", "Hanna Törnros", "administrator", "stad"),
)
WORD = "Havsörn"
"""Stands in every row of `utb` and nowhere else: whoever can find it has seen something of theirs."""


@cache
def hashed() -> str:
    """The password's stored form, made once: it is slow on purpose."""
    return make_password(PASSWORD)


@dataclass
class World:
    """Units by code, people by who they are in tests, a row of each register in `utb` with a file, reviews, matters."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Record] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    views: dict[str, SavedView] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    matters: dict[str, Tracked] = field(default_factory=dict)

    def access(self, who: str, day: date = TODAY) -> Access:
        """What the person may do on that day."""
        return access_for(self.people[who], day)

    def client(self, who: str = "", **headers: Any) -> Client:
        """A browser in which the person is signed in; nobody without a name."""
        client = Client(headers=headers)
        if who:
            client.force_login(self.people[who], backend=BACKEND)
        return client

    def add(self, w: Writer, username: str, name: str, role: str, unit: str) -> User:
        """One more person, with an appointment if a role is said."""
        person = w.create(User, {"username": username, "name": name, "password": hashed()})
        if role:
            held = Role.objects.unscoped(because="tests name roles by code").get(code=role)
            values = {"user": person, "role": held, "unit": self.units[unit], "valid_from": START}
            w.create(Appointment, values)
        self.people[username] = person
        return person


def build() -> World:
    """Units, roles and people, and nothing else."""
    world = World()
    load_roles(SYSTEM)
    with writing(SYSTEM) as w:
        for code, name, kind, parent in UNITS:
            usual = {"kind": kind, "valid_from": START, "reviews": kind != "administration"}
            values = {"code": code, "name": name, "parent": world.units.get(parent), **usual}
            world.units[code] = w.create(Unit, values)
        for username, name, role, unit in PEOPLE:
            world.add(w, username, name, role, unit)
    return world


def let_write(w: Writer, world: World) -> None:
    """Registers that no samordnare may write are written by the same people, by a role of the tests' own."""
    asked = {right for register in registry for right in (register.edit, register.read)}
    grants = asked - {*world.access("owner").grants}
    if not grants:
        return
    role = w.create(Role, {"code": "tests", "name": "Prov", "purpose": "Prov", "grants": sorted(grants)})
    for who, unit in (("owner", "utb"), ("neighbour", "kul"), ("ciso", "stad")):
        values = {"user": world.people[who], "role": role, "unit": world.units[unit], "valid_from": START}
        w.create(Appointment, values)


def kept() -> World:
    """The bare world, with what comes with the system."""
    world = build()
    for load in loaders:
        load(SYSTEM)
    return world


def filled() -> World:
    """The world with a row of each register in `utb`, and the threats that figures ask for."""
    world = build()
    tables.get("threats").load(SYSTEM)
    with writing(SYSTEM) as w:
        let_write(w, world)
        for register in registry.all():
            given: dict[str, Any] = {}
            given |= {"incident": world.rows["incidents"]} if register.key == "incident-tracks" else {}
            given |= {"received_on": TODAY} if register.key == "data-requests" else {}
            world.rows[register.key] = registers.row(w, register, world.units["utb"], WORD, **given)
    with writing(world.access("owner")) as w:
        for key in world.rows:
            world.views[key] = w.create(SavedView, _view(world, key))
    for key, row in world.rows.items():
        world.files[key] = attach(SYSTEM, row, name=f"{WORD}.txt", data=f"{WORD} {key}".encode())
    return world


def _view(world: World, key: str) -> dict[str, Any]:
    return {"user": world.people["owner"], "register": key, "name": WORD, "query": f"q={WORD}"}


def reviewed() -> World:
    """The filled world, with reviews: `utb` decided and under way, the city decided and out for comment."""
    world = filled()
    stad, utb = world.units["stad"], world.units["utb"]
    found = world.reviews
    found["utb-decided"] = reviews.decided(SYSTEM, utb, 2026)
    found["utb-ongoing"] = reviews.ongoing(SYSTEM, utb, 2027)
    found["stad-decided"] = reviews.decided(SYSTEM, stad, 2026)
    found["stad-circulated"] = reviews.circulated(SYSTEM, stad, 2027)
    remarks.remark(world.access("owner"), found["stad-circulated"], utb, f"{WORD}: vi håller med.")
    asked = reviews.direction(found["stad-decided"])
    directions.answer(
        world.access("owner"), asked, utb, kind="declined", reason=f"{WORD}: det görs redan av andra."
    )
    return world


def walked() -> World:
    """The reviewed world with a decision on the information set of `utb`, and a new classification under way."""
    world = reviewed()
    with writing(SYSTEM) as w:
        made = classification.classified(w, world.rows["information"], WORD)
        classification.kept(w, made.scheme)
    documents.decided(world.rows["documents"], f"{WORD}: vi klassar.", acknowledge=True)
    _demand(world)
    _walk_track(world)
    _robot(world)
    _walk_exercise(world)
    _hand_over(world)
    _ask_for_right(world)
    _picture(world)
    _judge(world)
    _matters(world)
    return world


def doubled() -> World:
    """The walked world with a second row of each register, with all that it can hold, and a graph of several steps."""
    world = walked()
    utb = world.units["utb"]
    world.matters["report"] = matters.reported(world.access("owner"), utb, WORD)
    rows: dict[str, Any] = {}
    with writing(SYSTEM) as w:
        for register in registry.all():
            given = {"incident": rows["incidents"]} if register.key == "incident-tracks" else {}
            rows[register.key] = registers.whole(w, register, utb, f"{WORD} två", **given)
        ends = {
            key: graphs.node_of(w, rows[key]) for key in ("information", "services", "platforms", "locations")
        }
        for source, target in pairwise(ends.values()):
            graphs.depend(w, source, target)
        graphs.depend(w, ends["services"], graphs.service(w, world.units["hamn"], "Delad drift", shared=True))
        graphs.decide(w, ends["information"], 2, 4, None)
    return world


def _matters(world: World) -> None:
    """What is under way beside the registers, most of it of `utb`."""
    utb = world.units["utb"]
    link: Any = world.rows["dependencies"]
    with writing(SYSTEM) as w:
        robot = User.everything.get(username="robot")
        world.matters |= {
            "objection": matters.objection(w, link.target, utb, WORD),
            "webhook": matters.webhook(w, robot, WORD),
            "rule": matters.rule(w, utb),
            "stop": matters.stop(w, utb),
            "workshop": matters.workshop(w, utb, WORD),
            "data-request-search": _search(w, world),
            "object-remove-service": w.create(
                ObjectService, {"service_object": world.rows["objects"], "node": link.target}
            ),
        }
    risk: Any = world.rows["risks"]
    estimate(SYSTEM, risk, EstimateInput((0.1, 0.4), {LossKind.RESPONSE: (1e5, 4e5)}, basis=WORD))
    less = {"frequency": (0.2, 0.6), "loss": (None, None)}
    world.matters["reduction"] = reduce_loss(SYSTEM, risk, WORD, 10_000, 3, less)
    world.matters["receipt"] = matters.registered(SYSTEM, world.units["stad"])
    assessed: Any = world.rows["processings"]
    world.matters["impact-assessment"] = begin_assessment(world.access("owner"), assessed)
    world.matters["comment"] = matters.asked(world.access("owner"), world.reviews["utb-ongoing"], WORD)
    with writing(SYSTEM) as w:
        world.matters["measurement"] = matters.measured(w, utb, WORD)
        world.matters["duty"] = matters.dutiful(w, utb, WORD)


def _search(w: Writer, world: World) -> RequestSearch:
    """A colleague searches a processing of `utb` because of a request."""
    of: dict[str, Any] = {"request": world.rows["data-requests"], "processing": world.rows["processings"]}
    return w.create(RequestSearch, of | {"person": world.people["owner"], "due_on": TODAY, "note": WORD})


def _walk_track(world: World) -> None:
    """The track has its steps, and its incident an entry in the log."""
    track: Any = world.rows["incident-tracks"]
    with writing(SYSTEM) as w:
        begin(w, [track])
        note(w, track.incident, EntryKind.FACT, f"{WORD}: vi stänger av.")


def _walk_exercise(world: World) -> None:
    """The exercise has an inject, and something that was seen."""
    exercise = {"exercise": world.rows["exercises"]}
    with writing(SYSTEM) as w:
        w.create(Inject, {**exercise, "minute": 5, "text": f"{WORD}: det ringer."})
        w.create(Observed, {**exercise, "goal": WORD, "outcome": "met", "text": WORD})


def _picture(world: World) -> None:
    """A lägesbild of the incident of `utb`, and the draft of the next."""
    incident: Any = world.rows["incidents"]
    issue(SYSTEM, drafts.begin(SYSTEM, incident), Issue(as_of=timezone.now(), mark="leading"))
    drafts.begin(SYSTEM, incident)


def _ask_for_right(world: World) -> None:
    """A colleague has asked for the right to the information set of `utb`."""
    named = {"register": "information", "object_id": world.rows["information"].pk, "unit": world.units["utb"]}
    with writing(SYSTEM) as w:
        asked = {"asker": world.people["colleague"], "text": WORD, "asked_at": w.at}
        w.create(RightRequest, {**named, **asked})


def _judge(world: World) -> None:
    """The risk of `utb` is judged and accepted, and its check has found a deviation."""
    risk: Any = world.rows["risks"]
    matrix = matrix_in_use(SYSTEM, timezone.localdate()) or use_matrix()
    judge(SYSTEM, risk, "current", 2, {"person": 2, "operations": 1}, reasons=f"{WORD}: har hänt.")
    of, cell = {"risk": risk}, {"matrix": matrix, "likelihood": 2, "consequence": 2, "level": 2}
    decided = {"decider_name": "Åke Ström", "decider_role": "Chef", "decided_on": START}
    found = {
        "checked_on": START,
        "checked_by": "Nadja Perić",
        "what": WORD,
        "result": WORD,
        "deviation": True,
    }
    with writing(SYSTEM) as w:
        values = {"unit": world.units["utb"], "frozen": {"level": 2}, "reason": f"{WORD}: det räcker."}
        w.create(
            RiskDecision, of | cell | decided | values | {"kind": "accepted", "valid_to": date(2199, 1, 1)}
        )
        w.create(ControlResult, {"activity": world.rows["control-activities"], **found})


def _robot(world: World) -> None:
    """A service account of `utb`, whose name is for all who may see people, with a token."""
    given = {"unit": world.units["utb"], "responsible": world.people["colleague"]}
    robot = service_accounts.create(SYSTEM, {"username": "robot", "name": "Robot", **given})
    tokens.make(SYSTEM, robot, tokens.TokenRequest(WORD, timezone.localdate()))


def _hand_over(world: World) -> None:
    """A receipt of a service that once went from `utb` to its förvaltning."""
    line = {"rows": [str(world.rows["services"].pk)], "joined": [], "left": 1}
    content = json.dumps({"lines": {"service.owner_unit": line}, "missing": ["samordnare"], "adrift": []})
    values = {"kind": "rows", "giver": world.units["utb"], "taker": world.units["utbf"], "happened_on": START}
    said = {"reason": f"{WORD}: beslut", "done_by": "Hanna Törnros"}
    with writing(SYSTEM) as w:
        w.create(Handover, values | said | {"content": content, "digest": digest_of([content])})


def _demand(world: World) -> None:
    """What depends is classified, so that what it depends on has a gap: accepted in part, and asked about."""
    link: Any = world.rows["dependencies"]
    same = {"node": link.target, "unit": world.units["utb"]}
    decided = {
        "decided_on": START,
        "valid_to": date(2199, 1, 1),
        "decider_name": "Åke Ström",
        "decider_role": "Chef",
    }
    asked = {"text": f"{WORD}: loggas läsning?", "asked_by": "Nadja Perić"}
    with writing(SYSTEM) as w:
        graphs.decide(w, link.source, 3, 2, 1)
        gap = {"aspect": "confidentiality", "demanded": 3, "reason": WORD}
        w.create(GapException, {**same, **gap, **decided})
        w.create(Question, {**same, **asked, "asked_at": w.at})
        proved = {"kind": kind_of(type(world.rows["services"])), "object_id": world.rows["services"].pk}
        w.create(Proof, {"evidence": world.rows["evidence"], **proved})
        campaigns.sent(w, world.rows["campaigns"], world.rows["services"], WORD)
        w.create(CryptoRule, {"pattern": "rsa", "vulnerable": True, "reason": "Knäcks.", "valid_from": START})
        said = {"ai_class": "minimal", "text": "Inga krav.", "source": "Prov"}
        w.create(AiClassText, said | {"valid_from": START})
    for table in tables:
        if not table.model.everything.exists() or table.key in MADE_TOO:
            table.load(SYSTEM)
