"""What level follows from the answers, on which grounds, and what is still missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.shared.classification.rules.answers import carried_over, read_answers, write_answers
from akropolis.shared.classification.rules.assessment import (
    GroundKind,
    LegalProvision,
    LevelAssessment,
    LevelGround,
    assess,
)
from akropolis.shared.classification.rules.scheme import read_body
from tests.classification.schemes import body

SCHEME = read_body(body())
SECRECY = LegalProvision("osl-23", "Sekretess i skolan", "OSL 23 kap.", {"confidentiality": 2})
LONGER = LegalProvision("long", "Skriven för en längre skala", "X", {"confidentiality": 9, "availability": 1})
DEFENCE = LegalProvision("defence", "Säkerhetsskydd", "Y", {}, beyond=True)
ALL = (SECRECY, LONGER, DEFENCE)
LOW = {"person": {"level": 0}, "economy": {"level": 0}}


def answered(**parts: Any) -> dict[str, Any]:
    """Every kind of harm answered with 0, and what is given."""
    return {"harms": {"confidentiality": LOW, "availability": LOW}} | parts


def outcome(**parts: Any) -> LevelAssessment:
    return assess(SCHEME, read_answers(answered(**parts)), ALL)


def codes(found: LevelAssessment) -> list[tuple[str, str]]:
    return [(problem.place, problem.code) for problem in found.problems]


def test_the_highest_answer_is_proposed_with_its_words() -> None:
    harms = {
        "confidentiality": {"person": {"level": 1, "text": "Adresser"}, "economy": {"level": 0}},
        "availability": {"person": {"level": 0}, "economy": {"level": 2, "text": "Vite"}},
    }
    found = outcome(harms=harms)
    assert found.levels == {"confidentiality": 1, "availability": 2}
    assert [each.decisive for each in found.aspects] == [
        (LevelGround(GroundKind.HARM, 1, "person", "Adresser"),),
        (LevelGround(GroundKind.HARM, 2, "economy", "Vite"),),
    ]
    assert found.complete


def test_an_unanswered_aspect_is_missing_and_not_a_zero() -> None:
    found = outcome(harms={"availability": LOW})
    assert found.levels == {"confidentiality": None, "availability": 0}
    assert codes(found) == [("harms.confidentiality", "aspect_unanswered")]
    assert not found.complete


def test_an_unanswered_kind_of_harm_is_missing_while_it_could_raise_the_level() -> None:
    found = outcome(harms={"confidentiality": {"person": {"level": 1}}, "availability": LOW})
    assert codes(found) == [("harms.confidentiality.economy", "harm_unanswered")]
    high = outcome(harms={"confidentiality": {"person": {"level": 2}}, "availability": LOW})
    assert codes(high) == []


def test_a_provision_proposes_its_level_and_at_most_the_highest_there_is() -> None:
    assert outcome(legal=["osl-23"]).levels == {"confidentiality": 2, "availability": 0}
    found = outcome(legal=["long"])
    assert found.levels == {"confidentiality": 2, "availability": 1}
    assert not found.beyond
    assert found.aspects[0].decisive == (
        LevelGround(GroundKind.PROVISION, 2, "long", "Skriven för en längre skala"),
    )


def test_a_provision_that_is_gone_must_be_looked_at() -> None:
    assert codes(outcome(legal=["osl-99"])) == [("legal", "provision_gone")]


def test_a_raise_is_explicit_and_has_a_reason() -> None:
    raised = {"kind": "accumulation", "aspect": "confidentiality", "level": 2, "reason": "Alla elever"}
    found = outcome(raises=[raised])
    assert found.levels["confidentiality"] == 2
    assert found.aspects[0].decisive == (LevelGround(GroundKind.RAISE, 2, "accumulation", "Alla elever"),)
    assert found.complete
    bare = outcome(raises=[{"kind": "aggregation", "aspect": "availability"}])
    assert codes(bare) == [("raises.0", "raise_without_level"), ("raises.0", "raise_without_reason")]


@pytest.mark.parametrize("level", [0, 2])
def test_another_level_than_the_proposed_needs_a_reason_both_ways(level: int) -> None:
    harms = {"confidentiality": LOW | {"person": {"level": 1}}, "availability": LOW}
    bare = outcome(harms=harms, chosen={"confidentiality": {"level": level}})
    assert (bare.levels["confidentiality"], bare.aspects[0].proposed) == (level, 1)
    assert codes(bare) == [("chosen.confidentiality", "reason_missing")]
    told = outcome(harms=harms, chosen={"confidentiality": {"level": level, "reason": "Därför"}})
    assert told.complete


def test_the_proposed_level_itself_needs_no_reason() -> None:
    assert outcome(chosen={"availability": {"level": 0}}).complete


@pytest.mark.parametrize(
    "parts",
    [
        {"harms": {"confidentiality": LOW | {"person": {"level": 3}}, "availability": LOW}},
        {"chosen": {"availability": {"level": 3, "reason": "x"}}},
        {"raises": [{"kind": "aggregation", "aspect": "availability", "level": 3, "reason": "x"}]},
        {"legal": ["defence"]},
    ],
)
def test_whatever_reaches_the_top_lies_beyond(parts: dict[str, Any]) -> None:
    found = outcome(**parts)
    assert found.beyond
    assert not found.complete


def test_without_a_level_beyond_nothing_is() -> None:
    scheme = read_body(body(levels=body()["levels"][:3]))
    assert not assess(scheme, read_answers(answered(legal=["defence"])), ALL).beyond


def test_a_level_that_the_scheme_has_not_is_refused_and_counts_for_nothing() -> None:
    found = outcome(harms={"confidentiality": LOW | {"person": {"level": 7}}, "availability": LOW})
    assert found.levels["confidentiality"] == 0
    assert codes(found) == [("harms.confidentiality.person", "no_such_level")]


def test_what_is_answered_for_an_aspect_that_is_off_counts_for_nothing() -> None:
    found = outcome(harms=answered()["harms"] | {"authenticity": {"person": {"level": 3}}})
    assert found.levels == {"confidentiality": 0, "availability": 0}
    assert found.complete


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {"harms": []},
        {"harms": {"confidentiality": {"person": {"level": "2"}}}},
        {"harms": {"confidentiality": {"person": {"level": True}}}},
        {"harms": {"confidentiality": {"person": {"level": -1}}}},
        {"harms": {"confidentiality": {"person": {"text": 3}}}},
        {"raises": [{"kind": "whim", "aspect": "confidentiality", "level": 1}]},
        {"chosen": {"availability": 2}},
        {"legal": 5},
    ],
)
def test_what_are_no_answers_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match=r"^not answers: "):
        read_answers(raw)


def test_texts_come_back_as_written_without_a_nul() -> None:
    harms = {"confidentiality": {"person": {"level": 1, "text": " a\0b\n{c} "}}}
    assert (
        write_answers(read_answers({"harms": harms}))["harms"]["confidentiality"]["person"]["text"]
        == "ab\n{c}"
    )


def test_earlier_answers_are_carried_as_far_as_the_scheme_has_them() -> None:
    old = read_answers(
        {
            "harms": {
                "confidentiality": {"person": {"level": 1, "text": "x"}, "climate": {"level": 2}},
                "authenticity": {"person": {"level": 1}},
                "availability": {"economy": {"level": 8}, "person": {}},
            },
            "raises": [{"kind": "accumulation", "aspect": "authenticity", "level": 1, "reason": "x"}],
            "legal": ["osl-23"],
            "chosen": {"confidentiality": {"level": 0, "reason": "x"}},
        }
    )
    carried = carried_over(SCHEME, old)
    assert write_answers(carried.answers) == {
        "harms": {
            "confidentiality": {"person": {"level": 1, "text": "x"}},
            "availability": {"person": {"level": None, "text": ""}},
        },
        "raises": [],
        "legal": ["osl-23"],
        "chosen": {},
    }
    assert carried.gone == (
        "harms.confidentiality.climate",
        "harms.authenticity.person",
        "harms.availability.economy",
        "raises.0",
    )


LEVEL = st.none() | st.integers(0, 5)
HARMS = st.dictionaries(
    st.sampled_from(["confidentiality", "availability", "authenticity", "integrity"]),
    st.dictionaries(
        st.sampled_from(["person", "economy", "climate"]),
        st.fixed_dictionaries({"level": LEVEL, "text": st.text(max_size=5)}),
    ),
)
ANSWERS = st.fixed_dictionaries(
    {
        "harms": HARMS,
        "raises": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(["accumulation", "aggregation"]),
                    "aspect": st.sampled_from(["confidentiality", "availability"]),
                    "level": LEVEL,
                    "reason": st.text(max_size=5),
                }
            ),
            max_size=3,
        ),
        "legal": st.lists(st.sampled_from(["osl-23", "long", "gone"])),
    }
)


@given(ANSWERS)
def test_what_is_stored_is_read_back(raw: dict[str, Any]) -> None:
    answers = read_answers(raw)
    assert read_answers(write_answers(answers)) == answers


@given(ANSWERS)
def test_the_proposal_is_the_highest_ground_and_is_itself_a_level(raw: dict[str, Any]) -> None:
    for each in assess(SCHEME, read_answers(raw), ALL).aspects:
        assert each.proposed == max((ground.level for ground in each.grounds), default=None)
        assert each.proposed is None or SCHEME.level(each.proposed) is not None


@given(ANSWERS)
def test_one_provision_more_never_lowers_a_level(raw: dict[str, Any]) -> None:
    before = assess(SCHEME, read_answers(raw), ALL)
    after = assess(SCHEME, read_answers(raw | {"legal": [*raw["legal"], "osl-23"]}), ALL)
    for old, new in zip(before.aspects, after.aspects, strict=True):
        assert old.proposed is None or (new.proposed is not None and new.proposed >= old.proposed)
