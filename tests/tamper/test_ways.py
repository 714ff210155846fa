"""Every known way of changing the database by hand, and what finds it. The table stands in the docs, and is true."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from akropolis.base.kernel.access.models import Token, Tracked
from akropolis.base.kernel.files import disk
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.records import projections
from akropolis.base.kernel.records.sealing import seal_earlier
from akropolis.base.lib.commitments import canonical
from akropolis.events.incidents.models import Viewing
from akropolis.privacy.data_requests.models import RequestViewing
from tests.stage import stage, world
from tests.tamper.tools import anchor_now, execute, found, rehash
from tests.tamper.ways_beside import ANCHOR, DATABASE, NOTHING, WAYS, Way, table
from tests.world import SYSTEM, World

__all__ = ["stage", "world"]

WORLD = "walked"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tampering.md"


@pytest.fixture
def kept(world: World) -> Iterator[World]:
    """The world, with its file on disk as it was, afterwards."""
    place = disk.place_of(world.files["services"].sha256)
    data = place.read_bytes()
    yield world
    place.write_bytes(data)


def test_nothing_is_found_where_nothing_was_done(world: World) -> None:
    assert found(anchor_now()) == set()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.what} {way.only}".strip())
def test_it_is_found(kept: World, way: Way) -> None:
    if way.only not in ("", connection.vendor):
        pytest.skip(f"{way.only} alone")
    anchor = anchor_now()
    if way.by == DATABASE:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            way.do(kept)
        return
    way.do(kept)
    alone = found()
    assert alone == (way.finds - {"anchor"})
    if way.by in (ANCHOR, NOTHING):
        assert found(anchor) == way.finds


def test_a_view_of_ones_own_is_no_fault(world: World) -> None:
    execute("CREATE VIEW our_report AS SELECT name FROM access_unit")
    assert found() == set()


def test_secrets_of_an_earlier_version_are_sealed_once_and_compared_from_then_on(world: World) -> None:
    def without_seal(_seq: int, payload: str, content: str) -> tuple[str, str]:
        data, beside = json.loads(payload), json.loads(content)
        if data["kind"] == "token":
            del data["sealed"]["after.digest"], beside["after.digest"]
        return canonical(data), canonical(beside)

    rehash(without_seal)
    assert found() == {"rows"}
    last, versions = Head.objects.get().seq, list(Token.everything.values_list("pk", "version"))
    for _again in range(2):
        assert list(seal_earlier(SYSTEM)) == []
        assert (found(), Head.objects.get().seq) == (set(), last + len(versions))
    assert list(Token.everything.values_list("pk", "version")) == versions
    assert {
        name for link in events_of([key for key, _version in versions], limit=1) for name in link.diff
    } == {"digest"}
    digests = Token.everything.values_list("digest", flat=True)
    assert [Change.objects.filter(content__contains=digest).count() for digest in digests] == [0] * len(
        versions
    )
    execute("UPDATE access_token SET digest = %s", "c" * 64)
    assert found() == {"rows"}


def test_the_tables_of_which_nothing_is_said_are_named() -> None:
    own = {
        m for m in apps.get_models() if m.__module__.startswith("akropolis.") and not issubclass(m, Tracked)
    }
    compared = {
        Change,
        Head,
        Viewing,
        RequestViewing,
        *(table for each in projections.registry for table in each.tables),
    }
    nothing = PAGE.read_text("utf-8").partition("- **nothing**")[2].partition("<!-- table -->")[0]
    assert set(re.findall(r"`(\w+_\w+)`", nothing)) == {m._meta.db_table for m in own - compared}


def test_the_table_in_the_docs_is_this_one() -> None:
    assert table() in PAGE.read_text(encoding="utf-8"), "write it: python -m tests.tamper"
