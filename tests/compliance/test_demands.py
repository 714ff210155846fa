"""Which measures levels demand, and what fulfilled ones offer: values in, values out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.classification.rules.aspects import ORDER, Aspect
from akropolis.compliance.rules.demands import MOST, Because, Status, because, offered, status_of

LEVELS = st.dictionaries(st.sampled_from(ORDER), st.one_of(st.none(), st.integers(0, 4)))
THRESHOLDS = st.dictionaries(st.sampled_from(ORDER), st.integers(1, MOST), max_size=3)
MEASURES = st.lists(st.tuples(THRESHOLDS, st.booleans()), max_size=8)
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
    assert because(thresholds, levels) == found


def test_the_reason_is_said_in_letters() -> None:
    assert Because(((K, 3, 2), (T, 3, 3))).letters == "K2 T3"


@given(MEASURES, st.data())
def test_what_is_offered_never_falls_when_one_more_is_fulfilled(
    measures: list[tuple[dict[str, int], bool]], data: st.DataObject
) -> None:
    before = offered(measures)
    more = [(thresholds, fulfilled or data.draw(st.booleans())) for thresholds, fulfilled in measures]
    after = offered(more)
    assert all(before[aspect] <= after[aspect] for aspect in ORDER)


@given(MEASURES, LEVELS)
def test_who_offers_what_is_demanded_lacks_none_of_its_measures(
    measures: list[tuple[dict[str, int], bool]], levels: dict[str, int | None]
) -> None:
    levels = {aspect: None if level is None else min(level, MOST) for aspect, level in levels.items()}
    lacking = [t for t, fulfilled in measures if not fulfilled and because(t, levels) is not None]
    found = offered(measures)
    enough = all(found[aspect] >= (levels.get(aspect) or 0) for aspect in ORDER)
    basic = all(fulfilled for thresholds, fulfilled in measures if not thresholds)
    assert (not lacking) == (enough and basic)


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
