"""Certificates that end wait for those who renew them; years and suppliers of the assets are told as they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.crypto.models import CryptoAsset
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, node_of
from tests.sheets import lines
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYBODY = ("owner", "neighbour", "chef", "ciso", "outsider", "auditor")


def today() -> date:
    """The day that the pages see."""
    return timezone.localdate()


def asset(world: World, name: str, unit: str = "utb", **given: Any) -> CryptoAsset:
    """A cryptographic asset of the unit."""
    with writing(SYSTEM) as w:
        return w.create(CryptoAsset, {"name": f"{name} {WORD}", "owner_unit": world.units[unit], **given})


def waits(world: World, who: str, day: date) -> list[tuple[str, str, date | None]]:
    """What waits for the person of certificates: title, address and last day."""
    found = tasks_for(world.access(who), day)
    return [(str(task.title), task.url, task.due) for task in found if task.key.startswith("certificates:")]


def test_a_certificate_waits_from_thirty_days_before_its_end_until_it_is_renewed(world: World) -> None:
    end = date(2027, 5, 14)
    row = asset(world, "Inloggning", certificate_to=end)
    told = [(f"Förnya: Inloggning {WORD}", f"/kryptotillgangar/{row.pk}/", end)]
    days = (end - 31 * DAY, end - 30 * DAY, end, end + 400 * DAY)
    assert [waits(world, "owner", day) for day in days] == [[], told, told, told]
    with writing(SYSTEM) as w:
        w.update(row, {"certificate_to": end + 365 * DAY})
    assert waits(world, "owner", end) == []
    with writing(SYSTEM) as w:
        w.archive(row)
    assert waits(world, "owner", end + 365 * DAY) == []


def test_several_are_one_task_by_the_first_that_ends_and_wait_for_those_who_write_in_the_unit(
    world: World,
) -> None:
    end = date(2027, 5, 14)
    asset(world, "Sen", certificate_to=end + DAY)
    asset(world, "Tidig", certificate_to=end)
    asset(world, "Grannens", "kul", certificate_to=end - DAY)
    found = {who: waits(world, who, end) for who in EVERYBODY}
    assert found["owner"] == [("Förnya 2 certifikat", "/kvantplan/#certificates", end)]
    assert [title for title, *_ in found["neighbour"]] == [f"Förnya: Grannens {WORD}"]
    assert [found[who] for who in ("chef", "ciso", "outsider", "auditor")] == [[]] * 4


def test_a_year_is_told_as_it_is_written_and_must_be_one(world: World) -> None:
    row = asset(world, "Arkiv", algorithm="RSA", secret_until=2066)
    page = world.client("owner").get(f"/kryptotillgangar/{row.pk}/").text
    assert ("2066" in page, "2\u00a0066" in page) == (True, False)
    for year in (66, 9999):
        with pytest.raises((Invalid, ValidationError)), writing(SYSTEM) as w:
            w.update(row, {"secret_until": year})
    row.refresh_from_db()
    assert row.secret_until == 2066


def test_who_delivers_an_asset_is_told_to_those_who_may_read_of_it(
    world: World, nodes: dict[str, Node]
) -> None:
    row = asset(world, "Signering", algorithm="RSA")
    with writing(SYSTEM) as w:
        depend(w, node_of(w, row), nodes["moln"], kind="delivered_by")
    client = world.client("owner")
    assert f"levereras av {nodes['moln'].name}" in client.get("/kvantplan/").text
    head, line = lines(client.get("/kvantplan/xlsx/").content)
    assert dict(zip(head, line, strict=True))["Leverantör"] == nodes["moln"].name
    (item,) = world.client(**bearer(world, "owner")).get("/api/v1/crypto-plan").json()["items"]
    assert item["suppliers"] == [nodes["moln"].name]
    tie = Dependency.everything.get(source__record=row.pk)
    with writing(SYSTEM) as w:
        w.update(tie, {"valid_to": today() - DAY})
    assert "levereras av" not in client.get("/kvantplan/").text
