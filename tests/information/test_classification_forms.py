"""The forms of a classification: what each shows of what is stored, and what it makes of what is written."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from akropolis.base.kernel.access.models import Appointment, Role, Unit
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.web.classification_forms import (
    AboutForm,
    DecideForm,
    HarmForm,
    LikeForm,
    SettleStopForm,
    _option,
)
from akropolis.graph.information.web.classification_law import (
    ChosenLevelsForm,
    LawForm,
    _grouped,
    _law,
    _provision,
)
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.rules.assessment import RAISES, AspectOutcome
from akropolis.shared.classification.rules.scheme import read_body
from tests.classification.schemes import body

BODY = read_body(body())
SCHOOL = LegalBasis(
    code="skola",
    name="Skolans sekretess",
    provision="OSL (2009:400) 23 kap. 2 §",
    levels={"confidentiality": 2, "availability": None},
    valid_from=date(2020, 1, 1),
)


def posted(*more: tuple[str, list[str]], **values: str) -> Any:
    """A form as a browser sends it."""
    data = QueryDict(mutable=True)
    data.update({"seen": "sigill", **values})
    for name, several in more:
        data.setlist(name, several)
    return data


def shown(form: Any) -> dict[str, Any]:
    """What the form holds as it is opened, where it holds something."""
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value or (value == 0 and value is not False)}


# What the information is


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({}, {}),
        (
            {"description": "Text", "people": 0, "personal_data": True, "protected_people": False},
            {"description": "Text", "people": 0, "personal_data": "true", "protected_people": "false"},
        ),
    ],
)
def test_what_is_stored_of_the_information_is_shown(stored: Any, expected: Any) -> None:
    assert shown(AboutForm(None, stored=stored, seen="sigill")) == {"seen": "sigill", **expected}


def test_what_is_written_of_the_information_is_stored_without_edges() -> None:
    sent = posted(description=" Ett\r\nTvå ", personal_data="false", people="", protected_people="")
    form = AboutForm(sent, stored={}, seen="sigill")
    assert form.is_valid()
    assert form.value() == {
        "description": "Ett\nTvå",
        "personal_data": False,
        "people": None,
        "protected_people": None,
    }


@pytest.mark.parametrize(
    ("people", "fits"),
    [("0", True), ("-1", False), ("2147483647", True), ("2147483648", False), ("x", False)],
)
def test_a_number_of_people_is_one_that_can_be_kept(people: str, fits: bool) -> None:
    assert AboutForm(posted(people=people), stored={}, seen="").is_valid() is fits


# Kinds of harm


def harm(data: Any = None, **stored: Any) -> HarmForm:
    return HarmForm(data, body=BODY, stored=stored, seen="sigill")


def test_a_kind_of_harm_is_ticked_where_there_is_some_or_it_is_not_known_how_bad() -> None:
    form = harm(person={"level": 2, "text": "Namn"}, economy={"level": 0, "text": "Inget"})
    assert shown(form) == {
        "seen": "sigill",
        "harm-person": True,
        "level-person": "2",
        "text-person": "Namn",
        "level-economy": "0",
        "text-economy": "Inget",
    }
    unknown = harm(person={"level": None})
    assert shown(unknown) == {"seen": "sigill", "harm-person": True}
    assert [[field.name for field in row] for row in form.rows] == [
        [f"{name}-{key}" for name in ("harm", "level", "text")] for key in ("person", "economy")
    ]


@pytest.mark.parametrize(
    ("sent", "stored", "value"),
    [
        (
            {"harm-person": "on", "level-person": "2", "text-person": " Namn "},
            {},
            {"person": {"level": 2, "text": "Namn"}},
        ),
        ({"harm-person": "on"}, {}, {"person": {"level": None, "text": ""}}),
        ({}, {}, {}),
        (
            {"text-person": "Nej"},
            {"person": {"level": 0, "text": ""}},
            {"person": {"level": 0, "text": "Nej"}},
        ),
        ({}, {"person": {"level": 2, "text": "Namn"}}, {}),
        ({"go": "1"}, {}, {key: {"level": 0, "text": ""} for key in ("person", "economy")}),
        (
            {"stay": "1", "text-person": "x"},
            {},
            {key: {"level": 0, "text": ""} for key in ("person", "economy")},
        ),
    ],
)
def test_what_is_not_ticked_is_answered_by_a_button_alone(sent: Any, stored: Any, value: Any) -> None:
    form = harm(posted(**sent), **stored)
    assert form.is_valid()
    assert form.value() == value


def test_a_level_is_offered_with_what_the_scheme_says_of_it_and_the_lowest_is_no_harm() -> None:
    choices = dict(harm().fields["level-person"].choices)  # type: ignore[attr-defined]
    assert {key: str(words) for key, words in choices.items()} == {
        "1": "<strong>1 Måttlig</strong> <span>Obehag</span>",
        "2": "<strong>2 Allvarlig</strong> <span>Skada</span>",
        "3": "<strong>3 Synnerligen allvarlig</strong>"
        " <span>Rör Sveriges säkerhet. Hanteras inte här.</span>",
    }
    level = BODY.level(0)
    assert level is not None
    assert str(_option(BODY, "person", level)) == "<strong>0 Ingen</strong>"


# Provisions and raises


def law(data: Any = None, *, provisions: Any = (SCHOOL,), **stored: Any) -> LawForm:
    return LawForm(data, body=BODY, provisions=provisions, stored=stored, seen="sigill")


RAISED = {"kind": "accumulation", "aspect": "availability", "level": 2, "reason": "Ofta"}


def test_provisions_and_raises_are_shown_as_they_are_stored_with_a_row_more() -> None:
    form = law(legal=["skola"], raises=[RAISED, {**RAISED, "level": None}])
    assert shown(form) == {
        "seen": "sigill",
        "legal": ["skola"],
        "kind-0": "accumulation",
        "aspect-0": "availability",
        "level-0": "2",
        "reason-0": "Ofta",
        "kind-1": "accumulation",
        "aspect-1": "availability",
        "reason-1": "Ofta",
    }
    assert [len(row) for row in form.rows] == [4, 4, 4]


@pytest.mark.parametrize(
    ("stored", "sent", "count"),
    [(0, None, 2), (1, None, 2), (2, None, 3), (0, "4", 4), (0, "x", 2), (3, "2", 4), (0, "9999", RAISES)],
)
def test_there_are_rows_for_what_is_stored_and_sent_and_no_more_than_can_be(
    stored: int, sent: str | None, count: int
) -> None:
    data = posted(rows=sent) if sent is not None else None
    assert law(data, raises=[RAISED] * stored).count == count


def test_raises_offer_the_aspects_in_use_and_the_levels_above_the_lowest() -> None:
    fields: Any = law().fields
    assert [key for key, _name in fields["aspect-0"].choices] == ["", "confidentiality", "availability"]
    assert [key for key, _name in fields["level-0"].choices] == ["", "1", "2", "3"]


def test_a_raise_is_stored_when_something_of_it_is_written() -> None:
    first = {"kind-0": "accumulation", "aspect-0": "availability", "level-0": "2", "reason-0": " Ofta "}
    second = {"kind-1": "accumulation", "aspect-1": "confidentiality", "level-1": ""}
    form = law(posted(("legal", ["skola"]), **first, **second))
    assert form.is_valid()
    assert form.value() == {
        "legal": ["skola"],
        "raises": [
            RAISED,
            {"kind": "accumulation", "aspect": "confidentiality", "level": None, "reason": ""},
        ],
    }
    assert law(posted()).is_valid()


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"reason-1": "Ofta"}, ["kind-1", "aspect-1"]),
        ({"level-0": "2", "kind-0": "accumulation"}, ["aspect-0"]),
        ({"aspect-0": "availability"}, ["kind-0"]),
        ({"reason-1": "  "}, []),
    ],
)
def test_a_raise_says_why_and_in_which_aspect(sent: dict[str, str], fields: list[str]) -> None:
    assert list(law(posted(**sent)).errors) == fields


def test_a_provision_that_is_no_longer_in_force_can_stay_chosen() -> None:
    assert law(posted(("legal", ["gammal"])), legal=["gammal"]).is_valid()
    assert list(law(posted(("legal", ["gammal"]))).errors) == ["legal"]
    groups: Any = _grouped([SCHOOL], ["skola", "gammal"])
    assert [(name, [code for code, _words in rows]) for name, rows in groups] == [
        ("OSL", ["skola"]),
        ("Gäller inte längre", ["gammal"]),
    ]
    assert len(_grouped([SCHOOL, SCHOOL], ["skola"])) == 1


@pytest.mark.parametrize(
    ("provision", "name"),
    [
        ("OSL 23 kap. 2 §", "OSL"),
        ("OSL (2009:400) 23 kap. 2 §", "OSL"),
        ("Dataskyddsförordningen (EU) 2016/679 art. 9", "Dataskyddsförordningen"),
        ("GDPR art. 9", "GDPR"),
        ("Arkivlagen; 3 §", "Arkivlagen"),
        ("5 § lagen", "5 § lagen"),
    ],
)
def test_provisions_stand_under_their_law(provision: str, name: str) -> None:
    assert _law(provision) == name


def test_a_provision_says_what_it_proposes_and_how_sure_it_is() -> None:
    words = str(_provision(SCHOOL))
    assert "<strong>Skolans sekretess</strong> (OSL (2009:400) 23 kap. 2 §)" in words
    assert "<span>föreslår K2</span>" in words
    noted = str(
        _provision(LegalBasis(name="N", provision="P", note="Se även 1 §.", levels={"confidentiality": 1}))
    )
    assert "<span>Se även 1 §. föreslår K1</span>" in noted
    assert "<span></span>" in str(_provision(LegalBasis(name="N", provision="P", levels={})))


# Other levels than the proposed ones


def levels(data: Any = None, **stored: Any) -> ChosenLevelsForm:
    outcomes = [AspectOutcome("confidentiality", 2), AspectOutcome("availability", None)]
    return ChosenLevelsForm(data, body=BODY, outcomes=outcomes, stored=stored, seen="sigill")


def test_another_level_is_offered_beside_the_proposed_one() -> None:
    fields: Any = levels().fields
    assert fields["level-confidentiality"].choices == [
        ("", "Som föreslaget: 2 Allvarlig"),
        ("0", "0 Ingen"),
        ("1", "1 Måttlig"),
        ("3", "3 Synnerligen allvarlig"),
    ]
    assert [key for key, _words in fields["level-availability"].choices] == ["", "0", "1", "2", "3"]
    assert fields["level-availability"].choices[0] == ("", "Inget föreslås än")


@pytest.mark.parametrize(("chosen", "initial"), [(1, "1"), (0, "0"), (2, ""), (None, "")])
def test_a_chosen_level_is_shown_where_it_is_another_than_the_proposed(
    chosen: int | None, initial: str
) -> None:
    form = levels(confidentiality={"level": chosen, "reason": "Sällan"})
    assert form["level-confidentiality"].value() == initial
    assert form["reason-confidentiality"].value() == "Sällan"
    assert [outcome.aspect for outcome, _level, _reason in form.rows] == ["confidentiality", "availability"]


def test_a_reason_is_stored_with_its_level_alone() -> None:
    sent = {
        "level-confidentiality": "0",
        "reason-confidentiality": " Ett\r\nTvå ",
        "reason-availability": "Lös",
    }
    form = levels(posted(**sent))
    assert form.is_valid()
    assert form.value() == {"confidentiality": {"level": 0, "reason": "Ett\nTvå"}}


# The decision, and beginning from another


def held(pk: int, role: str, unit: str) -> Appointment:
    place = Unit(name=unit) if unit else None
    return Appointment(pk=f"00000000-0000-7000-8000-{pk:012}", role=Role(name=role), unit=place)


def test_one_decides_in_the_first_of_one_s_roles_unless_another_is_chosen() -> None:
    both = [held(1, "Chef", "Nämnden"), held(2, "CISO", "")]
    form: Any = DecideForm(None, held=both, initial={"version": 3}, longest="Som längst")
    assert [str(words) for _key, words in form.fields["appointment"].choices] == ["Chef, Nämnden", "CISO"]
    assert (form["appointment"].value(), form["version"].value()) == (str(both[0].pk), 3)
    assert form.fields["valid_to"].help_text == "Som längst"
    none = DecideForm(None, held=[], initial={}, longest="")
    assert none["appointment"].value() is None


def test_the_likest_is_proposed_to_begin_from() -> None:
    sets = [InformationSet(name=name, owner_unit=Unit(name="Nämnden")) for name in ("Elevakt", "Elevkort")]
    found = [ClassificationDecision(information=each, confidentiality=n) for n, each in enumerate(sets)]
    form: Any = LikeForm(found)
    assert form["other"].value() == str(found[0].pk)
    assert [str(words) for _key, words in form.fields["other"].choices] == [
        "Elevakt <strong>K0</strong> <span>Nämnden</span>",
        "Elevkort <strong>K1</strong> <span>Nämnden</span>",
    ]


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"note": "Hos oss"}, []),
        ({"note": "Hos oss", "released": "1"}, []),
        ({}, ["note"]),
        ({"note": "x" * 301}, ["note"]),
    ],
)
def test_a_stop_is_settled_with_a_word_of_where(sent: dict[str, str], fields: list[str]) -> None:
    assert list(SettleStopForm(posted(**sent)).errors) == fields
