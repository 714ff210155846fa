"""Where a page of a list begins: packed into its address, and unpacked by the type of what the list is ordered by.

What is in an address anyone can write. This is the one place that reads a cursor, and it reads none that the database
could not compare with.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Never
from uuid import UUID

from django.db import connection, models

from akropolis.base.lib.text import storable

FORWARD, BACK = "f", "b"
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row that a page begins after (or ends before, going `back`): its value in the list's order, and its id.

    `of` names the list and its order: in another list the same place would mean something else.
    """

    back: bool
    value: object
    pk: UUID
    of: str

    def packed(self) -> str:
        """The cursor as it stands in an address."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        text = json.dumps([BACK if self.back else FORWARD, value, str(self.pk), self.of], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(text: str, field: "models.Field[Never, object]", of: str) -> Cursor | None:
    """The cursor of that list, ordered by `field`; None for whatever else was written, or belongs to another list."""
    if len(text) > LONGEST:
        return None
    try:
        way, value, pk, told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if way not in (FORWARD, BACK) or not isinstance(pk, str) or told != of:
            return None
        return Cursor(way == BACK, _comparable(value, field), UUID(pk), of)
    except Exception:  # whatever is wrong with a typed-in cursor, the answer is one
        return None


def _comparable(value: object, field: "models.Field[Never, object]") -> object:
    """The value as the field has it. Raises some exception when the database could not compare with it."""
    if isinstance(value, (list, dict, bool)) or not storable(str(value)):
        raise ValueError(value)
    typed = field.to_python(value)
    naive = isinstance(typed, datetime) and typed.tzinfo is None
    if typed is None or naive:  # where a row has no value, the order has one of its own
        raise ValueError(value)
    if isinstance(typed, datetime):
        typed = typed.astimezone(UTC)  # a moment on the calendar's last day may lie outside it there
    field.get_db_prep_value(typed, connection)
    return typed
