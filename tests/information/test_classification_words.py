"""A draft in words: what was answered, how far each page has come, and what its levels would demand of others."""

from typing import Any

import pytest
from django.urls import reverse

from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import VisibleNode, Way
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.services.foreseen import LevelChange, NodeEffect
from akropolis.graph.information.web.classification_steps import (
    DraftView,
    _gap,
    _ground,
    aspect_row,
    describe_part,
    effect_row,
    level_letters,
)
from akropolis.shared.classification.rules.assessment import AspectOutcome, GroundKind, LevelGround
from akropolis.shared.classification.rules.scheme import read_body
from tests.classification.schemes import body
from tests.information.classifying import Stage, build, harms, put
from tests.world import World

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture
def it(world: World) -> Stage:
    """A draft of which nothing is answered."""
    made = build(world)
    service.begin(made.access("elin"), made.information)
    return made


def work(it: Stage) -> DraftView:
    return DraftView(it.access("elin"), it.draft())


ABOUT = {"description": "Journaler", "personal_data": True, "people": 900, "protected_people": False}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (ABOUT, ("Journaler", "Ja", "900", "Nej")),
        ({"people": 0, "personal_data": False}, ("", "Nej", "0", "")),
        ({}, ("", "", "", "")),
    ],
)
def test_what_the_information_is_is_said_in_words(it: Stage, value: Any, words: tuple[str, ...]) -> None:
    labels = ("Vad det är", "Handlar om personer", "Hur många", "Skyddade personuppgifter")
    assert describe_part(work(it), "about", value) == dict(zip(labels, words, strict=True))


def test_provisions_and_raises_are_said_by_name_and_what_nobody_knows_by_its_code(it: Stage) -> None:
    raises = [
        {"aspect": "confidentiality", "level": 2, "reason": "Mycket samlat"},
        {"aspect": "availability", "level": None, "reason": ""},
    ]
    found = describe_part(work(it), "law", {"legal": ["skola", "okänd"], "raises": raises})
    assert found == {
        "Lagrum": "Skolans sekretess (OSL 23 kap. 2 §)\nokänd",
        "Höjningar": "Konfidentialitet: 2 Allvarlig. Mycket samlat\nTillgänglighet: ",
    }


def test_levels_and_kinds_of_harm_are_said_in_the_order_of_the_scheme(it: Stage) -> None:
    rows = {"economy": {"level": 1, "text": ""}, "person": {"level": None, "text": "Vet inte"}}
    assert list(describe_part(work(it), "confidentiality", rows).items()) == [
        ("Person", "Vet inte"),
        ("Ekonomi", "1 Måttlig"),
    ]
    chosen = {
        "availability": {"level": 2, "reason": "Ofta"},
        "confidentiality": {"level": None, "reason": ""},
    }
    assert list(describe_part(work(it), "levels", chosen).items()) == [
        ("Konfidentialitet", ""),
        ("Tillgänglighet", "2 Allvarlig. Ofta"),
    ]


def steps(it: Stage, current: str = "") -> tuple[list[str], list[str]]:
    """How far each page has come, and the one that is open."""
    lines = list(work(it).lines(current))
    return [line.state for line in lines], [line.name for line in lines if line.current]


def test_each_page_says_how_far_it_has_come(it: Stage) -> None:
    assert steps(it) == (["ifylld", "", "", "", "", "2 kvar"], [])
    put(it, "about", {"description": ""})
    put(it, "confidentiality", {"person": {"level": 1, "text": ""}, "economy": {"level": None, "text": "?"}})
    assert steps(it, "confidentiality") == (["", "1 av 2", "", "", "", "2 kvar"], ["Konfidentialitet"])
    put(it, "confidentiality", harms(1))
    raises = [{"kind": "accumulation", "aspect": "availability", "level": 2, "reason": "Ofta"}]
    put(it, "law", {"legal": ["skola"], "raises": raises})
    assert steps(it, "law") == (["", "klar", "", "2", "", "1 kvar"], ["Lagrum och höjningar"])
    put(it, "availability", harms(1))
    assert steps(it, "decide") == (["", "klar", "klar", "2", "", "kan fattas"], ["Beslutet"])
    put(it, "levels", {"availability": {"level": 0, "reason": ""}})
    assert steps(it, "levels") == (["", "klar", "klar", "2", "skäl saknas", "1 kvar"], ["Nivåerna"])


def test_one_goes_on_where_the_first_thing_is_missing(it: Stage) -> None:
    def there() -> str:
        return work(it).unfinished

    def at(step: str) -> str:
        return reverse("classification-step", args=[it.information.pk, step])

    assert there() == at("konfidentialitet")
    put(it, "about", {"description": ""})
    assert there() == at("om")
    put(it, "about", {"description": "Journaler"})
    put(it, "availability", harms(1))
    assert there() == at("konfidentialitet")
    put(it, "confidentiality", harms(1))
    assert there() == reverse("classification-decide", args=[it.information.pk])
    put(it, "levels", {"availability": {"level": 0, "reason": ""}})
    assert there() == at("nivaer")


def test_a_draft_is_new_until_a_kind_of_harm_is_answered(it: Stage) -> None:
    put(it, "about", {"description": "Annat"})
    assert work(it).is_new
    put(it, "confidentiality", {"person": {"level": 1, "text": ""}})
    assert not work(it).is_new


# What the levels would demand


def test_that_less_is_offered_than_would_be_demanded_is_said_with_both() -> None:
    assert _gap(LevelChange("integrity", 1, 3, 2)) == "Erbjuder R2, men R3 skulle krävas."


def seen(way: Way = Way.OPEN) -> VisibleNode:
    return VisibleNode(1, way, NodeKind.SERVICE, "Journal", "IT-1", "Hamnen", "hamn")


def test_what_changes_is_said_with_before_and_after_and_what_is_no_longer_demanded() -> None:
    changes = (
        LevelChange("confidentiality", 1, 2, 1),
        LevelChange("integrity", None, 2, 2),
        LevelChange("availability", 2, None, 1),
        LevelChange("traceability", None, None, None),
    )
    row = effect_row(NodeEffect(seen(), changes, silent=False))
    assert (row["seen"], str(row["kind"])) == (seen(), "It-tjänst")
    assert row["changes"] == "K1 → K2, R2, T2 → –, –"
    assert row["gaps"] == ["Erbjuder K1, men K2 skulle krävas."]


@pytest.mark.parametrize(
    ("before", "after", "silent", "said"), [(1, 2, True, True), (2, 1, True, False), (1, 2, False, False)]
)
def test_that_nobody_says_what_is_offered_is_told_where_more_would_be_demanded(
    before: int, after: int, silent: bool, said: bool
) -> None:
    effect = NodeEffect(seen(), (LevelChange("integrity", before, after, None),), silent=silent)
    assert effect_row(effect)["silent"] is said


# What carries a level


BODY = read_body(body())
HARM, RAISE = GroundKind.HARM, GroundKind.RAISE


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        (LevelGround(HARM, 1, "person"), "Person: Obehag"),
        (LevelGround(HARM, 1, "person", "Egna ord"), "Person: Egna ord"),
        (LevelGround(HARM, 0, "person"), "Person"),
        (LevelGround(RAISE, 1, "person"), "Person"),
    ],
)
def test_what_carries_a_level_is_said_in_ones_own_words_or_else_in_the_schemes(
    ground: LevelGround, said: str
) -> None:
    assert _ground(ground, BODY) == said


GROUNDS = (
    LevelGround(HARM, 2, "person", "Mycket"),
    LevelGround(HARM, 2, "economy"),
    LevelGround(HARM, 1, "economy", "Lite"),
)


def test_an_aspect_says_what_carries_the_proposed_level_alone() -> None:
    row = aspect_row(AspectOutcome("confidentiality", 2, GROUNDS), BODY)
    names = ("key", "letter", "name", "proposed", "reason", "grounds")
    assert [row[name] for name in names] == [
        *("confidentiality", "K", "Konfidentialitet", None, ""),
        ["Person: Mycket", "Ekonomi: Stor förlust"],
    ]
    assert row["level"] == BODY.level(2)


def test_an_aspect_says_the_proposed_level_where_another_was_chosen() -> None:
    row = aspect_row(AspectOutcome("availability", 2, (), chosen=1, reason="Sällan"), BODY)
    assert (row["level"], row["proposed"], row["reason"]) == (BODY.level(1), BODY.level(2), "Sällan")
    same = aspect_row(AspectOutcome("availability", 2, (), chosen=2, reason="Sällan"), BODY)
    assert (same["level"], same["proposed"], same["reason"]) == (BODY.level(2), None, "")
    unknown = aspect_row(AspectOutcome("integrity", None), BODY)
    assert (unknown["name"], unknown["level"], unknown["proposed"]) == ("integrity", None, None)


def test_levels_are_written_as_letters_without_those_that_are_not_known() -> None:
    levels = {"confidentiality": 0, "integrity": None, "availability": 2}
    assert level_letters([AspectOutcome(*each) for each in levels.items()]) == "K0\u00a0T2"
