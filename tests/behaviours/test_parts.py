"""What every part in the API does, whichever it is: its own gate, pages, filters, and verbs that refuse alike."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Role, Unit, User
from akropolis.base.kernel.access.models.people import SERVICE
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.api.parts import AnyVerb, PartRows, declared
from akropolis.base.kernel.registers.declaration import registry
from akropolis.events.authority_reports.models import Assessment, SentReport
from akropolis.events.incidents.models import ExternalEvent, IncidentReceipt, Track, TrackStep
from akropolis.events.situation_reports.register.questions import QUESTIONS
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from akropolis.graph.agreements.models import AgreedService, SupplierAgreementParty
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import EntityProfile, RegistrationFact
from akropolis.graph.offers.models import Controllership, GapException, Offer, Question
from akropolis.graph.risk.models import RiskAction, RiskJudgement, RiskMatrix, RiskMeasure
from akropolis.graph.suppliers.models import SubSupplierClaim, Supplier, SupplierCertificate, SupplierContact
from akropolis.people.federation.models import GroupRule
from akropolis.people.integrations.models import Webhook
from akropolis.people.integrations.selectors.tables import tables_for
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingParty,
    ProcessingRecipient,
)
from akropolis.privacy.processor_agreements.models import AgreementParty, SubProcessor
from akropolis.review.review.models import Review
from akropolis.review.review.services import directions, recipients, remarks
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import comments
from akropolis.shared.documents.models import Acknowledgement
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement
from akropolis.shared.threats.models import Threat
from akropolis.shared.threats.selectors.naming import NAMING
from akropolis.shell.config.api import api as described
from tests.behaviours.tokens import bearer
from tests.factories import documents, registers, reviews
from tests.factories.graphs import decide, depend, information, lower, node_of, service
from tests.risk.cases import a_measure
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, TODAY, WORD, World

pytestmark = [pytest.mark.usefixtures("scene"), pytest.mark.django_db]
each_part = pytest.mark.parametrize("part", declared(), ids=[part.key for part in declared()])
VERBS = [(part, verb) for part in declared() for verb in part.verbs]
each_verb = pytest.mark.parametrize(("part", "verb"), VERBS, ids=[f"{p.key} {v.name}" for p, v in VERBS])
YEAR = timedelta(days=365)
NAMELESS = {
    *("acknowledgements", "agreement-parties", "appointments", "recipients"),
    *("agreed-services", "processing-groups", "processing-categories", "processing-nodes"),
}
"""Parts whose rows hold no text of their own."""
EVERYBODYS = {"people", "roles"}
"""Parts whose rows are no secret to anyone who has a right in the city."""
CITYS = {"group-rules"}
"""Parts whose rows only who keeps the whole city's accounts may read."""


def reader(part: PartRows) -> str:
    return "admin" if part.key in CITYS else "owner"


@pytest.fixture(scope="module")
def scene(stage: World, django_db_blocker: Any) -> None:
    """Two of each in utb, whose texts hold the word, and one in kul."""
    with django_db_blocker.unblock(), writing(SYSTEM) as w:
        QUESTIONS.load(SYSTEM)
        for code, word, count in (("utb", WORD, 2), ("kul", "Kultur", 1)):
            for number in range(count):
                _one(w, stage.units[code], f"{word} {number}")
    with django_db_blocker.unblock():
        _said(stage)


def _one(w: Writer, unit: Unit, name: str) -> None:
    base = service(w, unit, f"Tjänst {name}")
    told = information(w, unit, f"Uppgifter {name}")
    edge = depend(w, told, base, kind="handled_by")
    decide(w, told, 3, 2, 1)
    lower(w, edge, "confidentiality", 1, TODAY, TODAY + YEAR)
    w.create(GroupRule, {"group": name, "role": Role.everything.get(code="lasare"), "unit": unit})
    here = {"node": base, "unit": unit}
    w.create(
        Offer, {"node": base, "confidentiality": 1, "evidence": name, "stated_on": TODAY, "stated_by": name}
    )
    w.create(Question, {**here, "text": name, "asked_by": name, "asked_at": timezone.now()})
    w.create(Controllership, {**here, "role": "controller", "basis": name})
    decided = {"reason": name, "decider_name": name, "decider_role": "Chef"}
    days = {"decided_on": TODAY, "valid_to": TODAY + YEAR}
    for register, link in NAMING.entries.items():
        named = registers.row(w, registry.get(register), unit, f"{name} {register}")
        threat = w.create(Threat, {"name": name, "description": name, "valid_from": TODAY})
        w.create(link, {link.read_with: named, "threat": threat})
    incident = registers.row(w, registry.get("incidents"), unit, f"{name} hos oss")
    issue(SYSTEM, drafts.begin(SYSTEM, incident), Issue(as_of=timezone.now(), mark="leading"))
    drafts.begin(SYSTEM, incident)
    receipt = {"incident": incident, "unit": unit, "received_by": name, "received_at": timezone.now()}
    w.create(IncidentReceipt, {**receipt, "meaning": name})
    _judged(w, incident, unit, name)
    alarm = {"person": User.everything.get(username="admin"), "external_id": name, "incident": incident}
    w.create(ExternalEvent, alarm)
    values = {
        "name": name,
        "question": name,
        "polarity": "up",
        "kind": "level",
        "valid_from": START,
        "source": name,
    }
    measured = {"indicator": w.create(Indicator, values), "unit": unit, "first_on": START, "value": 1}
    w.create(IndicatorMeasurement, {**measured, "how": "api", "measured_by": name, "comment": name})
    _entity(w, unit, name)
    _risk(w, unit, name)
    _processing(w, unit, name, base)
    agreement = registers.row(w, registry.get("processor-agreements"), unit, name)
    w.create(AgreementParty, {"agreement": agreement, "unit": unit})
    w.create(SubProcessor, {"agreement": agreement, "name": name})
    supplier = w.create(Supplier, {"name": name, "owner_unit": unit, "shared": False})
    bought = registers.row(w, registry.get("supplier-agreements"), unit, name, supplier=supplier)
    w.create(SupplierAgreementParty, {"agreement": bought, "unit": unit, "reference": name})
    w.create(AgreedService, {"agreement": bought, "node": base})
    below = node_of(w, w.create(Supplier, {"name": f"{name} under", "owner_unit": unit, "shared": False}))
    chain = depend(w, node_of(w, supplier), below, kind="delivered_by")
    w.create(SubSupplierClaim, {"dependency": chain, "source": name, "stated_on": TODAY})
    w.create(SupplierContact, {"supplier": supplier, "purpose": "contract", "name": name})
    w.create(SupplierCertificate, {"supplier": supplier, "standard": name})
    version = documents.decided(documents.document(unit, name), acknowledge=True)
    reader = User.everything.get(username={"utb": "owner", "kul": "neighbour"}[unit.code])
    robot = {"username": f"{unit.code}-{name[-1]}", "name": name, "kind": SERVICE}
    account = w.create(User, robot | {"unit": unit, "responsible": reader})
    w.create(Webhook, {"account": account, "name": name, "url": "https://system.example/"})
    w.create(Acknowledgement, {"of": version, "person": reader, "at": timezone.now()})
    w.create(
        GapException, {**here, "aspect": "confidentiality", "demanded": 3, "offered": 1, **decided, **days}
    )


def _processing(w: Writer, unit: Unit, name: str, node: Node) -> None:
    """A processing of the unit at the node, with everything that belongs to it."""
    of = {"processing": registers.row(w, registry.get("processings"), unit, name)}
    kept = {"name": name, "valid_from": TODAY}
    w.create(ProcessingNode, {**of, "node": node})
    w.create(ProcessingGroup, {**of, "group": w.create(DataSubjectGroup, kept)})
    w.create(ProcessingCategory, {**of, "category": w.create(DataCategory, kept)})
    w.create(ProcessingParty, {**of, "unit": unit, "name": name})
    w.create(ProcessingRecipient, {**of, "name": name})


def _risk(w: Writer, unit: Unit, name: str) -> None:
    """A risk of the unit with a judgement, a measure and an action."""
    risk = {"risk": registers.row(w, registry.get("risks"), unit, name)}
    matrix = RiskMatrix.everything.first() or use_matrix()
    cell = {"kind": "current", "likelihood": 1, "consequence": 0, "consequences": {"person": 0}, "level": 1}
    said = {"reasons": name, "judged_on": TODAY, "judged_by": name}
    w.create(RiskJudgement, {**risk, "matrix": matrix, **cell, **said})
    w.create(RiskMeasure, {**risk, "control": a_measure(f"mfa-{uuid4().hex[:8]}", name)})
    w.create(RiskAction, {**risk, "action": registers.row(w, registry.get("actions"), unit, name)})


def _judged(w: Writer, incident: Any, unit: Unit, name: str) -> None:
    """What the incident was judged to be in a track of the unit."""
    track = w.create(Track, {"incident": incident, "owner_unit": unit, "regime": "cyber", "title": name})
    said = {"track": track, "question": "significant", "outcome": "yes", "proposed": "unknown"}
    w.create(Assessment, said | {"reasons": name, "decided_by": name, "decided_at": w.at})
    step = w.create(TrackStep, {"track": track, "clock": "nis2-early"})
    told = [{"topic": "course", "name": "Förlopp", "text": name, "unknown": False}]
    w.create(SentReport, {"step": step, "content": told, "document": "{}", "sent_by": name, "sent_at": w.at})


def _entity(w: Writer, unit: Unit, name: str) -> None:
    """A company below the unit, which is a legal entity, with a fact of its registration."""
    code = f"bolag-{unit.code}-{name[-1]}"
    company = {"code": code, "name": code, "kind": "company", "parent": unit, "valid_from": START}
    entity = {"unit": w.create(Unit, company), "entity_class": "important", "reason": name}
    fact = {"profile": w.create(EntityProfile, entity), "field": "name", "value": name, "true_from": TODAY}
    w.create(RegistrationFact, fact)


def _said(stage: World) -> None:
    """Answers to a direction of the city, and remarks on its next review."""
    for code, word, count in (("utb", WORD, 2), ("kul", "Kultur", 1)):
        chapter = Chapter.everything.filter(review=reviews.ongoing(SYSTEM, stage.units[code], 2028)).first()
        assert chapter is not None
        for number in range(count):
            comments.comment(SYSTEM, chapter, f"{word} {number}")
    asked = reviews.direction(reviews.decided(SYSTEM, stage.units["stad"], 2026))
    out = reviews.circulated(SYSTEM, stage.units["stad"], 2027)
    for code, word in (("utb", WORD), ("utbf", WORD), ("kul", "Kultur")):
        unit = stage.units[code]
        directions.answer(SYSTEM, asked, unit, kind="declined", reason=word)
        row = remarks.remark(SYSTEM, out, unit, word)
        remarks.consider(SYSTEM, row, outcome="not", reason=word)
    for code, keys in (("utb", ["utb:role:chef", "stad"]), ("kul", ["hamn"])):
        written = Review.everything.get(owner_unit__code=code, year=2028)
        recipients.send(SYSTEM, written, keys, TODAY + YEAR)


def address(part: PartRows) -> str:
    return f"/api/v1/{part.key}"


def visible(world: World, part: PartRows, who: str) -> list[str]:
    rows = part.model.objects.visible(world.access(who, timezone.localdate()))
    return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


@each_part
def test_it_gives_what_the_reader_may_see_and_says_nothing_of_the_rest(world: World, part: PartRows) -> None:
    mine = world.client(**bearer(world, reader(part))).get(address(part)).json()
    assert [row["id"] for row in mine["items"]] == visible(world, part, reader(part))
    assert mine["total"] == len(mine["items"]) > 1
    if part.key in EVERYBODYS:
        return
    theirs = world.client(**bearer(world, "neighbour")).get(address(part))
    found = [row["id"] for row in theirs.json().get("items", [])]
    assert found == visible(world, part, "neighbour")
    assert (found == []) is (part.key in CITYS)
    assert WORD in str(mine) or part.key in NAMELESS
    assert WORD not in theirs.content.decode()


@each_part
def test_the_extract_holds_what_the_list_gives_by_key(world: World, part: PartRows) -> None:
    for who in (reader(part),) if part.key in CITYS else ("owner", "neighbour"):
        access = world.access(who, timezone.localdate())
        [table] = [each for each in tables_for(access, TODAY) if each.name == part.key]
        names = [each["name"] for each in table.columns]
        assert names == ["id", *part.fields, "version", "created_at", "updated_at"]
        assert [each["name"] for each in table.columns if "constraints" in each] == ["id"]
        lines = list(table.lines())
        assert [line[0] for line in lines] == visible(world, part, who)
        assert WORD not in str(lines) or who == reader(part) or part.key in EVERYBODYS


@each_part
def test_one_by_one_the_pages_give_every_row_once(world: World, part: PartRows) -> None:
    client, found, following = world.client(**bearer(world, reader(part))), [], ""
    while following is not None:
        query: dict[str, Any] = {"limit": 1} | ({"cursor": following} if following else {})
        body = client.get(address(part), query).json()
        found += [row["id"] for row in body["items"]]
        following = body["next"]
    assert found == visible(world, part, reader(part))


@each_part
def test_missing_and_hidden_look_alike(world: World, part: PartRows) -> None:
    client = world.client(**bearer(world, "neighbour"))
    hidden = sorted(set(visible(world, part, reader(part))) - set(visible(world, part, "neighbour")))
    missing = client.get(f"{address(part)}/{uuid4()}")
    assert missing.status_code == 404
    for pk in hidden:
        answer = client.get(f"{address(part)}/{pk}")
        assert (answer.status_code, answer.content) == (404, missing.content)
    assert bool(hidden) is (part.key not in EVERYBODYS)
    outsider = world.client(**bearer(world, "outsider")).get(address(part))
    assert (outsider.status_code, outsider.json()["code"]) == (404, missing.json()["code"])


@each_part
def test_a_filter_narrows_and_a_wrong_one_is_refused_where_it_stands(world: World, part: PartRows) -> None:
    client = world.client(**bearer(world, reader(part)))
    for name in part.narrowed:
        refused = client.get(address(part), {name: "finns inte"})
        assert (refused.status_code, {e["field"] for e in refused.json()["errors"]}) == (422, {name})
    assert client.get(address(part), {"unti": "utb"}).status_code == 422
    if "unit" in part.narrowed:
        near = client.get(address(part), {"unit": "utb"}).json()
        assert {row["unit"]["code"] for row in near["items"]} <= {"utb", "utbf"}
        assert near["items"]
        assert client.get(address(part), {"unit": "hamn"}).json()["total"] == 0


@each_verb
def test_without_the_right_a_verb_is_missing_and_changes_nothing(
    world: World, part: PartRows, verb: AnyVerb
) -> None:
    before = Change.objects.count()
    pk = "" if verb.makes else f"/{visible(world, part, reader(part))[0]}/{verb.name}"
    for who in ("outsider", "neighbour"):
        client = world.client(**bearer(world, who), **{"If-Match": '"1"'})
        answer = client.post(f"{address(part)}{pk}", {}, content_type="application/json")
        expected = {404} if who == "outsider" else {404, 422}
        assert answer.status_code in expected, (who, answer.content)
    signed_in = world.client("owner").post(f"{address(part)}{pk}", {}, content_type="application/json")
    assert signed_in.status_code == 401
    assert Change.objects.count() == before + 2  # the tokens


def test_no_two_bodies_share_a_name_in_the_description() -> None:
    names = Counter(
        verb.takes.__name__
        for verb in {(v.takes.__module__, v.takes.__name__): v for _p, v in VERBS}.values()
    )
    schemas = described.get_openapi_schema()["components"]["schemas"]
    assert [name for name, count in names.items() if count > 1] == []
    for _part, verb in VERBS:
        assert set(schemas[verb.takes.__name__]["properties"] if verb.takes.model_fields else {}) == set(
            verb.takes.model_fields
        )
