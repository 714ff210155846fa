"""New identities."""

import time
from itertools import pairwise
from uuid import RFC_4122

from akropolis.base.kernel.access.fields import new_id


def test_an_identity_is_a_uuid_of_version_seven_and_holds_its_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(200)]
    after = time.time_ns() // 1_000_000
    assert {(each.version, each.variant) for each in made} == {(7, RFC_4122)}
    assert len(set(made)) == 200
    moments = [each.int >> 80 for each in made]
    assert (min(moments) >= before, max(moments) <= after) == (True, True)
    assert all(first <= second for first, second in pairwise(moments))


def test_later_identities_sort_after_earlier_ones() -> None:
    made = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert [str(each) for each in made] == sorted(str(each) for each in made)
