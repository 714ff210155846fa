"""Parts of a scheme are changed one at a time, and what differs between two editions is told."""

from akropolis.classification.rules.aspects import Aspect
from akropolis.classification.rules.differences import differences
from akropolis.classification.rules.edits import with_aspects, with_categories, with_criteria, with_levels
from akropolis.classification.rules.scheme import SchemeBody, Words, read_body, write_body
from tests.classification.schemes import body

SCHEME = read_body(body())


def codes(new: SchemeBody) -> list[str]:
    return [found.code for found in differences(SCHEME, new)]


def test_the_same_scheme_has_no_differences() -> None:
    assert codes(read_body(write_body(SCHEME))) == []


def test_an_aspect_is_switched_on_and_its_question_written() -> None:
    new = with_aspects(SCHEME, {Aspect.AUTHENTICITY: (True, Words("Äkthet"), Words("Äkta?"))})
    assert [(a.name, a.question, a.active) for a in new.aspects][2] == ("Äkthet", "Äkta?", True)
    assert new.aspects[:2] == SCHEME.aspects[:2]
    assert codes(new) == ["aspect_on", "texts_changed"]


def test_a_level_is_added_and_the_top_is_still_beyond() -> None:
    labels = [*(level.labels for level in SCHEME.levels), Words("Katastrofal"), Words()]
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
    new = with_levels(SCHEME, [Words("Ingen"), Words(), Words("Hög")], beyond=False)
    assert [level.label for level in new.levels] == ["Ingen", "", "Hög"]


def test_kinds_of_harm_come_and_go_with_their_texts() -> None:
    written = [
        ("person", Words("Människor")),
        ("economy", Words()),
        ("", Words("Natur & miljö")),
        ("", Words("Person")),
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
    new = with_criteria(SCHEME, "person", {0: Words("Inget"), 1: Words(), 2: Words("Skada", "Harm")})
    assert sorted(new.criteria) == [("economy", 1), ("economy", 2), ("person", 0), ("person", 2)]
    assert new.told("en").criterion("person", 2) == "Harm"
    assert codes(new) == ["texts_changed"]
