"""Merging, splitting and moving in mid-year with everything attached: nothing is orphaned, and last year stands."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment, Tracked, Unit, UnitEvent
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import derived, projections
from akropolis.base.kernel.records.belongings import registry as belongings
from akropolis.base.kernel.records.proof import compare_digests, compare_rows
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.figures import rows_of
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import all_figures
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import Incident, IncidentUnit
from akropolis.graph.assets.models import Service
from akropolis.graph.offers.models import Controllership, GapException, Question
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.answers import latest_directions, progress_of
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.review.review_text.models import FrozenReview
from akropolis.shell.home.selectors.deadlines import UnitScope
from akropolis.shell.home.selectors.hub import missing
from akropolis.shell.home.selectors.situation import describe_situation
from tests.factories import registers, reviews
from tests.gate.cast import bearer
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, WORD, World

WORLD = "walked"
WHY = "Kommunfullmäktige beslutade det den 14 september 2026, § 201."
NEW = {"code": "kuu", "name": "Kultur- och utbildningsnämnden", "kind": "committee", "reviews": True}
REGISTERS = [register for register in registry if "owner_unit" in register.fields]


@pytest.fixture(scope="module")
def stage(stage: World, django_db_blocker: Any) -> World:
    """A second row of each register in `utb`, one of each in `kul`, and what units say of each other's things."""
    with django_db_blocker.unblock():
        with writing(SYSTEM) as w:
            for register in registry:
                registers.row(w, register, stage.units["utb"], "Andra")
                registers.row(w, register, stage.units["kul"], "Fjäder")
            incident = Incident.everything.filter(owner_unit=stage.units["kul"]).order_by("number")[0]
            for code in ("utb", "kul", "hamn"):
                w.create(IncidentUnit, {"incident": incident, "unit": stage.units[code]})
            node = GapException.everything.get().node
            for code in ("utb", "kul"):
                values = {"node": node, "unit": stage.units[code], "role": "controller"}
                w.create(Controllership, values)
        reviews.decided(SYSTEM, stage.units["kul"], 2026)
    return stage


def today() -> Any:
    return timezone.localdate()


def merged(world: World) -> Unit:
    """`utb` and `kul` become one."""
    new = {**NEW, "parent": world.units["stad"]}
    carry_out(world.access("admin"), Wish(HandoverKind.MERGE, pair(world), today(), WHY, [new]))
    return Unit.everything.get(code="kuu")


def pair(world: World) -> list[Unit]:
    return [world.units["utb"], world.units["kul"]]


def in_use(unit: Unit) -> Counter[str]:
    """How many rows of each register the unit's list shows to who reads everything."""
    found = {r.key: Listing(r, SYSTEM, {"owner_unit": unit.code}).total for r in REGISTERS}
    return Counter(found)


def of_the_city() -> dict[str, Any]:
    period = Period(today() - timedelta(days=365), today(), today())
    return {
        f.key: Listing(registry.get(f.register), SYSTEM, f.query(period)).total
        for f in all_figures()
        if registry.find(f.register)
    }


def receipts() -> Any:
    """Those of the test."""
    return Handover.everything.filter(reason=WHY)


def whole() -> None:
    """The chain, the rows, the sealed texts and all that is derived are as they should be."""
    assert verify_installation().holds
    assert (compare_rows().faults, compare_digests().faults, derived.differences()) == ([], [], [])
    assert [found for each in projections.registry for found in each.differences()] == []


def state() -> tuple[Any, ...]:
    return (
        Change.objects.count(),
        Message.objects.count(),
        sorted(Unit.everything.values_list("code", "path", "version", "valid_to")),
    )


def test_every_row_that_names_a_unit_is_declared() -> None:
    named = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, Tracked)
        for field in model._meta.concrete_fields
        if field.related_model is Unit and field.name not in model.derived_fields
    }
    beside = {"unit.parent", "appointment.unit", "handover.giver", "handover.taker"}
    assert {each.key for each in belongings} == named - beside


def test_a_merge_leaves_nothing_behind(world: World) -> None:
    before, city = sum(map(in_use, pair(world)), Counter()), of_the_city()
    new = merged(world)
    assert in_use(new) == before
    assert of_the_city() == city
    for register in REGISTERS:
        left = register.model.everything.filter(owner_unit__in=pair(world), archived_at__isnull=True)
        assert list(left.exclude(register.over(today()))) == [], register.key
    whole()


def test_what_a_unit_says_of_others_follows_and_doubles_fall_together(world: World) -> None:
    new = merged(world)
    assert GapException.everything.get().unit == new
    assert [row.unit for row in Question.everything.all()] == [new]
    assert Controllership.everything.get().unit == new
    affected = IncidentUnit.everything.filter(incident__owner_unit=new).order_by("unit__code")
    assert [row.unit.code for row in affected] == ["hamn", "kuu"]


def test_whom_a_closed_incident_affected_stays_as_it_was(world: World) -> None:
    incident = Incident.everything.get(pk=IncidentUnit.everything.values_list("incident")[:1])
    for status, more in (("handling", {}), ("resolved", {}), ("closed", {"closed_at": timezone.now()})):
        with writing(SYSTEM) as w:
            incident = w.update(incident, {"status": status, **more})
    merged(world)
    affected = IncidentUnit.everything.filter(incident=incident).order_by("unit__code")
    assert [row.unit.code for row in affected] == ["hamn", "kul", "utb"]


def test_what_is_decided_stands_byte_for_byte_and_is_read_by_the_successor(world: World) -> None:
    frozen = sorted(FrozenReview.everything.values_list("pk", "document", "pack", "digest", "version"))
    old = sorted(Review.everything.values_list("pk", "owner_unit", "version"))
    merged(world)
    assert (
        sorted(FrozenReview.everything.values_list("pk", "document", "pack", "digest", "version")) == frozen
    )
    assert sorted(Review.everything.values_list("pk", "owner_unit", "version")) == old
    mine = Review.objects.visible(world.access("neighbour", today())).filter(owner_unit__in=pair(world))
    assert {row.owner_unit.code for row in mine} == {"utb", "kul"}


def test_the_roles_go_on_in_the_new_unit_and_end_in_the_old(world: World) -> None:
    held = {(a.user_id, a.role_id) for a in Appointment.everything.filter(unit__in=pair(world))}
    new = merged(world)
    now = Appointment.everything.filter(unit=new)
    assert {(a.user_id, a.role_id) for a in now} == held
    assert {a.valid_from for a in now} == {today()}
    old = Appointment.everything.filter(unit__in=pair(world))
    assert {a.valid_to for a in old} == {today() - timedelta(days=1)}
    told = set(Message.objects.filter(key__startswith="handover:").values_list("user_id", flat=True))
    assert {user for user, _role in held} <= told


def test_the_pages_agree_afterwards(world: World) -> None:
    paths = [unit.path for unit in pair(world)]
    apart = {path: figures_of(path) for path in paths}
    told = situation(), [(found.gap, found.count) for found in missing(SYSTEM, today())]
    new = merged(world)
    assert figures_of(new.path) == sum(apart.values(), Counter())
    assert (situation(), [(found.gap, found.count) for found in missing(SYSTEM, today())]) == told
    client = world.client("ciso")
    for address in ("/", "/laget/", f"/organisation/{new.code}/", reverse("graph-hub"), "/genomgangar/2027/"):
        assert client.get(address, follow=True).status_code == 200, address


def figures_of(path: str) -> Counter[str]:
    """Every figure, counted for the unit with that path and those below."""
    period = Period(today() - timedelta(days=365), today(), today())
    figures = [figure for figure in all_figures() if registry.find(figure.register) and not figure.shared]
    return Counter({figure.key: rows_of(SYSTEM, figure, period, path).count() for figure in figures})


def situation() -> list[str]:
    """What läget says of the city's registers."""
    found = describe_situation(SYSTEM, UnitScope(), today())
    counted = [part for part in found.parts if part.title in ("Beroenden", "Incidenter och incidentspår")]
    return [str(sentence) for part in [*counted, *found.folded] for sentence in part.sentences]


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_parts_of_the_city_s_figures_are_the_whole_before_and_after(world: World, year: int) -> None:
    review = next(r for r in world.reviews.values() if (r.year, r.owner_unit.code) == (year, "stad"))
    whole_before = {f.key: f.value for f in figures_in(review)}
    merged(world)
    found = figures_in(review)
    assert {f.key: f.value for f in found if not _of_units(f.key)} == {
        key: value for key, value in whole_before.items() if not _of_units(key)
    }
    divided = [f for f in found if f.parts and f.measure != "time"]  # lengths of time are not added up
    assert divided
    assert [f.key for f in divided if sum(part.value for part in f.parts) != f.value] == []
    asked = ("coverage.", "directions.", *OF_UNITS)  # of those that were due then
    counted = [f for f in divided if not f.key.startswith(asked)]
    assert {part.code for f in counted for part in f.parts} <= {"kuu", "hamn", ""}


OF_UNITS = ("unit-measures.", "local-instructions.", "service_objects.controllers")
"""Figures that count what each unit has of its own: two that become one have less of it."""


def _of_units(key: str) -> bool:
    return "review" in key or key.startswith(OF_UNITS)


def figures_in(review: Review) -> list[Any]:
    pack = gather(SYSTEM, review, now=timezone.now())
    return [figure for each in pack.inputs for figure in each.figures]


def test_the_successor_is_asked_what_the_old_units_were_asked(world: World) -> None:
    direction = latest_directions(SYSTEM)[0]
    before = progress_of(SYSTEM, [direction])[direction.pk]
    new = merged(world)
    after = progress_of(SYSTEM, [direction])[direction.pk]
    assert new.pk in {unit.pk for unit in after.missing}
    assert before.asked - after.asked == 1


def test_the_receipt_says_what_moved_to_both_sides_and_to_no_neighbour(world: World) -> None:
    merged(world)
    found = list(receipts().order_by("giver__code"))
    assert [(h.giver.code, h.taker.code, h.reason) for h in found] == [
        ("kul", "kuu", WHY),
        ("utb", "kuu", WHY),
    ]
    moved = [len(h.told["lines"]["service.owner_unit"]["rows"]) for h in found]
    assert sum(moved) == Service.everything.filter(owner_unit__code="kuu").count()
    page = world.client("owner").get(f"/organisation/overlamningar/{found[0].reorganisation}/")
    assert (page.status_code, WORD in page.text) == (200, True)
    assert world.client("outsider").get(page.request["PATH_INFO"]).status_code == 404


@pytest.mark.parametrize("who", ["owner", "neighbour", "auditor", "chef", "colleague", "outsider"])
def test_who_may_not_reorganise_changes_nothing(world: World, who: str) -> None:
    before = state()
    new = {**NEW, "parent": world.units["stad"]}
    with pytest.raises(Hidden):
        carry_out(world.access(who), Wish(HandoverKind.MERGE, pair(world), today(), WHY, [new]))
    for page in ("slas-samman", "dela", "flytta", "flytta-rader"):
        assert world.client(who).get(f"/organisation/utb/{page}/").status_code == 404
    assert state() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [({"on": 1}, "on"), ({"reason": " "}, "reason"), ({"code": "hamn"}, "code"), ({"kind": "city"}, "kind")],
)
def test_a_refused_merge_changes_nothing(world: World, change: dict[str, Any], field: str) -> None:
    before = state()
    new = {**NEW, "parent": world.units["stad"], **{k: v for k, v in change.items() if k in NEW}}
    on = today() + timedelta(days=change.get("on", 0))
    wish = Wish(HandoverKind.MERGE, pair(world), on, change.get("reason", WHY), [new])
    with pytest.raises(Invalid) as refusal:
        carry_out(world.access("admin"), wish)
    assert (list(refusal.value.errors), state()) == ([field], before)


def test_what_is_only_tried_changes_nothing(world: World) -> None:
    before = state()
    new = {**NEW, "parent": world.units["stad"]}
    wish = Wish(HandoverKind.MERGE, pair(world), today(), WHY, [new])
    assert len(carry_out(world.access("admin"), wish, only_try=True)) == 2
    assert (state(), UnitEvent.everything.count(), receipts().count()) == (before, 0, 0)


def test_a_split_divides_the_rows_and_says_which_roles_are_to_be_filled(world: World) -> None:
    utb, stad = world.units["utb"], world.units["stad"]
    picked = frozenset({world.rows["services"].pk, world.rows["information"].pk})
    coordinator = Appointment.everything.get(user=world.people["owner"], role__code="samordnare")
    before = in_use(utb)
    wish = Wish(
        HandoverKind.SPLIT,
        [utb],
        today(),
        WHY,
        [{**NEW, "code": code, "name": code, "parent": stad} for code in ("grund", "gymn")],
        picked=picked,
        below={world.units["utbf"].pk: 1},
        roles={coordinator.pk: 1},
    )
    carry_out(world.access("admin"), wish)
    first, last = Unit.everything.get(code="grund"), Unit.everything.get(code="gymn")
    assert in_use(first) + in_use(last) == before
    assert (in_use(last)["services"], in_use(last)["information"], in_use(last)["actions"]) == (1, 1, 0)
    assert Unit.everything.get(code="utbf").path == "/stad/gymn/utbf/"
    missing = {h.taker.code: h.told["missing"] for h in receipts().all()}
    assert ("samordnare" in missing["grund"], "samordnare" in missing["gymn"]) == (True, False)
    assert world.access("owner", today()).may("assets:service:edit", last)
    assert not world.access("owner", today()).may("assets:service:read", first)
    whole()


def test_rows_that_move_leave_their_past_behind(world: World) -> None:
    incident = Incident.everything.filter(owner_unit=world.units["utb"]).order_by("pk")[0]
    with writing(world.access("owner")) as w:
        w.update(incident, {"description": "UTBHEMLIGT"})
    with writing(world.access("owner")) as w:
        w.update(incident, {"description": "Rensat."})
    wish = Wish(
        HandoverKind.ROWS,
        [world.units["utb"]],
        today(),
        WHY,
        taker=world.units["kul"],
        picked=frozenset({incident.pk}),
    )
    before = in_use(world.units["utb"]), in_use(world.units["kul"])
    carry_out(world.access("admin"), wish)
    after = in_use(world.units["utb"]), in_use(world.units["kul"])
    assert (after[0] + Counter(incidents=1), after[1] - Counter(incidents=1)) == (before[0], before[1])
    page, past = f"/incidenter/{incident.pk}/", f"/incidenter/{incident.pk}/historik/"
    new = world.client("neighbour")
    assert (new.get(page).status_code, "UTBHEMLIGT" in new.get(page).text) == (200, False)
    told = new.get(f"/api/v1/incidents/{incident.pk}/history").json()["items"]
    assert [set(each["changes"]) for each in told] == [{"owner_unit"}]
    old = world.client("owner")
    assert (old.get(page).status_code, "UTBHEMLIGT" in old.get(past).text) == (404, True)
    assert world.client("outsider").get(past).status_code == 404
    receipt = f"/organisation/overlamningar/{receipts().get().reorganisation}/"
    assert past in old.get(receipt).text
    assert page in new.get(receipt).text
    whole()


def test_rows_to_be_moved_are_ticked_on_a_page(world: World) -> None:
    client, page = world.client("admin"), reverse("unit-rows", args=["utb"])
    asked = {"taker": str(world.units["kul"].pk), "on": str(today()), "reason": WHY}
    guide = client.post(page, asked)
    [(title, fields)] = guide.context["form"].groups
    assert title == f"Markera det som går till {world.units['kul'].name}"
    ticks = next(field for field in fields if field.name == "rows_incident.owner_unit")
    pk, label = ticks.field.choices[0]
    before = in_use(world.units["utb"])
    answer = client.post(page, asked | {ticks.name: [pk], "sure": "1", "version": ""})
    assert label in client.get(answer["Location"]).text
    assert Incident.everything.get(pk=pk).owner_unit == world.units["kul"]
    assert in_use(world.units["utb"]) + Counter(incidents=1) == before


def test_a_change_made_with_the_move_shows_the_new_side_only_what_it_became(world: World) -> None:
    incident = Incident.everything.filter(owner_unit=world.units["utb"]).order_by("pk")[0]
    with writing(SYSTEM) as w:
        w.update(incident, {"description": "UTBHEMLIGT"})
    with writing(SYSTEM) as w:
        w.update(incident, {"description": "", "cause": "Nytt", "owner_unit": world.units["kul"]})
    text = text_of(world.client("neighbour"), incident)
    assert ("UTBHEMLIGT" in text, "Nytt" in text) == (False, True)
    assert "Nytt" not in world.client("owner").get(f"/incidenter/{incident.pk}/historik/").text


def test_what_is_said_of_a_row_by_its_unit_goes_along_whichever_way_it_moves(world: World) -> None:
    gap = GapException.everything.get()
    model = next(r.model for r in registry if r.model.everything.filter(pk=gap.node.record).exists())
    row: Any = model.everything.get(pk=gap.node.record)
    assert row.owner_unit == gap.unit == world.units["utb"]
    with writing(world.access("ciso")) as w:
        w.update(row, {"owner_unit": world.units["hamn"]})
    assert GapException.everything.get().unit == world.units["hamn"]
    assert Controllership.everything.filter(unit=world.units["kul"]).count() == 1
    assert Controllership.everything.filter(unit=world.units["hamn"]).count() == 1


def test_a_moved_unit_keeps_all_that_is_its_own(world: World) -> None:
    utbf, before = world.units["utbf"], in_use(world.units["utbf"])
    wish = Wish(HandoverKind.MOVE, [utbf], today(), WHY, taker=world.units["kul"])
    carry_out(world.access("admin"), wish)
    moved = Unit.everything.get(code="utbf")
    assert (moved.path, in_use(moved)) == ("/stad/kul/utbf/", before)
    assert receipts().get().taker.code == "kul"
    assert events_of([moved.pk])[0].because == WHY
    whole()


def test_a_merge_by_the_api_is_tried_and_then_carried_out_once(world: World) -> None:
    sent = {
        "kind": "merge",
        "units": ["utb", "kul"],
        "on": str(today()),
        "reason": WHY,
        "into": [{**NEW, "parent": "stad"}],
    }
    client, before = Client(headers=bearer(world, "admin", TokenScope.WRITE)), state()
    tried = client.post("/api/v1/reorganisations", sent | {"only_try": True}, "application/json")
    assert (tried.status_code, tried.json()["id"], state()[1:]) == (200, None, before[1:])
    wrongs: list[dict[str, Any]] = [{"units": ["utb", "finns-inte"]}, {"into": []}, {"on": "2999-01-01"}]
    for wrong in wrongs:
        assert client.post("/api/v1/reorganisations", sent | wrong, "application/json").status_code == 422
    assert state()[1:] == before[1:]
    answers = [
        client.post("/api/v1/reorganisations", sent, "application/json", headers=KEY) for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["items"] == tried.json()["items"]
    read = client.get(f"/api/v1/reorganisations/{answers[0].json()['id']}")
    assert read.json() == answers[0].json()
    refused = Client(headers=bearer(world, "owner", TokenScope.WRITE)).post(
        "/api/v1/reorganisations", sent, "application/json"
    )
    assert refused.status_code == 404


KEY = {"Idempotency-Key": "en-gång"}
