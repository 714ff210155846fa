"""What is not ticked is answered by the person's own act alone; and a draft that begins from one that is like it."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.information.models import ClassificationDraft, InformationSet
from akropolis.graph.information.selectors.similar import MOST, similar, word_stems
from akropolis.graph.information.services import classification as service
from akropolis.shared.classification.rules.answers import Answers, HarmAnswer, Raise, RaiseKind, without_texts
from tests.information.classifying import Stage, answered, build, decided, harms, put
from tests.information.test_classification_pages import LIVE, sent, url
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
PERSON = {"harm-person": "on", "level-person": "1", "text-person": "Adresser"}
NONE = {"level": 0, "text": ""}


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


def stored(it: Stage) -> Any:
    return it.draft().answers.get("harms", {}).get("confidentiality", {})


def post(it: Stage, form: dict[str, str], *, live: bool = False) -> int:
    page, headers = url(it, "konfidentialitet/"), LIVE if live else {}
    answer = it.world.client("elin").post(page, sent(it, "confidentiality", **form), headers=headers)
    return answer.status_code


def test_the_page_that_saves_itself_answers_nothing_for_the_person(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    assert post(it, PERSON, live=True) == 200
    assert stored(it) == {"person": {"level": 1, "text": "Adresser"}}
    assert post(it, {"level-person": "1", "text-person": "Adresser"}, live=True) == 200
    assert stored(it) == {}


@pytest.mark.parametrize("button", ["go", "stay"])
def test_a_button_answers_what_is_not_ticked_with_the_lowest_level(it: Stage, button: str) -> None:
    service.begin(it.access("elin"), it.information)
    assert post(it, {**PERSON, button: "1"}) == 302
    assert stored(it) == {"person": {"level": 1, "text": "Adresser"}, "economy": NONE}
    assert post(it, {"level-person": "1", "text-person": "Adresser", button: "1"}) == 302
    assert stored(it) == {"person": NONE, "economy": NONE}


def test_a_tick_without_a_level_stays_ticked_and_is_missing(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    assert post(it, {"harm-person": "on", "go": "1"}) == 302
    assert stored(it)["person"] == {"level": None, "text": ""}
    page = it.world.client("elin").get(url(it, "konfidentialitet/"))
    assert page.context["form"]["harm-person"].value() is True
    assert page.context["form"]["harm-economy"].value() is False
    assert "1 av 2" in page.text


def test_why_there_is_no_harm_is_kept_when_it_was_written(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)
    put(it, "confidentiality", {"person": {"level": 0, "text": "Allt är offentligt."}})
    assert post(it, {"text-person": "Allt är offentligt.", "go": "1"}) == 302
    assert stored(it) == {"person": {"level": 0, "text": "Allt är offentligt."}, "economy": NONE}


def other(it: Stage, name: str, unit: str = "utb") -> InformationSet:
    """Another set, decided at K2 with a reason that is its unit's own."""
    with writing(SYSTEM) as w:
        owner = it.world.units[unit]
        made: InformationSet = w.create(InformationSet, {"name": name, "owner_unit": owner})
    stage = Stage(it.world, made, it.scheme)
    service.begin(SYSTEM, made)
    draft = ClassificationDraft.everything.get(information=made)
    answers = {**draft.answers, "harms": {"confidentiality": harms(2), "availability": harms(1)}}
    answers["harms"]["confidentiality"]["person"]["text"] = "Diagnoser"
    answers["legal"] = ["skola"]
    with writing(SYSTEM) as w:
        w.update(draft, {"answers": answers})
    if unit == "utb":
        decided(stage)
    return made


def test_those_that_share_words_come_first_and_only_decided_ones(it: Stage) -> None:
    for name in ("Elevhälsans journaler", "Elevhälsoplaner", "Skolskjuts"):
        other(it, name)
    other(it, "Elevhälsojournal kultur", "kul")
    found = similar(it.access("elin"), it.information)
    assert [each.information.name for each in found] == ["Elevhälsans journaler", "Elevhälsoplaner"]
    assert word_stems("Elevhälsojournal") == {"elevh"}


def test_at_most_five_are_offered_and_not_oneself(it: Stage) -> None:
    for number in range(MOST + 1):
        other(it, f"Elevhälsa {number}")
    answered(it)
    decided(it)
    found = similar(it.access("elin"), it.information)
    assert [each.information.name for each in found] == [f"Elevhälsa {number}" for number in range(MOST)]
    assert similar(it.world.access("neighbour"), it.information) == []


def test_the_answers_are_taken_over_once_and_never_over_others(it: Stage) -> None:
    other(it, "Elevhälsans journaler")
    service.begin(it.access("elin"), it.information)
    client = it.world.client("elin")
    page = client.get(url(it, "om/"))
    chosen = page.context["like"].fields["other"].initial
    answer = client.post(url(it, "liknande/"), {"other": chosen})
    assert (answer.status_code, answer["Location"]) == (302, url(it, "konfidentialitet/"))
    assert stored(it) == {"person": {"level": 2, "text": "Diagnoser"}, "economy": {"level": 2, "text": ""}}
    assert it.draft().answers["legal"] == ["skola"]
    assert client.get(url(it, "om/")).context["like"] is None
    put(it, "confidentiality", harms(1))
    assert client.post(url(it, "liknande/"), {"other": chosen})["Location"] == url(it, "om/")
    assert stored(it) == harms(1)


def test_one_that_may_not_be_read_is_not_there(it: Stage) -> None:
    theirs = other(it, "Elevhälsojournal kultur", "kul")
    service.begin(it.access("elin"), it.information)
    client = it.world.client("elin")
    for chosen in (str(theirs.pk), "", "x"):
        assert client.post(url(it, "liknande/"), {"other": chosen}).status_code == 404
    assert stored(it) == {}


def test_another_units_words_are_not_taken_along() -> None:
    answers = Answers(
        {"confidentiality": {"person": HarmAnswer(2, "Diagnoser")}},
        (Raise(RaiseKind.ACCUMULATION, "confidentiality", 3, "Många"),),
        ("skola",),
    )
    assert without_texts(answers) == Answers({"confidentiality": {"person": HarmAnswer(2)}}, legal=("skola",))


def test_between_units_only_levels_go_over(it: Stage) -> None:
    source = other(it, "Elevhälsans journaler")
    decision = next(iter(Stage(it.world, source, it.scheme).decisions()))
    with writing(SYSTEM) as w:
        theirs = w.create(InformationSet, {"name": "Hälsa", "owner_unit": it.world.units["kul"]})
    service.begin(SYSTEM, theirs)
    draft = ClassificationDraft.everything.get(information=theirs)
    made = service.begin_from(SYSTEM, draft, decision)
    assert made.answers["harms"]["confidentiality"]["person"] == {"level": 2, "text": ""}
    with pytest.raises(Refused, match="Det finns redan svar"):
        service.begin_from(SYSTEM, made, decision)
