"""What every computed list does, whichever it is: pages, order, filters, file, API, and whose rows."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.assurance.audits.models import Audit
from akropolis.assurance.audits.register.programme import AuditProgramme
from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.assurance.effect_tests.register.effects import EffectList
from akropolis.assurance.maturity.models import MaturityArea, MaturityAssessment, MaturityStatement
from akropolis.assurance.patterns.register.plan import SecurityPlan
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.writing import plain_text
from akropolis.base.kernel.records.writer import Writer, kind_of, writing
from akropolis.base.kernel.registers import computed
from akropolis.base.kernel.registers.computed import Computed, lists
from akropolis.graph.compliance.models import Control, EntityProfile, Framework, MeasureBearer
from akropolis.graph.compliance.register.measure_lists import MeasureList, ServiceMeasureList, UnitMeasureList
from akropolis.graph.compliance.selectors.catalogue import ASKED
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES
from akropolis.graph.internal_control.models import ControlActivity
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk_picture.register.shared_list import SharedRiskList
from akropolis.graph.risk_workshops.models import RiskWorkshop
from akropolis.graph.supplier_criticality.register.ranking import SupplierRanking
from akropolis.graph.supplier_replies.register.plan import FollowUpPlan
from akropolis.graph.suppliers.models import Supplier
from akropolis.people.integrations.selectors.tables import tables_for
from akropolis.privacy.impact_assessments.register.assessed import AssessedProcessings
from akropolis.privacy.processing.models import Processing, ProcessingNode, TransferBasis
from akropolis.privacy.processor_agreements.models import DataProcessingAgreement
from akropolis.privacy.service_objects.register.attestation_list import AttestationList
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.register.order import ActionOrder
from akropolis.shared.campaigns.models import Campaign
from akropolis.shared.campaigns.register.answer_list import AnswerList
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.year_wheel.register.year_wheel import YearWheel
from akropolis.shell.home.web.hub import MissingList
from tests.behaviours.late import LATE
from tests.behaviours.tokens import bearer
from tests.compliance.measures import measure
from tests.factories import campaigns, documents, matters
from tests.factories.graphs import service
from tests.factories.lists import three
from tests.world import START, SYSTEM, WORD, World

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.behaviours.late")]
MISSING = "?saknas=utan-grund"
LISTS: list[tuple[type[Computed[Any]], str]] = [
    *((each, "") for each in lists if each is not SharedRiskList),
    (LATE, ""),
    (MissingList, MISSING),
]
OWN: dict[type[Computed[Any]], int] = {
    AnswerList: 6,
    ActionOrder: 6,
    YearWheel: 18,
    AuditProgramme: 8,
    EffectList: 6,
    UnitMeasureList: 6,
    MeasureList: 6,
    AttestationList: 9,
    ServiceMeasureList: 6,
    AssessedProcessings: 6,
    MissingList: 6,
    SharedRiskList: 0,
    SecurityPlan: 6,
    SupplierRanking: 6,
    FollowUpPlan: 6,
}
"""Where there are others than three: the units and companies of the scene are asked themselves,
and nobody has audited the five below. Summaries of risks are
of others' services: who reads which is tried in tests/risk/test_sight.py."""
each_list = pytest.mark.parametrize(("listed", "start"), LISTS, ids=[each.__name__ for each, _start in LISTS])


@pytest.fixture(scope="module")
def scene(stage: World, django_db_blocker: Any) -> None:
    """Three of each in utb, where all names hold the word, and in kul; and the law of critical entities is in use."""
    with django_db_blocker.unblock():
        CRYPTO_RULES.load(SYSTEM)
        with writing(SYSTEM) as w:
            w.create(
                Framework, {"code": "cer", "name": "CER", "mark": "U", "source": WORD, "valid_from": START}
            )
            for code, word in (("utb", WORD), ("kul", "Kultur")):
                for number in range(3):
                    late = timedelta(days=3 - number)
                    three(w, stage.units[code], f"{word} {number}", late)
                    _shown(w, stage.units[code], f"{word} {number}", late)
            kept = {"name": "Styrning", "source": "x", "valid_from": START}
            w.create(MaturityStatement, kept | {"area": w.create(MaturityArea, kept), "level": 1})
            own = measure(w, "Åtgärd", MeasureBearer.UNIT)
            for code, word in (("utb", WORD), ("kul", "Kultur")):
                _proved(w, stage.units[code], own, f"{word} 0")
        for code, word in (("utb", WORD), ("kul", "Kultur")):
            asked = Unit.everything.filter(ASKED, path__startswith=stage.units[code].path)
            assess(SYSTEM, [AssessmentInput(own, unit, "met", f"{word} {unit.code}") for unit in asked])


def _shown(w: Writer, unit: Unit, name: str, late: timedelta) -> None:
    """Evidence of an action that has run out, a campaign that is late, a workshop on risks, and a legal entity."""
    due = timezone.localdate() - late
    action = w.create(Action, {"title": f"Visad {name}", "owner_unit": unit})
    shown = w.create(Evidence, {"name": f"Protokoll {name}", "owner_unit": unit, "valid_to": due})
    w.create(Proof, {"evidence": shown, "kind": kind_of(Action), "object_id": action.pk})
    asking = {"title": f"Fråga {name}", "kind": "units", "text": name, "last_on": due, "owner_unit": unit}
    campaigns.sent(w, w.create(Campaign, asking), action, name)
    matters.dutiful(w, unit, name)
    w.create(Risk, {"title": f"Risk {name}", "owner_unit": unit, "accepted_until": due + 2 * late})
    w.create(RiskWorkshop, {"unit": unit, "held_on": due, "led_by": name})
    _instructed(w, unit, name)
    _entity(w, unit, name, late)
    _checked(w, unit, name)
    held = {"state": "held", "planned_on": due, "held_on": due, "owner_unit": unit}
    w.create(Audit, {"title": f"Revision {name}", **held})
    supplier = w.create(Supplier, {"name": f"Leverantör {name}", "owner_unit": unit, "shared": False})
    dpf = {"name": f"Beslut {due}", "falls_with": "dpf", "valid_from": START}
    abroad = {"third_country": True, "supplier": supplier, "transfer_basis": w.create(TransferBasis, dpf)}
    w.create(DataProcessingAgreement, {"title": f"Avtal {name}", "owner_unit": unit, **abroad})
    processing = w.create(Processing, {"title": name, "owner_unit": unit})
    w.create(ProcessingNode, {"processing": processing, "node": service(w, unit, f"Genomlyst {name}")})


def _checked(w: Writer, unit: Unit, name: str) -> None:
    """A risk of the risk and vulnerability analysis, and what the internal control checks because of it."""
    risk = w.create(Risk, {"title": f"Risk {name}", "owner_unit": unit, "rsa": True})
    year = {"year": timezone.localdate().year, "owner_unit": unit}
    w.create(ControlActivity, {"title": f"Kontroll {name}", "risk": risk, **year})


def _instructed(w: Writer, unit: Unit, name: str) -> None:
    """An instruction, maturity and follow-up of the unit, or of a committee of its own for all but the first."""
    number = name[-1]
    below = {
        "code": f"{unit.code}-{number}",
        "name": f"Nämnd {unit.code}-{number}",
        "kind": "committee",
        "reviews": True,
    }
    own = unit if number == "0" else w.create(Unit, below | {"parent": unit, "valid_from": START})
    w.create(GoverningDocument, {"title": f"Anvisning {name}", "kind": "local", "owner_unit": own})
    answered = {"assessed_on": timezone.localdate(), "owner_unit": own}
    w.create(MaturityAssessment, {"title": f"Mognad {name}", **answered})
    campaigns.followed_up(w, own, name)
    read = documents.document(unit, f"Rutin {name}", kind="routine")
    documents.decided(read, acknowledge=True)


def _proved(w: Writer, unit: Unit, own: Control, name: str) -> None:
    """A test of the unit's measure."""
    kind = {"code": unit.code, "name": f"Prov {unit.code}", "good_share": 90, "interval_months": 12}
    made = w.create(EffectTestKind, {**kind, "how": "Så", "good": "Allt", "source": "x", "valid_from": START})
    numbers = {"population": 9, "tested": 9, "held": 9, "tested_on": timezone.localdate(), "tester": "N"}
    of = {"control": own, "kind": made, "owner_unit": unit, "title": f"Prov {name}"}
    w.create(EffectTest, {**of, **numbers})


def _entity(w: Writer, unit: Unit, name: str, late: timedelta) -> None:
    """A legal entity below the unit."""
    code = f"bolag-{unit.code}-{late.days}"  # everybody may read what units are called
    company = w.create(
        Unit, {"code": code, "name": code, "kind": "company", "parent": unit, "valid_from": START}
    )
    w.create(EntityProfile, {"unit": company, "provision": name})


@pytest.fixture
def small(scene: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two rows."""
    monkeypatch.setattr(computed, "PAGE", 2)


def asked_of(client: Any, address: str) -> Computed[Any]:
    """What the page shows."""
    found: Computed[Any] = client.get(address).context["list"]
    return found


def pages(client: Any, address: str, way: str = "older") -> list[Computed[Any]]:
    """The page and all after it, or before it."""
    found = [asked_of(client, address)]
    while following := getattr(found[-1], way):
        found.append(asked_of(client, following))
        assert found[-1].first != found[-2].first
    return found


def told(found: Computed[Any]) -> list[list[str]]:
    """The page's rows as the file would have them, without what only the place in a whole tells."""
    return [[plain_text(column.of(line)) for column in found.columns] for line in found.lines(found.part)]


def address_of(listed: type[Computed[Any]], start: str, **query: str) -> str:
    """The page with something asked."""
    given = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse(listed.key) + (f"{start}&{given}" if start else f"?{given}")


@each_list
def test_the_pages_hold_every_row_once_forth_and_back(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    client = world.client("ciso")
    forth = pages(client, reverse(listed.key) + start)
    back = pages(client, address_of(listed, start, **{listed.page_word: "999"}), "newer")
    rows = [row for found in forth for row in told(found)]
    whole = forth[0]
    assert len(forth) == -(-len(whole.ordered) // 2) > 2
    assert rows == [row for found in reversed(back) for row in told(found)]
    assert rows == [
        [plain_text(column.of(line)) for column in whole.columns]
        for line in whole.lines(whole.told(whole.ordered))
    ]
    assert len({tuple(row) for row in rows}) == len(rows)
    assert "1–2 av" in forth[0].shown


@each_list
def test_each_order_goes_both_ways_and_on_to_the_next_page(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    client = world.client("ciso")
    for column in (each for each in listed.columns if each.sort):
        ways = [pages(client, address_of(listed, start, sort=sign + column.key)) for sign in ("", "-")]
        for found, sign in zip(ways, ("", "-"), strict=True):
            keys = [computed.read(column.sort)(row) for row in found[0].ordered]
            assert keys == sorted(keys, reverse=bool(sign))
            assert {each.sort for each in found} == {sign + column.key}
        heads = {head.label: head for head in ways[0][0].heads}
        head = heads[str(column.label)]
        assert (head.direction, f"sort=-{column.key}" in head.sort_url) == ("ascending", True)


@each_list
def test_filters_narrow_and_survive(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    client = world.client("ciso")
    every = asked_of(client, reverse(listed.key) + start)
    for each in every.shown_filters:
        assert each.choices
        for choice in each.choices:
            page = client.get(address_of(listed, start, **{each.name: choice.value}))
            found = page.context["list"]
            assert f'<option value="{choice.value}" selected>' in page.text
            assert len(found.ordered) <= len(every.ordered)
            ways = [found.newer, found.older, found.file_url, *(h.sort_url for h in found.heads)]
            kept = [parse_qs(urlsplit(way).query)[each.name] for way in ways if way]
            assert kept == [[choice.value]] * len(kept)
            assert len(asked_of(client, found.clear).ordered) == len(every.ordered)


@each_list
def test_what_does_not_exist_is_said_and_asks_for_nothing(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    client = world.client("ciso")
    for each in listed.filters:
        page = client.get(address_of(listed, start, **{each.name: "finns%00inte"}))
        assert len(page.context["list"].ordered) == len(asked_of(client, reverse(listed.key) + start).ordered)
        assert ("har ett värde som inte finns" in page.text) is not each.hidden


@each_list
def test_the_file_holds_what_the_pages_hold(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    client = world.client("ciso")
    whole = asked_of(client, reverse(listed.key) + start)
    if not whole.file_url:
        return
    book = load_workbook(BytesIO(client.get(whole.file_url).content))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    found = [row for page in pages(client, reverse(listed.key) + start) for row in told(page)]
    assert list(head) == [str(column.label) for column in listed.columns]
    assert [[_plain(value) for value in row] for row in rows] == found


def _plain(value: Any) -> str:
    return plain_text(value.date() if hasattr(value, "date") else value)


@each_list
def test_the_neighbour_sees_her_own_and_nothing_else(
    world: World, small: None, listed: type[Computed[Any]], start: str
) -> None:
    address = reverse(listed.key) + start
    seen = {}
    for who in ("owner", "neighbour"):
        client = world.client(who)
        found = pages(client, address)
        texts = [client.get(address).text, *(client.get(each.older).text for each in found if each.older)]
        seen[who] = (len(found[0].ordered), WORD in "".join(texts), "Kultur " in "".join(texts))
    count = OWN.get(listed, 3)
    assert seen["neighbour"] == (count, False, True)
    assert seen["owner"] == (count, True, False)
    if file := asked_of(world.client("neighbour"), address).file_url:
        data = load_workbook(BytesIO(world.client("neighbour").get(file).content))
        assert WORD not in str([list(each.iter_rows(values_only=True)) for each in data])
        assert world.client("outsider").get(file).status_code == 404
    assert world.client("outsider").get(address).status_code == 404


def test_the_extract_has_of_each_list_what_its_reader_sees(world: World, scene: None) -> None:
    today = timezone.localdate()
    listed = {name: each for each in lists if (name := each.api or each.extract)}
    for who, other in (("owner", "Kultur "), ("neighbour", WORD)):
        access = world.access(who, today)
        tables = {each.name: each for each in tables_for(access, today) if each.name in listed}
        assert list(tables) == list(listed)
        for name, table in tables.items():
            found = listed[name](access, {}, today)
            columns = [column for column in found.columns if column.key]
            rows = [
                ["" if (value := column.of(line)) is None else str(value) for column in columns]
                for line in found.lines(found.told(found.rows()))
            ]
            assert [each["name"] for each in table.columns] == [column.key for column in columns]
            assert (list(table.lines()), other in str(rows)) == (rows, False), name
            assert len(rows) >= OWN.get(listed[name], 3), name
    nobody = tables_for(world.access("outsider", today), today)
    assert [each.name for each in nobody if each.name in listed] == []


@each_list
def test_a_long_page_takes_as_many_queries_as_a_short_one(
    world: World, scene: None, monkeypatch: pytest.MonkeyPatch, listed: type[Computed[Any]], start: str
) -> None:
    client, costs = world.client("ciso"), []
    client.get(reverse(listed.key) + start)
    for size in (2, 50):
        monkeypatch.setattr(computed, "PAGE", size)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(listed.key) + start)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_api_of_the_guides_list_gives_its_columns_page_by_page(world: World, small: None) -> None:
    client = world.client(**bearer(world, "owner"))
    first = client.get("/api/late/late-actions?limit=2").json()
    rest = client.get(f"/api/late/late-actions?limit=2&cursor={first['next']}&unit=utb").json()
    titles = [item["title"] for item in first["items"] + rest["items"]]
    assert titles == [f"Åtgärd {WORD} {number}" for number in range(3)]
    assert (first["total"], rest["next"], set(rest["items"][0])) == (3, None, {"title", "unit", "due_on"})
    assert client.get("/api/late/late-actions?vad=x").status_code == 422
    outsider = world.client(**bearer(world, "outsider"))
    assert outsider.get("/api/late/late-actions").status_code == 404
