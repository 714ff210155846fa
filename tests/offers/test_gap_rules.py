"""When there is a gap between demand and offer, how it stands, and what opens it again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.offers.rules.gaps import (
    Acceptance,
    GapStatus,
    Lack,
    LevelGap,
    Reopened,
    State,
    gap_status,
    gaps,
    has_grown,
)
from akropolis.graph.offers.rules.offers import OfferFault, faults, is_valid_on
from akropolis.graph.offers.rules.shared import highest, highest_demands, statements_by_authority
from akropolis.shared.classification.rules.aspects import ORDER

DAY = date(2026, 11, 25)
K, R, T, S = ORDER[:4]


def levels(*given: int | None) -> dict[str, int | None]:
    """Levels in the order of the aspects."""
    return dict(zip(ORDER, given, strict=False))


@pytest.mark.parametrize(
    ("demanded", "offered", "counts", "found"),
    [
        (levels(3), levels(3), True, []),
        (levels(3), levels(4), True, []),
        (levels(3), levels(2), True, [(K, 3, 2, Lack.LOW)]),
        (levels(3), levels(0), True, [(K, 3, 0, Lack.LOW)]),
        (levels(3, 2), levels(3), True, [(R, 2, None, Lack.UNSTATED)]),
        (levels(3), None, False, [(K, 3, None, Lack.UNSTATED)]),
        (levels(3, 2), levels(3, None), False, [(K, 3, None, Lack.EXPIRED), (R, 2, None, Lack.UNSTATED)]),
        (levels(None, 0), None, False, []),
    ],
)
def test_a_gap_is_what_is_demanded_and_not_offered(
    demanded: Any, offered: Any, counts: Any, found: Any
) -> None:
    assert [
        (g.aspect, g.demanded, g.offered, g.lack) for g in gaps(demanded, offered, counts=counts)
    ] == found


LEVEL = st.none() | st.integers(0, 5)
LEVELS = st.fixed_dictionaries(dict.fromkeys(ORDER, LEVEL))


@given(LEVELS, LEVELS, st.booleans())
def test_raising_the_offer_never_makes_a_gap(demanded: Any, offered: Any, counts: Any) -> None:
    before = {gap.aspect for gap in gaps(demanded, offered, counts=counts)}
    better: dict[str, int | None] = dict.fromkeys(ORDER, 5)
    assert gaps(demanded, better, counts=True) == ()
    assert {gap.aspect for gap in gaps(demanded, None, counts=False)} >= before


@pytest.mark.parametrize(
    ("gap", "accepted", "expected"),
    [
        ((3, 2), (3, 2), False),
        ((2, 1), (3, 1), False),
        ((4, 2), (3, 2), True),
        ((4, 3), (3, 2), True),
        ((3, 1), (3, 2), True),
        ((3, None), (3, 2), True),
        ((3, None), (3, None), False),
        ((3, 1), (3, None), False),
    ],
)
def test_a_gap_has_grown_when_more_is_demanded_or_less_offered(
    gap: Any, accepted: Any, expected: Any
) -> None:
    found = LevelGap(K, gap[0], gap[1], Lack.LOW)
    assert has_grown(found, Acceptance(accepted[0], accepted[1], DAY)) is expected


GAP = LevelGap(T, 3, 2, Lack.LOW)
UNTIL_TODAY, UNTIL_YESTERDAY = Acceptance(3, 2, DAY), Acceptance(3, 2, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("accepted", "running", "finished", "expected"),
    [
        (None, 0, 0, GapStatus(State.OPEN)),
        (None, 1, 0, GapStatus(State.UNDER_WAY)),
        (None, 0, 1, GapStatus(State.OPEN, Reopened.DONE)),
        (UNTIL_TODAY, 0, 0, GapStatus(State.ACCEPTED)),
        (UNTIL_TODAY, 1, 0, GapStatus(State.ACCEPTED)),
        (UNTIL_YESTERDAY, 0, 0, GapStatus(State.OPEN, Reopened.TIME)),
        (UNTIL_YESTERDAY, 1, 0, GapStatus(State.UNDER_WAY, Reopened.TIME)),
        (Acceptance(2, 2, DAY), 0, 0, GapStatus(State.OPEN, Reopened.GROWN)),
    ],
)
def test_how_a_gap_stands(accepted: Any, running: Any, finished: Any, expected: Any) -> None:
    found = gap_status(GAP, accepted=accepted, running=running, finished=finished, day=DAY)
    assert found == expected


def test_a_statement_counts_to_its_last_day() -> None:
    assert [is_valid_on(None, DAY), is_valid_on(DAY, DAY), is_valid_on(date(2026, 11, 24), DAY)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"levels": levels(None)}, [("__all__", OfferFault.EMPTY)]),
        ({"levels": levels(0)}, []),
        ({"stated_on": date(2026, 11, 26)}, [("stated_on", OfferFault.FUTURE)]),
        ({"latest": date(2026, 11, 26), "stated_on": DAY}, [("stated_on", OfferFault.OLDER)]),
        ({"latest": DAY}, []),
        ({"valid_to": date(2026, 11, 24)}, [("valid_to", OfferFault.ENDED)]),
    ],
)
def test_what_may_be_stated(given: Any, expected: Any) -> None:
    usual = {"levels": levels(3), "stated_on": DAY, "valid_to": None, "latest": None}
    values = usual | given
    assert list(faults(values.pop("levels"), **values, today=DAY)) == expected


def test_who_demands_most() -> None:
    demands = {"utb": levels(3, 2, 0), "kul": levels(3, 1), "hamn": levels(None, 2, None)}
    assert highest(demands.values()) == {**dict.fromkeys(ORDER), K: 3, R: 2, T: 0}
    assert highest_demands(demands) == {K: (3, ["utb", "kul"]), R: (2, ["utb", "hamn"])}


def test_a_part_of_an_authority_states_nothing_but_for_it() -> None:
    """GDPR art. 4.7: the authority's own statement first, else a part's that says most; nobody's is left out."""
    whose = {"utb": "utb", "utbf": "utb", "kulf": "kul", "kulx": "kul", "stad": None}
    stated = [("utbf", 0), ("stad", 0), ("kulf", 3), ("kulx", 1), ("utb", 2)]
    found = statements_by_authority(
        stated, own=lambda s: s[0] == "utb", authority=lambda s: whose[s[0]], order=lambda s: s[1]
    )
    assert found == {"utb": ("utb", 2), "kul": ("kulx", 1)}
