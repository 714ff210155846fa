"""What a role's file says is read strictly: pure."""

from typing import Any

import pytest

from akropolis.people.organisation.rules.roles import FIELDS, read_roles

ROW: dict[str, Any] = {name: f" {name} " for name in FIELDS if name != "position"} | {"grants": ["a:b:read"]}


def test_roles_are_read_in_order_without_blanks_around_their_words() -> None:
    second = ROW | {"code": "två", "grants": []}
    wanted = {name: name for name in FIELDS} | {"grants": ["a:b:read"], "position": 10}
    assert read_roles([ROW, second]) == [wanted, wanted | {"code": "två", "grants": [], "position": 20}]
    assert read_roles([]) == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({name: value for name, value in ROW.items() if name != "basis"}, r"role  code : \['basis'\]"),
        ({name: value for name, value in ROW.items() if name != "code"}, r"role 2: \['code'\]"),
        (ROW | {"position": 1}, r"role  code : \['position'\]"),
        (ROW | {"more": ""}, r"role  code : \['more'\]"),
        (ROW | {"code": "code"}, "a role is written twice"),
    ],
)
def test_a_role_with_other_keys_or_written_twice_is_refused(row: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_roles([ROW, row])
