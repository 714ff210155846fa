"""To whom the history's seal is mailed, and what the log says of an address that nobody here has."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import update
from akropolis.shell.home.services import anchoring
from tests.world import SYSTEM, World

NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)


@pytest.fixture
def addressed(world: World, settings: Any, tmp_path: Path) -> World:
    settings.ANCHOR_DIR = str(tmp_path)
    for who in ("auditor", "ciso"):
        world.people[who] = update(SYSTEM, world.people[who], {"email": f"{who}@staden.se"})
    return world


@pytest.mark.parametrize(
    ("addresses", "told", "complaints"),
    [
        ("", [], 0),
        (" , ", [], 0),
        ("auditor@staden.se", ["auditor"], 0),
        (" Auditor@Staden.SE ,ciso@staden.se,", ["auditor", "ciso"], 0),
        ("ingen@staden.se,ciso@staden.se", ["ciso"], 1),
        ("ingen@staden.se", [], 1),
        ("staden.se", [], 1),
    ],
)
def test_each_who_has_an_address_is_told_and_one_that_nobody_has_is_logged(
    addressed: World,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    addresses: str,
    told: list[str],
    complaints: int,
) -> None:
    settings.ANCHOR_MAIL = addresses
    with caplog.at_level(logging.ERROR, "akropolis.history"):
        said = anchoring.anchor(NOW)
    assert said == f"written, {len(told)} to be sent"
    assert sorted(Message.objects.values_list("user__username", flat=True)) == told
    assert [record.getMessage().split()[0] for record in caplog.records] == [
        "AKROPOLIS_ANCHOR_MAIL"
    ] * complaints


def test_who_has_left_is_told_no_longer(
    addressed: World, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ANCHOR_MAIL = "ciso@staden.se"
    update(SYSTEM, addressed.people["ciso"], {"is_active": False})
    assert anchoring.anchor(NOW) == "written, 0 to be sent"
    assert anchoring.anchor(NOW) == "nothing written, 0 to be sent"
    assert len(caplog.records) == 2
    assert not Message.objects.exists()


def test_without_an_authority_nothing_is_stamped(settings: Any) -> None:
    settings.TIMESTAMP_URL = ""
    assert anchoring.stamp(NOW) == "no authority is set"
