"""Which measures levels demand, and what is offered of what is said of them: values in, values out."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.compliance.rules.demands import (
    FULFILLED,
    MOST,
    UNMET,
    Assessed,
    Because,
    Needs,
    Profile,
    Status,
    because,
    ceiling,
    offered,
    proven_level,
    status_of,
)
from akropolis.shared.classification.rules.aspects import ORDER, Aspect

LEVELS = st.dictionaries(st.sampled_from(ORDER), st.one_of(st.none(), st.integers(0, 4)))
THRESHOLDS = st.dictionaries(st.sampled_from(ORDER), st.integers(1, MOST), max_size=3)
MEASURES = st.lists(st.tuples(THRESHOLDS, st.sampled_from([None, *Status])), max_size=8)
K, T = Aspect.CONFIDENTIALITY, Aspect.AVAILABILITY


@pytest.mark.parametrize(
    ("thresholds", "levels", "found"),
    [
        ({}, {}, Because()),
        ({K: 2}, {K: 2}, Because(((K, 2, 2),))),
        ({K: 2}, {K: 1}, None),
        ({K: 2}, {K: None}, None),
        ({K: 2, T: 3}, {K: 3, T: 3}, Because(((K, 3, 2), (T, 3, 3)))),
        ({K: 2, T: 3}, {K: 1, T: 3}, Because(((T, 3, 3),))),
    ],
)
def test_a_measure_is_demanded_by_each_aspect_that_reaches_its_threshold(
    thresholds: dict[str, int], levels: dict[str, int | None], found: Because | None
) -> None:
    assert because(Needs(thresholds), levels) == found


def test_the_reason_is_said_in_letters() -> None:
    assert Because(((K, 3, 2), (T, 3, 3))).letters == "K2 T3"


def levels(claim: Profile, measures: Sequence[Assessed]) -> dict[Aspect, int]:
    """What is offered in each aspect, -1 where that is not known."""
    found = {a: offered(claim.get(a), proven_level(a, measures), ceiling(a, measures)) for a in ORDER}
    return {aspect: -1 if level is None else level for aspect, level in found.items()}


def said(measures: list[Assessed], at: int, status: Status | None) -> list[Assessed]:
    """The same with one of them assessed otherwise."""
    return [(t, status if place == at else before) for place, (t, before) in enumerate(measures)]


@given(LEVELS, MEASURES, st.integers(0, 7), st.sampled_from(sorted(FULFILLED)))
def test_a_measure_that_is_fulfilled_lowers_no_aspect(
    claim: Profile, measures: list[Assessed], at: int, status: Status
) -> None:
    before, after = levels(claim, measures), levels(claim, said(measures, at, status))
    assert [aspect for aspect in ORDER if after[aspect] < before[aspect]] == []


@given(LEVELS, MEASURES, st.integers(0, 7), st.sampled_from(sorted(UNMET)))
def test_a_brist_that_nobody_knew_of_lowers_only_what_demands_it_and_to_the_level_below(
    claim: Profile, measures: list[Assessed], at: int, status: Status
) -> None:
    measures = said(measures, at, None)
    thresholds = measures[at][0] if at < len(measures) else {}
    before, after = levels(claim, measures), levels(claim, said(measures, at, status))
    assert after == {a: min(before[a], thresholds[a] - 1) if a in thresholds else before[a] for a in ORDER}


@given(LEVELS, MEASURES, st.integers(0, 7), st.sampled_from([None, Status.LAPSED]))
def test_silence_raises_nothing_and_leaves_the_claim(
    claim: Profile, measures: list[Assessed], at: int, silence: Status | None
) -> None:
    fulfilled = [(t, status if status in FULFILLED else None) for t, status in measures]
    before, after = levels(claim, fulfilled), levels(claim, said(fulfilled, at, silence))
    assert [aspect for aspect in ORDER if after[aspect] > before[aspect]] == []
    unsaid: list[Assessed] = [(thresholds, silence) for thresholds, _status in measures]
    assert levels(claim, unsaid) == {a: -1 if (known := claim.get(a)) is None else known for a in ORDER}


@given(LEVELS, MEASURES)
def test_when_the_list_is_gone_through_without_a_brist_in_grundskydd_the_measures_decide(
    claim: Profile, measures: list[Assessed]
) -> None:
    every: list[Assessed] = [
        ({}, Status.MET),
        *((t, Status.PARTLY if s in UNMET else Status.MET) for t, s in measures if t),
    ]
    lacking = [t for t, status in every if status is Status.PARTLY]
    assert {a: proven_level(a, every) for a in ORDER} == {
        a: min([MOST, *(t[a] - 1 for t in lacking if a in t)]) for a in ORDER
    }
    limited = [a for a in ORDER if any(a in t for t in lacking)]
    assert [a for a in limited if levels(claim, every)[a] != proven_level(a, every)] == []


@pytest.mark.parametrize(
    ("claim", "measures", "found"),
    [
        (2, [({}, None), ({T: 2}, None), ({T: 3}, None)], (None, None, 2)),
        (2, [({}, Status.MET), ({T: 2}, None), ({T: 3}, None)], (1, None, 2)),
        (2, [({}, Status.MET), ({T: 2}, Status.PARTLY), ({T: 3}, None)], (1, 1, 1)),
        (2, [({}, Status.NOT_BEGUN), ({T: 2}, Status.MET), ({T: 3}, Status.MET)], (None, None, 2)),
        (2, [({}, Status.MET), ({T: 2}, Status.MET), ({T: 3}, Status.NOT_APPLICABLE)], (3, None, 3)),
        (2, [({}, Status.MET), ({T: 2}, Status.MET), ({T: 3}, Status.PARTLY)], (2, 2, 2)),
        (2, [({}, Status.MET), ({T: 2}, Status.LAPSED), ({T: 3}, Status.MET)], (1, None, 2)),
        (4, [({}, Status.MET), ({T: 2}, Status.MET)], (3, None, 4)),
        (None, [({}, None), ({T: 2}, Status.PARTLY)], (None, 1, None)),
        (3, [({}, Status.MET), ({K: 2}, Status.PARTLY)], (3, None, 3)),
        (None, [({K: 2}, Status.MET)], (None, None, None)),
    ],
)
def test_what_is_claimed_shown_and_limited(
    claim: int | None, measures: list[Assessed], found: tuple[int | None, ...]
) -> None:
    by, limit = proven_level(T, measures), ceiling(T, measures)
    assert (by, limit, offered(claim, by, limit)) == found


@pytest.mark.parametrize(
    ("state", "valid_to", "proved_to", "status"),
    [
        ("met", None, None, Status.MET),
        ("met", date(2026, 5, 1), None, Status.MET),
        ("met", date(2026, 4, 30), None, Status.LAPSED),
        ("met", date(2026, 6, 1), date(2026, 4, 30), Status.LAPSED),
        ("partly", date(2026, 4, 30), None, Status.PARTLY),
        ("not_applicable", date(2026, 4, 30), date(2026, 4, 30), Status.NOT_APPLICABLE),
    ],
)
def test_what_was_met_lapses_after_its_last_day(
    state: str, valid_to: date | None, proved_to: date | None, status: Status
) -> None:
    assert status_of(state, valid_to, date(2026, 5, 1), proved_to=proved_to) == status
