"""Where a page of a list begins: what an address carries comes back, and whatever else stands there is none."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import models

from akropolis.base.kernel.registers.cursors import LONGEST, Cursor, unpacked

DAY, MOMENT = models.DateField(), models.DateTimeField()
TEXT, WHOLE = models.CharField(max_length=200), models.IntegerField()
PK = UUID("019d5d00-0000-7000-8000-000000000050")
pytestmark = pytest.mark.django_db


def written(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize("back", [True, False])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DAY, date(2026, 1, 15)),
        (MOMENT, datetime(2026, 1, 15, 8, 30, 1, 5, tzinfo=UTC)),
        (TEXT, "Åäö?&=" * 9),
        (TEXT, ""),
        (WHOLE, 0),
        (WHOLE, -7),
    ],
)
def test_what_is_packed_comes_back_in_its_own_list_alone(field: Any, value: object, back: bool) -> None:
    cursor = Cursor(back, value, PK, "services:name")
    text = cursor.packed()
    assert unpacked(text, field, "services:name") == cursor
    assert unpacked(text, field, "services:number") is None
    assert not {"=", "+", "/"} & {*text}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (TEXT, ""),
        (TEXT, "å"),
        (TEXT, written("f", "a", str(PK))),
        (TEXT, written("x", "a", str(PK), "l")),
        (TEXT, written("f", "a", 7, "l")),
        (TEXT, written("f", "a", "7", "l")),
        (TEXT, written("f", ["a"], str(PK), "l")),
        (TEXT, written("f", {"a": 1}, str(PK), "l")),
        (TEXT, written("f", None, str(PK), "l")),
        (TEXT, written("f", "a\0", str(PK), "l")),
        (TEXT, written("f", "\ud800", str(PK), "l")),
        (WHOLE, written("f", True, str(PK), "l")),
        (WHOLE, written("f", "x", str(PK), "l")),
        (DAY, written("f", "2026-13-01", str(PK), "l")),
        (MOMENT, written("f", "2026-01-15T08:30:00", str(PK), "l")),
        (MOMENT, written("f", "0001-01-01T00:00:00+10:00", str(PK), "l")),
    ],
)
def test_whatever_else_is_written_is_none(field: Any, text: str) -> None:
    assert unpacked(text, field, "l") is None


def test_an_address_is_read_up_to_its_longest() -> None:
    text = written("f", "a", str(PK), "l")
    assert unpacked(text, TEXT, "l") == unpacked(text.rstrip("="), TEXT, "l") == Cursor(False, "a", PK, "l")
    for length, taken in ((LONGEST, True), (LONGEST + 1, False)):
        value = "a" * 3000
        while len(long := written("f", value, str(PK), "l").rstrip("=")) > length:
            value = value[:-1]
        padded = long + "=" * (length - len(long)) if length > LONGEST else long
        assert (unpacked(padded, TEXT, "l") is not None) is taken


def test_moments_are_compared_at_one_place() -> None:
    found = unpacked(written("f", "2026-01-15T09:30:00+01:00", str(PK), "l"), MOMENT, "l")
    assert found is not None
    assert (found.value, found.back) == (datetime(2026, 1, 15, 8, 30, tzinfo=UTC), False)
    assert isinstance(found.value, datetime)
    assert found.value.utcoffset() == UTC.utcoffset(None)
