"""Each part of a scheme has a form: what it shows is what the scheme says, and what is written becomes the scheme."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from akropolis.shared.classification.rules.scheme import LABEL, MOST, TEXT, SchemeBody, read_body, write_body
from akropolis.shared.classification.web.forms import (
    AspectsForm,
    CriteriaForm,
    HarmsForm,
    LevelNamesForm,
    SchemePartForm,
)
from tests.classification.schemes import body

SCHEME = read_body(body())
PERSON = SCHEME.categories[0]


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def shown(form: SchemePartForm) -> list[tuple[str, list[tuple[str, str, object]]]]:
    """Every group with its fields: name, label and what stands there."""
    return [
        (title, [(field.name, str(field.label), field.value()) for field in fields])
        for title, fields in form.groups()
    ]


def written(form: SchemePartForm, **changes: object) -> dict[str, object]:
    """What a browser sends of the form with those changes; no box that is not ticked."""
    values = {field.name: field.value() for _title, fields in form.groups() for field in fields}
    return {name: value for name, value in (values | changes).items() if value is not False}


def applied(form: SchemePartForm) -> SchemeBody:
    assert form.is_valid(), form.errors
    return form.applied()


def test_what_each_aspect_is_called_and_asks_stands_in_its_group() -> None:
    off = ("authenticity_active", "Is asked about", False)
    assert shown(AspectsForm(SCHEME))[0] == (
        "Konfidentialitet (K)",
        [
            ("confidentiality_active", "Is asked about", True),
            ("confidentiality_name", "Name", "Konfidentialitet"),
            ("confidentiality_name_en", "Name in English", "Confidentiality"),
            ("confidentiality_question", "Question", "K?"),
            ("confidentiality_question_en", "Question in English", ""),
        ],
    )
    assert [title for title, _fields in shown(AspectsForm(SCHEME))][1:] == [
        "Tillgänglighet (T)",
        "Autenticitet (A)",
    ]
    assert shown(AspectsForm(SCHEME))[2][1][0] == off


def test_an_aspect_is_turned_off_and_on_and_renamed() -> None:
    changes = {"confidentiality_active": False, "authenticity_active": "on", "availability_name": " Nås "}
    new = applied(AspectsForm(SCHEME, written(AspectsForm(SCHEME), **changes)))
    before = write_body(SCHEME)
    before["aspects"][0]["active"], before["aspects"][2]["active"] = False, True  # type: ignore[index]
    before["aspects"][1]["name"] = "Nås"  # type: ignore[index]
    assert write_body(new) == before


def test_the_levels_stand_from_the_lowest_with_room_for_one_more_and_the_top() -> None:
    labels = ["Ingen", "Måttlig", "Allvarlig", "Synnerligen allvarlig", ""]
    found = shown(LevelNamesForm(SCHEME))
    assert [title for title, _fields in found] == [
        *(f"Level {value}" for value in range(4)), "One more level", "The top"
    ]  # fmt: skip
    assert [fields for _title, fields in found[:-1]] == [
        [(f"level{value}", "Name", label), (f"level{value}_en", "Name in English", "")]
        for value, label in enumerate(labels)
    ]
    assert found[-1][1] == [("beyond", "The highest level lies outside the catalogue", True)]
    without = replace(SCHEME, levels=SCHEME.levels[:3])
    assert shown(LevelNamesForm(without))[-1][1][0][2] is False


def test_there_is_room_for_no_more_levels_than_a_scheme_may_have() -> None:
    rows = [{"value": value, "label": str(value)} for value in range(MOST)]
    for count, rooms in ((MOST - 1, MOST), (MOST, MOST)):
        form = LevelNamesForm(read_body(body(levels=rows[:count])))
        assert [name for name in form.fields if name.startswith("level")][::2] == [
            f"level{value}" for value in range(rooms)
        ]


@pytest.mark.parametrize(("ticked", "top"), [("on", True), (False, False)])
def test_one_more_level_is_written_and_the_top_is_ticked_or_not(ticked: object, top: bool) -> None:
    form = LevelNamesForm(SCHEME)
    new = applied(
        LevelNamesForm(SCHEME, written(form, level4="Katastrof", level4_en="Disaster", beyond=ticked))
    )
    assert [(level.value, level.labels.sv, level.labels.en, level.beyond) for level in new.levels[3:]] == [
        (3, "Synnerligen allvarlig", "", False),
        (4, "Katastrof", "Disaster", top),
    ]
    assert (new.levels[:3], new.aspects, new.categories, new.criteria) == (
        SCHEME.levels[:3], SCHEME.aspects, SCHEME.categories, SCHEME.criteria
    )  # fmt: skip


def test_the_kinds_of_harm_stand_in_order_with_two_empty_rows() -> None:
    nameless = replace(SCHEME, categories=(*SCHEME.categories, replace(PERSON, key="x", name="")))
    assert shown(HarmsForm(SCHEME)) == [
        ("Person", [("harm0", "Name", "Person"), ("harm0_en", "Name in English", "Persons")]),
        ("Ekonomi", [("harm1", "Name", "Ekonomi"), ("harm1_en", "Name in English", "")]),
        *(
            ("One more kind of harm", [(f"harm{n}", "Name", ""), (f"harm{n}_en", "Name in English", "")])
            for n in (2, 3)
        ),
    ]
    assert [title for title, _fields in shown(HarmsForm(nameless))][2:] == ["One more kind of harm"] * 3


def test_a_kind_of_harm_is_renamed_added_and_taken_away() -> None:
    changes = {"harm0": "", "harm0_en": "", "harm1_en": "Economy", "harm3": "Djur"}
    new = applied(HarmsForm(SCHEME, written(HarmsForm(SCHEME), **changes)))
    assert [(each.key, each.names.sv, each.names.en) for each in new.categories] == [
        ("economy", "Ekonomi", "Economy"),
        ("djur", "Djur", ""),
    ]
    assert sorted(new.criteria) == [("economy", 1), ("economy", 2)]


def test_what_the_levels_within_the_catalogue_mean_is_written_for_one_kind_of_harm() -> None:
    assert shown(CriteriaForm(SCHEME, PERSON)) == [
        (f"{value} {label}", [
            (f"text{value}", "What it means", sv), (f"text{value}_en", "What it means, in English", en)
        ])
        for value, label, sv, en in (
            (0, "Ingen", "", ""), (1, "Måttlig", "Obehag", "Discomfort"), (2, "Allvarlig", "Skada", "")
        )
    ]  # fmt: skip
    changes = {"text0": "Inget", "text1_en": "", "text2": ""}
    new = applied(CriteriaForm(SCHEME, PERSON, written(CriteriaForm(SCHEME, PERSON), **changes)))
    assert {place: (words.sv, words.en) for place, words in new.criteria.items()} == {
        ("person", 0): ("Inget", ""), ("person", 1): ("Obehag", ""),
        ("economy", 1): ("Märks", ""), ("economy", 2): ("Stor förlust", ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [AspectsForm(SCHEME), LevelNamesForm(SCHEME), HarmsForm(SCHEME), CriteriaForm(SCHEME, PERSON)],
    ids=lambda form: type(form).__name__,
)
def test_a_form_sent_as_it_is_changes_nothing_and_one_that_is_emptied_is_no_fault(
    form: SchemePartForm,
) -> None:
    more = [form.category] if isinstance(form, CriteriaForm) else []
    kind: Any = type(form)
    assert applied(kind(SCHEME, *more, written(form))) == SCHEME
    assert kind(SCHEME, *more, {"version": "1"}).is_valid()


def test_what_is_longer_than_a_scheme_holds_is_refused_at_its_field() -> None:
    for form, name, most in (
        (AspectsForm(SCHEME), "confidentiality_name_en", LABEL),
        (AspectsForm(SCHEME), "confidentiality_question", TEXT),
        (HarmsForm(SCHEME), "harm2", LABEL),
    ):
        kind: Any = type(form)
        sent = [kind(SCHEME, written(form, **{name: "x" * length})) for length in (most, most + 1)]
        assert [list(each.errors) for each in sent] == [[], [name]]
