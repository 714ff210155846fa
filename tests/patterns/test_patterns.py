"""A pattern from its template to a service that follows it: what is written, what never is, and who sees it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.deviations.models import Deviation
from akropolis.assurance.deviations.web.waiting import pending_late
from akropolis.assurance.patterns.models import (
    PatternFollowing,
    PatternMeasure,
    PatternPart,
    SecurityPattern,
)
from akropolis.assurance.patterns.register.patterns import PARTS
from akropolis.assurance.patterns.register.plan import SecurityPlan
from akropolis.assurance.patterns.services.patterns import begin_text, deviate, follow, go_through
from akropolis.assurance.patterns.web.following import pending_reviews
from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control, Fulfilment, MeasureBearer
from akropolis.graph.compliance.services.tallying import refresh
from akropolis.shared.documents.models import DocumentUnit, DraftChapter, GoverningDocument
from tests.compliance.measures import measure
from tests.factories import documents
from tests.world import START, SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FREE, HELD, OWN, ENDED = "andringar", "konton", "ledning", "gammal"
"""Measures that a service is demanded, not assessed and assessed; one that units carry out; one that has ended."""


@pytest.fixture
def pattern(world: World) -> SecurityPattern:
    """A pattern of internal services, begun from its template in `stad` and decided."""
    with writing(SYSTEM) as w:
        own = measure(w, OWN, MeasureBearer.UNIT)
        for code in (FREE, HELD, ENDED):
            control = measure(w, code)
            part = {"kind": "internal", "control": control, "text": f"Så löses {code}.", "valid_from": START}
            w.create(PatternPart, {**part, "code": code, "position": 20, "source": "x"})
            w.update(control, {"valid_to": TODAY - DAY} if code == ENDED else {})
        text = {"kind": "internal", "name": "För vem", "text": "För den som förvaltar.", "valid_from": START}
        w.create(PatternPart, {**text, "code": "internal--nar", "position": 10, "source": "x"})
        assert own.bearer == "unit"
    values = {"title": "Intern tjänst", "kind": "internal", "owner_unit": world.units["stad"]}
    made = begin_text(SYSTEM, create(SYSTEM, SecurityPattern, values))
    return decided(made)


def decided(pattern: SecurityPattern) -> SecurityPattern:
    """The pattern with one more decided version."""
    chapter = DraftChapter.everything.filter(document=pattern.document).first()
    assert chapter
    documents.written(pattern.document, f"{chapter.text}.", chapter.key)
    documents.decided_as_is(pattern.document)
    return SecurityPattern.everything.get(pk=pattern.pk)


@pytest.fixture
def node(world: World, pattern: SecurityPattern) -> Node:
    """A shared service of `utb`, with one of the pattern's measures assessed as not begun."""
    values = {"name": f"{WORD} journal", "owner_unit": world.units["utb"], "shared": True}
    made: Node = Node.everything.get(record=create(SYSTEM, Service, values).pk)
    refresh(timezone.now())
    said = {"state": "not_begun", "reasons": "Ingen har gjort det.", "assessed_on": TODAY, "assessed_by": "N"}
    create(SYSTEM, Fulfilment, {"node": made, "control": Control.everything.get(code=HELD), **said})
    return made


@pytest.fixture
def following(world: World, node: Node, pattern: SecurityPattern) -> PatternFollowing:
    """The service follows the pattern, and nobody has gone through it."""
    return follow(world.access("owner"), node, pattern)


def fresh(row: PatternFollowing) -> PatternFollowing:
    """The following as stored."""
    return PatternFollowing.everything.get(pk=row.pk)


def assessed(node: Node) -> dict[str, tuple[str, str]]:
    """Measure → its assessment and reasons at the service."""
    rows = Fulfilment.everything.filter(node=node).select_related("control")
    return {row.control.code: (row.state, row.reasons) for row in rows}


def waiting_for(world: World, who: str, feed: Any, day: date = TODAY) -> list[str]:
    """The titles of the tasks that wait for the person."""
    return [task.title for task in tasks_for(world.access(who), day, [feed])]


def test_every_shipped_template_settles_measures_that_services_carry_out() -> None:
    for key in ("controls", "pattern-parts"):
        tables.get(key).load(SYSTEM)
    rows = PatternPart.everything.select_related("control")
    kinds = {row.kind for row in rows}
    assert kinds == {"public_service", "saas", "internal", "integration", "ot"}
    for kind in kinds:
        own = [row for row in rows if row.kind == kind]
        measures = [row.control for row in own if row.control]
        assert 8 <= len(measures) <= 15
        assert len({each.pk for each in measures}) == len(measures)
        assert {each.bearer for each in measures}.isdisjoint({MeasureBearer.UNIT})
        assert sum(row.control is None for row in own) == 4


def test_a_pattern_begins_from_the_template_of_its_kind_once(pattern: SecurityPattern) -> None:
    parts = PatternPart.everything.filter(kind="internal")
    chapters = DraftChapter.everything.filter(document=pattern.document)
    assert [row.title for row in chapters] == [row.name for row in parts if row.control is None]
    settled = PatternMeasure.everything.filter(pattern=pattern).values_list("control", flat=True)
    held = Control.everything.filter(code__in=(FREE, HELD)).values_list("pk", flat=True)
    assert {*settled} == {*held}
    with pytest.raises(Refused):
        begin_text(SYSTEM, pattern)
    assert GoverningDocument.everything.filter(kind="pattern").count() == 1


def test_the_text_of_a_units_pattern_for_the_whole_city_is_for_all_units(world: World) -> None:
    for shared in (True, False):
        values = {"title": "Eget", "kind": "ai", "owner_unit": world.units["utb"], "shared": shared}
        made = begin_text(SYSTEM, create(SYSTEM, SecurityPattern, values))
        named = DocumentUnit.everything.filter(document=made.document).values_list("unit__code", flat=True)
        assert list(named) == (["stad"] if shared else [])


def test_a_measure_that_is_unknown_ended_or_a_units_own_is_refused_at_its_place(
    world: World, pattern: SecurityPattern
) -> None:
    address = reverse("pattern-measure-add", args=[pattern.pk])
    ended = Control.everything.get(code=ENDED)
    before = PatternMeasure.everything.count()
    for control in (ended.pk, Control.everything.get(code=OWN).pk, pattern.pk, "x"):
        answer = world.client("ciso").post(address, {"control": control, "how": "Så."})
        assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["control"])
    for code in (ENDED, OWN):
        values = {"pattern": pattern, "control": Control.everything.get(code=code), "how": "Så."}
        with pytest.raises(Invalid) as refused:
            create(SYSTEM, PatternMeasure, values)
        assert [*refused.value.errors] == ["control"]
    assert PatternMeasure.everything.count() == before


def test_a_template_with_an_unknown_measure_is_refused_with_its_row_and_what_is_wrong(
    pattern: SecurityPattern,
) -> None:
    row = {"code": "internal--x", "kind": "internal", "control": "finns-inte", "text": "Så."}
    before = PatternPart.everything.count()
    with pytest.raises(ValueError, match=r"pattern_parts\.yaml, internal--x: there is no control finns-inte"):
        PARTS.tied([row])
    for control, place in ((Control.everything.get(code=OWN), "control"), (None, "name")):
        with pytest.raises(Invalid) as refused:
            create(SYSTEM, PatternPart, {**row, "code": "", "control": control, "valid_from": START})
        assert [*refused.value.errors] == [place]
    assert PatternPart.everything.count() == before


def test_only_ticked_measures_are_assessed_and_none_is_overwritten(
    world: World, node: Node, following: PatternFollowing
) -> None:
    before = assessed(node)
    address, client = reverse("pattern-review", args=[following.pk]), world.client("owner")
    form = client.get(address).context["form"]
    proposed = {code for code, _label in form.fields["measures"].choices}
    assert FREE in proposed
    assert HELD not in proposed
    sent = {"version": following.version, "edition": 1}
    refused = client.post(address, {**sent, "measures": [FREE, HELD]})
    assert (refused.status_code, [*refused.context["form"].errors]) == (422, ["measures"])
    assert (assessed(node), fresh(following).edition) == (before, 0)
    assert client.post(address, {**sent, "measures": [FREE]}).status_code == 302
    how = PatternMeasure.everything.get(pattern=following.pattern, control__code=FREE).how
    state, reasons = assessed(node).pop(FREE)
    assert {**assessed(node)} == before | {FREE: (state, reasons)}
    assert state == "met"
    assert "Intern tjänst" in reasons
    assert reasons.endswith(how)
    stored = fresh(following)
    assert (stored.edition, stored.confirmed_on, stored.confirmed_by) == (1, TODAY, "Nadja Perić")
    update(SYSTEM, stored, {"since": TODAY - DAY})
    assert client.post(address, {**sent, "measures": []}).status_code == 409


def test_a_service_goes_through_the_version_that_was_seen(
    world: World, node: Node, following: PatternFollowing, pattern: SecurityPattern
) -> None:
    decided(pattern)
    with pytest.raises(Refused):
        go_through(world.access("owner"), following, [FREE], 1)
    assert (FREE in assessed(node), fresh(following).edition) == (False, 0)


def test_a_new_version_asks_those_who_follow_the_pattern_and_changes_nothing(
    world: World, node: Node, following: PatternFollowing, pattern: SecurityPattern
) -> None:
    done = go_through(world.access("owner"), following, [FREE], 1)
    assert (waiting_for(world, "owner", pending_reviews), done.state) == ([], "follows")
    before = assessed(node)
    decided(pattern)
    assert len(waiting_for(world, "owner", pending_reviews)) == 1
    assert WORD in waiting_for(world, "owner", pending_reviews)[0]
    assert [waiting_for(world, who, pending_reviews) for who in ("neighbour", "auditor")] == [[], []]
    assert (assessed(node), fresh(following).state) == (before, "waits")
    go_through(world.access("owner"), fresh(following), [], 2)
    assert waiting_for(world, "owner", pending_reviews) == []
    document = GoverningDocument.everything.get(kind="pattern")
    update(SYSTEM, document, {"status": "repealed", "repealed_on": TODAY}, because="Ersatt.")
    assert fresh(following).state == "ended"


def test_a_pattern_that_is_not_decided_is_not_followed(world: World, node: Node) -> None:
    values = {"title": "Utkast", "kind": "saas", "owner_unit": world.units["stad"]}
    drafted = begin_text(SYSTEM, create(SYSTEM, SecurityPattern, values))
    with pytest.raises(Invalid):
        follow(world.access("owner"), node, drafted)
    address = reverse("pattern-follow", args=[node.record])
    assert world.client("owner").post(address, {"pattern": drafted.pk}).status_code == 422
    assert not PatternFollowing.everything.exists()


def test_a_neighbour_sees_neither_who_follows_nor_what_deviates(
    world: World, node: Node, following: PatternFollowing, pattern: SecurityPattern
) -> None:
    control = Control.everything.get(code=FREE)
    values = {"control": control, "what": f"{WORD} går inte.", "due_on": TODAY + DAY}
    deviate(world.access("owner"), following, values)
    page, plan = reverse("services-detail", args=[node.record]), reverse(SecurityPlan.key)
    whole = world.client("owner").get(page).content.decode()
    assert f"{WORD} journal" in whole
    assert reverse("pattern-review", args=[following.pk]) in whole
    shown = world.client("neighbour").get(page)
    assert shown.status_code == 200
    assert pattern.title not in shown.content.decode()
    assert WORD not in world.client("neighbour").get(plan).content.decode()
    for name in ("pattern-review", "pattern-deviate"):
        assert world.client("neighbour").get(reverse(name, args=[following.pk])).status_code == 404
    assert world.client("neighbour").post(reverse("pattern-stop", args=[following.pk])).status_code == 404
    assert world.client("neighbour").get(reverse("pattern-follow", args=[node.record])).status_code == 404
    with pytest.raises(Hidden):
        follow(world.access("neighbour"), node, decided(pattern))
    assert not PatternFollowing.objects.visible(world.access("neighbour")).exists()
    rows = SecurityPlan(world.access("owner"), {}, TODAY).rows()
    mine = next(row for row in rows if row.node == node)
    assert (mine.state, mine.deviations) == ("waits", 1)


def test_the_plan_leads_from_following_none_to_a_pattern_for_those_who_may(world: World, node: Node) -> None:
    plan, way = reverse(SecurityPlan.key), reverse("pattern-follow", args=[node.record])
    shown = {who: way in world.client(who).get(plan).text for who in ("owner", "auditor")}
    assert shown == {"owner": True, "auditor": False}


def test_a_deviation_ends_and_is_then_on_a_desk(
    world: World, node: Node, following: PatternFollowing, pattern: SecurityPattern
) -> None:
    address, client = reverse("pattern-deviate", args=[following.pk]), world.client("owner")
    sent = {"control": Control.everything.get(code=FREE).pk, "what": "Leverantören saknar det."}
    for end in ("", str(TODAY)):
        answer = client.post(address, {**sent, "due_on": end})
        assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["due_on"])
    assert not Deviation.everything.exists()
    assert client.post(address, {**sent, "due_on": str(TODAY + DAY)}).status_code == 302
    made = Deviation.everything.get()
    assert (made.source_kind, made.source_id, made.node) == ("patterns", pattern.pk, node)
    assert (made.owner_unit, made.responsible) == (world.units["utb"], world.people["owner"])
    assert FREE not in str(client.get(reverse("pattern-review", args=[following.pk])).context["form"])
    assert waiting_for(world, "chef", pending_late) == []
    assert len(waiting_for(world, "chef", pending_late, TODAY + 2 * DAY)) == 1
