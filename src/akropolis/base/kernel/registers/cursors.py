"""Cursors: where a page of a list begins, encoded in the page's address and decoded to the type of the
sort field.

An address can be forged. Cursors are therefore decoded only here, and a cursor whose value the database
could not compare with is refused.
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
    """The position of a page in a list: the sort value and the id of the row that the page begins after
    (or, if `back`, ends before).

    `of` names the list and its order: in another list or order the position would mean something else.
    """

    back: bool
    value: object
    pk: UUID
    of: str

    def packed(self) -> str:
        """Return the encoded cursor."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        text = json.dumps([BACK if self.back else FORWARD, value, str(self.pk), self.of], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(text: str, field: "models.Field[Never, object]", of: str) -> Cursor | None:
    """Decode the cursor of this list, ordered by `field`; None for anything invalid or of another list."""
    if len(text) > LONGEST:
        return None
    try:
        way, value, pk, told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if way not in (FORWARD, BACK) or not isinstance(pk, str) or told != of:
            return None
        return Cursor(way == BACK, _comparable(value, field), UUID(pk), of)
    except Exception:  # every invalid cursor gives the same response
        return None


def _comparable(value: object, field: "models.Field[Never, object]") -> object:
    """Return the value converted for the field. Raises an exception if the database could not compare with it."""
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
