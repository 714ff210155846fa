"""Tests that commit leave an empty database behind, and the append-only tables as closed as they were."""

import pytest
from django.db import DatabaseError, connection

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records import writer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_history_starts_empty_each_time_and_is_closed_each_time(turn: int) -> None:
    assert Change.objects.count() == 0
    writer.create(system("test"), Role, {"code": "r", "name": f"Roll {turn}", "grants": ["*:*:read"]})
    assert Change.objects.count() == 1
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM history_change")
    assert Change.objects.count() == 1
