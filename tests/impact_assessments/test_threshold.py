"""Whether a processing needs an impact assessment: the rule, what the record proposes, and when it is asked again."""

from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.records.writer import create, update
from akropolis.privacy.impact_assessments.models import ThresholdCriterion, ThresholdTest
from akropolis.privacy.impact_assessments.register.assessed import AssessedProcessings
from akropolis.privacy.impact_assessments.rules.threshold import find_changes, judge
from akropolis.privacy.impact_assessments.selectors.thresholds import (
    changed_since,
    collect_facts,
    criteria_in_force,
    suggest,
)
from akropolis.privacy.impact_assessments.services.thresholds import record_test
from akropolis.privacy.impact_assessments.web.assessments import pending_tests
from tests.impact_assessments.scene import about, answers, processing, run_test
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db
WORLD = "kept"
COUNTED, ALONE = "counts", "requires"


@pytest.mark.parametrize(
    ("provision", "given", "result"),
    [
        ("WP248 rev.01 III.B: two criteria", [(COUNTED, "yes"), (COUNTED, "yes"), (ALONE, "no")], "needed"),
        ("WP248 rev.01 III.B: one may do", [(COUNTED, "yes"), (COUNTED, "no"), (ALONE, "no")], "may"),
        ("GDPR 35.3 a", [(COUNTED, "no"), (ALONE, "yes")], "needed"),
        ("GDPR 35.1: no high risk", [(COUNTED, "no"), (ALONE, "no")], "not_needed"),
        ("unknown is not no: 35.3", [(COUNTED, "no"), (ALONE, "unknown")], "open"),
        ("unknown is not no: one and one unknown", [(COUNTED, "yes"), (COUNTED, "unknown")], "open"),
        ("two unknown could be two", [(COUNTED, "unknown"), (COUNTED, "unknown")], "open"),
        ("one unknown could be one", [(COUNTED, "unknown"), (ALONE, "no")], "may"),
        ("two are enough, whatever else is unknown", [(COUNTED, "yes")] * 2 + [(ALONE, "unknown")], "needed"),
    ],
)
def test_the_rule(provision: str, given: list[tuple[str, str]], result: str) -> None:
    assert judge(given) == result, provision


def test_nine_criteria_three_of_article_35_3_and_the_citys_and_no_proposal(world: World) -> None:
    codes = [row.code for row in criteria_in_force(TODAY)]
    nine, three = [f"wp248-{n}" for n in range(1, 10)], [f"art35-3-{letter}" for letter in "abc"]
    assert codes == [*nine, *three, "city-shared"]
    proposed = ThresholdCriterion.everything.filter(proposal=True)
    assert set(proposed.values_list("code", flat=True)) == {"edpb-list-must", "edpb-list-need-not"}


def proposals(world: World, row: Any) -> dict[str, str]:
    facts = collect_facts(world.access("owner"), [row])[row.pk]
    found = {each.code: suggest(each, facts) for each in criteria_in_force(TODAY)}
    return {code: said.answer for code, said in found.items() if said}


def test_the_record_proposes_with_its_reasons_and_says_nothing_of_what_it_does_not_know(world: World) -> None:
    row = about(processing(world, people=9000), groups=("pupils",), categories=("health",))
    yes = dict.fromkeys(("wp248-4", "wp248-5", "wp248-7", "art35-3-b"), "yes")
    assert proposals(world, row) == {**yes, "wp248-2": "no"}
    small = about(processing(world), groups=("guardians",), categories=("identity",))
    named = ("wp248-2", "wp248-4", "wp248-5", "wp248-7", "art35-3-b")
    assert proposals(world, small) == dict.fromkeys(named, "no")
    unknown: dict[str, Any] = {"people": None, "automated": None, "children": None, "protected_people": None}
    assert proposals(world, processing(world, **unknown)) == {}
    uncounted = about(processing(world, people=None), categories=("health",))
    assert proposals(world, uncounted) == {"wp248-2": "no", "wp248-4": "yes"}
    facts = collect_facts(world.access("owner"), [row])[row.pk]
    (criterion,) = [each for each in criteria_in_force(TODAY) if each.code == "wp248-7"]
    assert "Elever" in suggest(criterion, facts).reason  # type: ignore[union-attr] # shown above


def test_article_35_3_leaves_no_choice_and_two_criteria_ask_for_a_reason(world: World) -> None:
    row, owner = processing(world), world.access("owner")
    with pytest.raises(Invalid, match=r"35\.3 c"):
        record_test(owner, row, answers("art35-3-c"), make=False, reason="Vi vill inte.")
    with pytest.raises(Invalid) as refusal:
        record_test(owner, row, answers("wp248-4", "wp248-7"), make=False, reason="  ")
    assert list(refusal.value.errors) == ["reason"]
    assert ThresholdTest.everything.count() == 0
    made = run_test(world, row, "wp248-4", "wp248-7", make=False, reason="Lagen beskriver behandlingen.")
    assert (made.result, made.make, made.tested_by) == ("needed", False, "Nadja Perić")
    path = {each["key"]: each for each in made.answers}
    assert (path["wp248-4"]["answer"], path["wp248-1"]["answer"]) == ("yes", "no")
    assert path["wp248-4"]["issuer"] == "Artikel 29-gruppen; IMY"
    assert path["wp248-4"]["version"] == ThresholdCriterion.everything.get(code="wp248-4").version


@pytest.mark.parametrize(
    ("values", "changed"),
    [
        ({"automated": True}, ["automatiska beslut"]),
        ({"third_country": True}, ["överföringar utanför EU och EES"]),
        ({"people": 42}, []),
        ({"people": 400}, ["antal människor"]),
        ({"people": None}, ["antal människor"]),
        ({"purpose": "Samma sak med andra ord"}, []),
    ],
)
def test_it_is_asked_again_when_what_it_rests_on_changes(
    world: World, values: dict[str, Any], changed: list[str]
) -> None:
    row = processing(world)
    test, access = run_test(world, row), world.access("owner")
    row = update(SYSTEM, row, values)
    assert changed_since(test, collect_facts(access, [row])[row.pk]) == changed
    waits = [task.key for task in pending_tests(access, TODAY)]
    assert waits == ([f"threshold:{row.pk}:{test.pk}"] if changed else [])


def test_a_group_more_and_a_place_more_change_it_and_a_new_test_settles_it(world: World) -> None:
    row, access = processing(world), world.access("owner")
    first = run_test(world, row)
    about(row, groups=("pupils",), categories=("health",))
    facts = collect_facts(access, [row])[row.pk]
    assert changed_since(first, facts) == ["grupper av registrerade", "kategorier av personuppgifter"]
    assert changed_since(run_test(world, row, "wp248-7"), facts) == []
    assert find_changes({"places": []}, {"places": ["x"]}) == ["places"]


def test_sensitive_data_without_a_test_waits_for_those_of_the_unit_alone(world: World) -> None:
    row = about(processing(world), categories=("health",))
    processing(world, title="Utan känsliga uppgifter")
    keys = {
        who: [t.key for t in pending_tests(world.access(who), TODAY)]
        for who in ("owner", "neighbour", "ciso")
    }
    assert keys == {"owner": [f"threshold:{row.pk}:"], "neighbour": [], "ciso": []}


def sent(row: Any, *met: str, **more: str) -> dict[str, str]:
    given = {f"answer_{key}": said.answer for key, said in answers(*met).items()}
    return given | {"make": "yes", "reason": ""} | more


def test_the_page_begins_with_what_is_proposed_and_loses_nothing(world: World) -> None:
    row = about(processing(world), groups=("pupils",))
    url, client = reverse("threshold-test", args=[row.pk]), world.client("owner")
    page = client.get(url)
    begun = {each["criterion"].code: each["answer"].value() for each in page.context["form"].criteria()}
    assert (begun["wp248-7"], begun["wp248-2"], begun["wp248-1"]) == ("yes", "no", None)
    key = next(iter(answers()))
    wrong = sent(row, "wp248-4", "wp248-7", make="no") | {f"reason_{key}": "Kvar"}
    answer = client.post(url, wrong)
    assert answer.status_code == 422
    assert 'value="Kvar"' in answer.text
    assert client.post(url, sent(row, "wp248-4", "wp248-7")).status_code == 302
    assert ThresholdTest.everything.get().result == "needed"
    assert "En konsekvensbedömning behövs" in client.get(reverse("processings-detail", args=[row.pk])).text
    for who in ("neighbour", "colleague"):
        assert world.client(who).get(url).status_code == 404


def test_a_role_that_ended_between_page_and_post_changes_nothing(world: World) -> None:
    row = processing(world)
    url, client = reverse("threshold-test", args=[row.pk]), world.client("owner")
    assert client.get(url).status_code == 200
    for held in Appointment.everything.filter(user=world.people["owner"]):
        update(SYSTEM, held, {"valid_to": held.valid_from})
    assert client.post(url, sent(row)).status_code == 404
    with pytest.raises(Hidden):
        record_test(world.access("neighbour"), row, answers(), make=True)
    assert ThresholdTest.everything.count() == 0


def test_two_tests_at_once_both_stand_and_the_newest_holds(world: World) -> None:
    row = processing(world)
    run_test(world, row)
    run_test(world, row, "wp248-4", "wp248-7")
    page = world.client("owner").get(reverse("processings-detail", args=[row.pk]))
    assert ThresholdTest.everything.count() == 2
    assert "En konsekvensbedömning behövs" in page.text
    listed = AssessedProcessings(world.access("owner"), {"test": "needed"}, TODAY)
    assert [line.processing for line in listed.rows()] == [row]


def test_the_citys_own_criterion_is_asked_too(world: World) -> None:
    values = {"name": "Kamera i skolan", "issuer": "Staden", "valid_from": TODAY, "effect": "requires"}
    own = create(SYSTEM, ThresholdCriterion, values)
    row = processing(world)
    given = answers() | {str(own.pk): answers("wp248-1")[str(criteria_in_force(TODAY)[0].pk)]}
    assert record_test(world.access("owner"), row, given, make=True).result == "needed"
