"""Who reads where the city is weak (OSL 18 kap. 8 §): those whose roles name it, and nobody by a pattern."""

from collections import defaultdict

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.access.permissions import READ, PermissionRegistry, registry
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models.catalogue import MeasureBearer
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.compliance.rules.permissions import READ as MEASURES
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.internal_control.models import ControlActivity
from akropolis.graph.risk.models import Risk
from akropolis.people.organisation.services import appointments
from akropolis.people.organisation.services.content import load_roles, written_roles
from akropolis.shared.evidence.models import Evidence
from tests.compliance.measures import measure
from tests.gate.cast import bearer, newcomer, role
from tests.world import START, SYSTEM, WORD, World

LATENESS, REQUESTS = "requests:lateness:read", "requests:request:read"
GAPS, EVIDENCE, RISKS = "assets:gap:read", "evidence:evidence:read", "risk:risk:read"
ASSESSED = "documents:restricted:read"
TRAINED = "training:person:read"
DEVIATIONS, AUDITS, EFFECTS = "deviation:deviation:read", "audit:audit:read", "effect:test:read"
MATURITY = "maturity:assessment:read"
FOLLOWED_UP = "follow_up:answer:read"
SUPPLIERS_REPLIES = "supplier_replies:inquiry:read"
AUDITED = {"kommunstyrelse", "namnd", "chef", "ciso", "samordnare", "sakerhetschef", "revisor"}
IN_CHARGE = {
    "kommunstyrelse", "namnd", "chef", "ciso", "samordnare", "itsakerhetsansvarig", "sakerhetschef", "dso",
    "dataskyddssamordnare", "riskagare", "risksamordnare", "atgardsansvarig", "revisor",
}  # fmt: skip
AT_WORK = {"informationsagare", "objektagare", "incidentledare", "cert", "lasare"}
READERS = {
    GAPS: {*IN_CHARGE, *AT_WORK, "forvaltningsledare"},
    MEASURES: {*IN_CHARGE, *AT_WORK},
    EVIDENCE: {*IN_CHARGE, "forvaltningsledare"},
    RISKS: IN_CHARGE,
    ASSESSED: {"dso", "revisor"},
    REQUESTS: {"dso", "dataskyddssamordnare"},
    LATENESS: {"chef"},
    DEVIATIONS: {*AUDITED, "itsakerhetsansvarig"},
    AUDITS: AUDITED,
    TRAINED: {"chef", "ciso", "samordnare"},
    MATURITY: AUDITED,
    FOLLOWED_UP: AUDITED,
    SUPPLIERS_REPLIES: {*AUDITED, "itsakerhetsansvarig", "forvaltningsledare"},
    EFFECTS: {"chef", "ciso", "itsakerhetsansvarig", "revisor", "samordnare"},
}


def test_who_reads_what_is_read_by_name_alone() -> None:
    found = defaultdict(set)
    for each in written_roles():
        for right in registry.expand(each["grants"]):
            if registry.by_name(right) and right.endswith(f":{READ}"):
                found[right].add(each["code"])
    assert dict(found) == READERS


@pytest.mark.parametrize("pattern", ["*:*:*", "*:*:read", "a:*:*", "a:b:*", "?:?:read", "a:b:rea[d]"])
def test_no_pattern_gives_it_and_its_name_gives_no_more(pattern: str) -> None:
    rights = PermissionRegistry()
    rights.declare("a:b", "b", by_name=True)
    rights.declare("a:c", "c")
    assert rights.expand([pattern]) <= {"a:c:read", "a:c:edit"}
    assert rights.withheld([pattern]) >= {"a:b:read"}
    assert rights.expand([pattern, "a:b:read"]) - rights.expand([pattern]) == {"a:b:read"}
    assert "a:b:read" not in rights.withheld([pattern, "a:b:read"])
    assert rights.withheld(["a:c:*", "b:*:*"]) == set()


@pytest.mark.django_db
def test_an_employee_is_told_nothing_of_where_her_unit_is_weak(world: World) -> None:
    with writing(SYSTEM) as w:
        made = w.create(Evidence, {"name": f"Revision {WORD}", "owner_unit": world.units["utb"]})
        risk = w.create(Risk, {"title": f"Intrång {WORD}", "owner_unit": world.units["utb"]})
        w.create(ControlActivity, {"title": WORD, "risk": risk, "year": 2026, "owner_unit": risk.owner_unit})
    control = assess_one(world)
    client, token = world.client("colleague"), bearer(world, "colleague", TokenScope.READ)
    for url in (
        "/gap/", "/gap-matris/", "/godtagna-gap/", "/belagg/", f"/belagg/{made.pk}/", "/belagg-per-sak/",
        "/krav/enhet/utb/", f"/krav/enhet/utb/{control}/", "/krav/tillamplighet/utb/",
        "/risker/", f"/risker/{risk.pk}/", "/kontrollmoment/",
    ):  # fmt: skip
        assert client.get(url).status_code == 404, url
        assert world.client("owner").get(url).status_code == 200, url
    for url in ("/api/v1/evidence", "/api/v1/gaps", "/api/v1/unit-measures", "/api/v1/risks"):
        answer = client.get(url, headers=token)
        assert answer.status_code in (403, 404) or answer.json()["total"] == 0, url
    page = client.get("/krav/")
    assert (page.status_code, page.context["heat"]) == (200, None)
    assert WORD not in page.text


def assess_one(world: World) -> str:
    """Say of a measure that it is partly met in utb; its code."""
    unit = world.units["utb"]
    with writing(SYSTEM) as w:
        control = measure(w, "Enhetens", MeasureBearer.UNIT)
    assess(world.access("owner"), [AssessmentInput(control, unit, Status.PARTLY, WORD)])
    return str(control.code)


@pytest.mark.django_db
def test_an_own_role_is_told_what_it_no_longer_gives_and_keeps_the_rest(world: World) -> None:
    with writing(world.access("admin")) as w:
        own = w.create(Role, {"code": "egen", "name": "Egen", "grants": ["*:*:read", GAPS]})
        w.create(Role, {"code": "annan", "name": "Annan", "grants": ["actions:*:*"]})
    for _again in range(2):
        told = load_roles(system("test"))
        assert [(str(each), each.left) for each in told] == [
            (
                f"Egen ger inte längre {AUDITS}, {MEASURES}, {DEVIATIONS}, {ASSESSED}, {EFFECTS}, {EVIDENCE},"
                f" {FOLLOWED_UP}, {MATURITY}, {LATENESS}, {REQUESTS}, {RISKS}, {SUPPLIERS_REPLIES},"
                f" {TRAINED}:"
                " en roll ger dem bara om den nämner dem vid namn.",
                True,
            )
        ]
    own.refresh_from_db()
    assert own.grants == ["*:*:read", GAPS]
    page = world.client("owner").get("/roller/").text
    # every role that has a pattern, since none gives requests of data subjects; and this one
    assert page.count("det ger bara en roll som nämner dem") == 17


@pytest.mark.django_db
def test_who_keeps_the_roles_of_a_unit_gives_what_she_has_not_and_nobody_else_does(world: World) -> None:
    keeper = newcomer(world, "lokal", "administrator", "utb")
    values = {"user": world.people["colleague"], "unit": world.units["utb"], "valid_from": START}
    appointments.give(keeper, values | {"role": role("samordnare")})
    with writing(SYSTEM) as w:
        w.update(role("registrator"), {"grants": ["*:*:read", "organisation:appointment:edit"]})
    other = newcomer(world, "annan", "registrator", "utb")
    with pytest.raises(Invalid):
        appointments.give(other, values | {"role": role("revisor")})
