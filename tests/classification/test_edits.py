"""Parts of a scheme are changed one at a time, and what differs between two editions is told."""

from akropolis.shared.classification.rules.aspects import Aspect
from akropolis.shared.classification.rules.differences import differences
from akropolis.shared.classification.rules.edits import (
    with_aspects,
    with_categories,
    with_criteria,
    with_levels,
)
from akropolis.shared.classification.rules.scheme import BilingualText, SchemeBody, read_body, write_body
from tests.classification.schemes import body

SCHEME = read_body(body())


def codes(new: SchemeBody) -> list[str]:
    return [found.code for found in differences(SCHEME, new)]


def test_the_same_scheme_has_no_differences() -> None:
    assert codes(read_body(write_body(SCHEME))) == []


def test_an_aspect_is_switched_on_and_its_question_written() -> None:
    new = with_aspects(SCHEME, {Aspect.AUTHENTICITY: (True, BilingualText("Äkthet"), BilingualText("Äkta?"))})
    assert [(a.name, a.question, a.active) for a in new.aspects][2] == ("Äkthet", "Äkta?", True)
    assert new.aspects[:2] == SCHEME.aspects[:2]
    assert codes(new) == ["aspect_on", "texts_changed"]


def test_a_level_is_added_and_the_top_is_still_beyond() -> None:
    labels = [*(level.labels for level in SCHEME.levels), BilingualText("Katastrofal"), BilingualText()]
    new = with_levels(SCHEME, labels, beyond=True)
    assert [(lv.value, lv.label, lv.beyond) for lv in new.levels][-2:] == [
        (3, "Synnerligen allvarlig", False),
        (4, "Katastrofal", True),
    ]
    assert new.criteria == SCHEME.criteria
    assert codes(new) == ["level_number", "beyond_changed"]


def test_a_level_that_is_taken_away_takes_its_texts_along() -> None:
    new = with_levels(SCHEME, [level.labels for level in SCHEME.levels[:2]], beyond=False)
    assert sorted(new.criteria) == [("economy", 1), ("person", 1)]
    assert codes(new) == ["level_number", "beyond_gone", "texts_changed"]


def test_an_empty_name_in_the_middle_is_kept_to_be_asked_for() -> None:
    new = with_levels(SCHEME, [BilingualText("Ingen"), BilingualText(), BilingualText("Hög")], beyond=False)
    assert [level.label for level in new.levels] == ["Ingen", "", "Hög"]


def test_kinds_of_harm_come_and_go_with_their_texts() -> None:
    written = [
        ("person", BilingualText("Människor")),
        ("economy", BilingualText()),
        ("", BilingualText("Natur & miljö")),
        ("", BilingualText("Person")),
    ]
    new = with_categories(SCHEME, written)
    assert [(c.key, c.name) for c in new.categories] == [
        ("person", "Människor"),
        ("natur-miljo", "Natur & miljö"),
        ("person-2", "Person"),
    ]
    assert sorted(new.criteria) == [("person", 1), ("person", 2)]
    assert codes(new) == ["category_new", "category_new", "category_gone", "texts_changed"]


def test_texts_of_one_kind_of_harm_are_written() -> None:
    new = with_criteria(
        SCHEME, "person", {0: BilingualText("Inget"), 1: BilingualText(), 2: BilingualText("Skada", "Harm")}
    )
    assert sorted(new.criteria) == [("economy", 1), ("economy", 2), ("person", 0), ("person", 2)]
    assert new.told("en").criterion("person", 2) == "Harm"
    assert codes(new) == ["texts_changed"]


def test_words_in_english_alone_are_words() -> None:
    levels = with_levels(
        SCHEME, [BilingualText("Ingen"), BilingualText("", "High"), BilingualText()], beyond=True
    )
    assert [(level.value, level.labels.en, level.beyond) for level in levels.levels] == [
        (0, "", False),
        (1, "High", True),
    ]
    harms = with_categories(
        SCHEME, [("person", BilingualText("", "People")), ("", BilingualText("", "Wild life"))]
    )
    assert [(each.key, each.names.en) for each in harms.categories] == [
        ("person", "People"),
        ("wild-life", "Wild life"),
    ]
    texts = with_criteria(SCHEME, "economy", {0: BilingualText("", "Nothing")})
    assert texts.criteria["economy", 0] == BilingualText("", "Nothing")


def test_each_part_is_told_in_the_language_that_is_asked_for() -> None:
    english = (
        with_aspects(SCHEME, {}, "en").aspects[0].name,
        with_categories(SCHEME, [("person", BilingualText("Person", "Persons"))], "en").categories[0].name,
        with_levels(SCHEME, [BilingualText("Ingen", "None")], beyond=False, language="en").levels[0].label,
    )
    assert english == ("Confidentiality", "Persons", "None")


def test_a_new_kind_of_harm_has_a_key_that_no_other_has_or_had_in_the_same_sheet() -> None:
    names = ("Ökad oro", "ökad, oro!", "ÖKAD ORO", "¤¤", "¤", "x" * 31)
    new = with_categories(
        SCHEME, [*(("", BilingualText(name)) for name in names), ("okad-oro-2", BilingualText("Kvar"))]
    )
    assert [each.key for each in new.categories] == [
        "okad-oro", "okad-oro-3", "okad-oro-4", "harm", "harm-2", "x" * 30, "okad-oro-2"
    ]  # fmt: skip


def test_no_level_is_left_of_empty_names_alone() -> None:
    assert with_levels(SCHEME, [BilingualText(), BilingualText()], beyond=True).levels == ()
