"""How strangers are slowed down: as often as is said at once, then one after each wait, and the waits grow."""

from datetime import UTC, datetime, timedelta

import pytest

from akropolis.base.kernel.access.slowing import Slowed, wait_after

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND, WITHIN = timedelta(seconds=1), timedelta(minutes=15)


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 0), (3, 0), (4, 10), (8, 10), (9, 20), (13, 20), (14, 40), (19, 80), (24, 160), (28, 160), (29, 300),
     (10**6, 300)],
)  # fmt: skip
def test_the_wait_begins_at_the_limit_and_doubles_with_every_fifth_try(tries: int, seconds: int) -> None:
    assert wait_after(tries, 4) == seconds * SECOND


def test_one_address_waits_by_itself_and_all_together_by_all() -> None:
    slowed = Slowed(of_one=2, of_all=4, within=WITHIN)
    assert slowed.again("10.0.0.1", NOW) is None
    for _ in range(2):
        slowed.count("10.0.0.1", NOW)
    assert slowed.again("10.0.0.1", NOW) == NOW + 10 * SECOND
    assert slowed.again("10.0.0.1", NOW + 9 * SECOND) == NOW + 10 * SECOND
    assert slowed.again("10.0.0.1", NOW + 10 * SECOND) is None
    assert slowed.again("10.0.0.2", NOW) is None
    slowed.count("10.0.0.2", NOW + SECOND)
    assert slowed.again("10.0.0.2", NOW + SECOND) is None
    slowed.count("10.0.0.3", NOW + 2 * SECOND)
    assert slowed.again("10.0.0.9", NOW + 2 * SECOND) == NOW + 12 * SECOND


def test_a_try_counts_for_as_long_as_is_said_and_no_longer() -> None:
    slowed = Slowed(of_one=1, of_all=99, within=5 * SECOND)
    slowed.count("x", NOW)
    assert slowed.again("x", NOW + 4 * SECOND) == NOW + 10 * SECOND
    assert slowed.again("x", NOW + 5 * SECOND) is None
    slowed.count("x", NOW + 5 * SECOND)
    assert slowed.again("x", NOW + 5 * SECOND) == NOW + 15 * SECOND


def test_one_subscriber_has_all_the_addresses_of_a_house_and_no_others() -> None:
    for mine, same, other in (
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
        ("unknown", "unknown", "elsewhere"),
    ):
        slowed = Slowed(of_one=1, of_all=99, within=WITHIN)
        slowed.count(mine, NOW)
        waits = [slowed.again(address, NOW) for address in (mine, same, other)]
        assert waits == [NOW + 10 * SECOND, NOW + 10 * SECOND, None]


def test_who_has_not_tried_lately_is_forgotten() -> None:
    slowed = Slowed(of_one=1, of_all=1, within=WITHIN)
    for minute, address in ((0, "a"), (1, "b"), (2, "a"), (16, "c")):
        slowed.count(address, NOW + minute * 60 * SECOND)
    assert [*slowed._by_address] == ["a", "c"]
    assert [len(tries) for tries in slowed._by_address.values()] == [2, 1]
    assert len(slowed._all) == 2
