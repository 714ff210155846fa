"""A set of whole numbers is as Python's own."""

from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.number_set import NumberSet

numbers = st.sets(st.integers(0, 200))


@given(numbers, numbers)
def test_it_is_as_pythons_own(one: set[int], other: set[int]) -> None:
    made = NumberSet(one)
    assert [*made] == sorted(one)
    assert len(made) == len(one)
    assert made == one
    assert (made == other) == (one == other)
    assert {number for number in range(-3, 220) if number in made} == one
    for given_other in (other, NumberSet(other)):
        assert [*(made & given_other)] == sorted(one & other)
        assert [*(made | given_other)] == sorted(one | other)
        assert [*(made - given_other)] == sorted(one - other)
        assert made.issuperset(given_other) == one.issuperset(other)
        assert made.isdisjoint(given_other) == one.isdisjoint(other)
    assert [*(other | made)] == sorted(one | other)
    assert hash(made) == hash(NumberSet(one))
