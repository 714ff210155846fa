"""A screening from its sending to 100 %: answers land in the record, nothing is overwritten, findings raise actions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership
from akropolis.privacy.processing.models import (
    DataSubjectGroup,
    Processing,
    ProcessingGroup,
    ProcessingNode,
)
from akropolis.privacy.screening.models import ScreeningAction
from akropolis.privacy.screening.register.screening_list import ScreeningList
from akropolis.privacy.screening.rules.findings import FLAGS, ScreeningFinding, compare_flags, list_findings
from akropolis.privacy.screening.selectors.screening import list_screened
from akropolis.privacy.screening.services.causes import SCREENING_CAUSE
from akropolis.shared.actions.selectors.causes import raise_url
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.services import answers, campaigns
from akropolis.shared.campaigns.services.answers import AnswerInput
from tests.factories.graphs import depend, information, service
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = {"holds": "yes", "role": "controller", "children": "yes", "third_country": "no", "agreement": "no"}
SAID |= {"retention": "yes", "logs": "no", "groups": "elever, Grannar"}


@pytest.fixture
def journal(world: World) -> Node:
    """A service of `utb` that holds personal data, and one of `kul` that the city knows nothing of."""
    with writing(SYSTEM) as w:
        made = service(w, world.units["utb"], f"{WORD} journal")
        depend(w, information(w, world.units["utb"], "Betyg", personal_data=True), made, kind="handled_by")
        service(w, world.units["kul"], "Ljussättning")
        w.create(DataSubjectGroup, {"name": "Elever", "code": "pupils", "valid_from": TODAY})
    return made


def sent(world: World) -> Campaign:
    values = {
        "title": "Genomlysning",
        "kind": "screening",
        "text": "Alla.",
        "last_on": TODAY + timedelta(days=9),
    }
    campaign = create(SYSTEM, Campaign, values | {"owner_unit": world.units["stad"]})
    access = world.access("ciso", TODAY)
    campaigns.send(
        access, campaign, [each.key for each in campaign.of_kind.candidates(access, TODAY) if each.wanted]
    )
    return campaign


def answer(world: World, **said: str) -> Ask:
    ask = Ask.everything.get(campaign__kind="screening")
    answers.answer(world.access("owner", TODAY), [AnswerInput(ask, ask.version, SAID | said)])
    return Ask.everything.get(pk=ask.pk)


def processing(world: World, node: Node, **given: object) -> Processing:
    with writing(SYSTEM) as w:
        row = w.create(Processing, {"title": "Betyg", "owner_unit": world.units["utb"], **given})
        w.create(ProcessingNode, {"processing": row, "node": node})
    return row


def listed(world: World, who: str = "ciso") -> ScreeningList:
    return ScreeningList(world.access(who, TODAY), {}, TODAY)


def test_services_with_personal_data_are_asked_about_and_answers_land(world: World, journal: Node) -> None:
    row = processing(world, journal)
    sent(world)
    assert Ask.everything.get().object_id == journal.record
    assert [square.kind for square in listed(world).more()["squares"]] == ["warning"]  # type: ignore[attr-defined]
    answer(world)
    stated = Controllership.everything.get()
    assert (stated.unit, stated.role) == (world.units["utb"], "controller")
    now = Processing.everything.get(pk=row.pk)
    assert [getattr(now, flag) for flag in FLAGS] == [True, None, False]
    assert now.other_groups == "Grannar"
    assert [str(each.group) for each in ProcessingGroup.everything.all()] == ["Elever"]
    assert [square.kind for square in listed(world).more()["squares"]] == ["success"]  # type: ignore[attr-defined]
    assert (
        listed(world).lead()[0] == "1 of 1 are screened."
        or "1 av 1 är genomlysta." in listed(world).lead()[0]
    )


def test_what_is_written_stays_and_the_contradiction_is_shown(world: World, journal: Node) -> None:
    row = processing(world, journal, children=False, other_groups="Lärare")
    create(SYSTEM, Controllership, {"node": journal, "unit": world.units["utb"], "role": "joint"})
    sent(world)
    answer(world)
    now = Processing.everything.get(pk=row.pk)
    assert (now.children, now.other_groups, ProcessingGroup.everything.count()) == (False, "Lärare", 0)
    assert Controllership.everything.get().role == "joint"
    (found,) = list_screened(world.access("owner", TODAY), TODAY)
    assert found.contradictions == ["role", "children"]
    page = world.client("owner").get(reverse("screening-list")).content.decode()
    assert "förteckningen säger annat om barn" in page


def test_a_service_that_no_processing_names_is_tied_on_a_page(world: World, journal: Node) -> None:
    sent(world)
    ask = answer(world)
    address = reverse("screening-tie", args=[ask.pk])
    assert address in world.client("owner").get(reverse("screening-list")).content.decode()
    assert world.client("neighbour").post(address, {}).status_code == 404
    assert world.client("owner").post(address, {"processing": ""}).status_code == 302
    made = Processing.everything.get()
    assert (made.title, made.owner_unit, made.children) == (journal.name, world.units["utb"], True)
    assert ProcessingNode.everything.get().node == journal
    (found,) = list_screened(world.access("owner", TODAY), TODAY)
    assert (found.untied, found.contradictions) == (False, [])


def test_a_finding_raises_an_action(world: World, journal: Node) -> None:
    sent(world)
    ask = answer(world)
    address = raise_url(SCREENING_CAUSE, f"{ask.pk}_agreement")
    page = world.client("owner").get(address).content.decode()
    assert "Teckna personuppgiftsbiträdesavtal" in page
    unit = world.units["utb"].pk
    values = {
        "title": "Teckna avtal",
        "owner_unit": unit,
        "due_on": TODAY,
        "responsible": world.people["owner"].pk,
    }
    assert world.client("owner").post(address, values).status_code == 302
    assert ScreeningAction.everything.get().finding == "agreement"
    assert world.client("neighbour").get(address).status_code == 404
    assert world.client("owner").get(raise_url(SCREENING_CAUSE, f"{ask.pk}_retention")).status_code == 404


def test_a_service_that_came_later_is_shown_as_not_asked_and_the_sent_stands(
    world: World, journal: Node
) -> None:
    sent(world)
    answer(world)
    with writing(SYSTEM) as w:
        late = service(w, world.units["utb"], "Senkomling")
    processing(world, late)
    assert Ask.everything.count() == 1
    assert "Senkomling" in listed(world).lead()[1]
    states = {row.node.name: (row.ask is None, row.screened) for row in listed(world).every}
    assert states == {f"{WORD} journal": (False, True), "Senkomling": (True, False)}


def test_a_neighbour_sees_nothing_of_the_answers(world: World, journal: Node) -> None:
    sent(world)
    answer(world, groups=WORD)
    assert listed(world, "neighbour").every == []
    for address in ("/genomlysning/", "/genomlysning/xlsx/", "/api/v1/screening"):
        assert WORD not in world.client("neighbour").get(address).content.decode(errors="ignore")


def test_an_answer_needs_the_right_to_write_in_the_record(world: World, journal: Node) -> None:
    sent(world)
    ask = Ask.everything.get()
    with pytest.raises(Hidden):
        answers.answer(world.access("colleague", TODAY), [AnswerInput(ask, ask.version, SAID)])
    assert not Controllership.everything.exists()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"holds": "no", "agreement": "no"}, []),
        ({"holds": "unknown"}, [ScreeningFinding.UNKNOWN]),
        ({"holds": "yes", "logs": "no", "retention": ""}, [ScreeningFinding.LOGS]),
    ],
)
def test_findings_follow_from_the_answers(said: dict[str, str], found: list[ScreeningFinding]) -> None:
    assert list_findings(said) == found


@pytest.mark.parametrize(
    ("said", "written", "alone", "expected"),
    [
        ("yes", None, False, ({"children": True}, [])),
        ("no", None, False, ({}, [])),
        ("no", None, True, ({"children": False}, [])),
        ("yes", True, True, ({}, [])),
        ("yes", False, False, ({}, ["children"])),
        ("no", True, True, ({}, ["children"])),
        ("", None, True, ({}, [])),
    ],
)
def test_flags_are_set_where_nothing_is_written(
    said: str, written: bool | None, alone: bool, expected: object
) -> None:
    flags = dict.fromkeys(FLAGS, None) | {"children": written}
    assert compare_flags({"children": said}, flags, alone=alone) == expected
