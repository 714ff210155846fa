"""A room that is open is sent what has become another to its reader, and nothing else."""

import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident, TrackRegime
from akropolis.events.incidents.services import incidents, tracks
from akropolis.events.leadership.services import log
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def test_only_what_is_new_to_its_reader_is_sent(world: World) -> None:
    now = timezone.now()
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": now, "aware_at": now}
    event = create(SYSTEM, Incident, values)
    with writing(SYSTEM) as w:
        incidents.set_affected_units(w, event, [world.units["kul"], world.units["utb"]])
    ciso, owner = world.client("ciso"), world.client("owner")
    address = {who: opened(who.get(f"/incidenter/{event.pk}/")) for who in (ciso, owner)}

    def sent(who: Any) -> set[str]:
        answer = who.get(address[who])
        if answer.status_code == 204:
            return set()
        address[who] = opened(answer)
        return set(re.findall(r'id="(\w+)"[^>]*hx-swap-oob', answer.content.decode()))

    def write(mark: EntryMark, text: str) -> None:
        log.enter(
            world.access("ciso"),
            event,
            world.units["stad"],
            kind=EntryKind.FACT,
            text=text,
            happened_at=now,
            mark=mark,
        )

    # In each new minute the clocks and units are sent, since they say how much time is left.
    minute = {"clocks", "units"}
    assert [sent(who) - minute for who in (ciso, owner)] == [set()] * 2
    write(EntryMark.AFFECTED, "Leverantören är informerad.")
    assert [sent(who) - minute for who in (ciso, owner)] == [{"log"}] * 2
    write(EntryMark.UNIT, "Det här är bara vårt.")
    assert [sent(who) - minute for who in (ciso, owner)] == [{"log"}, set()]
    held = address[owner].rsplit("-", 2)[1:]
    tracks.open_tracks(world.access("ciso"), event, [(world.units["kul"], TrackRegime.PRIVACY)])
    assert minute <= sent(ciso)
    sent(owner)
    assert address[owner].rsplit("-", 2)[1:] == held  # the neighbour's track moves nothing of hers
    update(SYSTEM, event, {"detected_at": now})
    assert [sent(who) for who in (ciso, owner)] == [minute | {"log"}] * 2
    for garbage in ("", "x", "1-2-3", "-" * 3):
        assert owner.get(f"/incidenter/{event.pk}/ledning/del/", {"till": garbage}).status_code == 200


def opened(answer: Any) -> str:
    found = re.search(r'hx-get="([^"]+/del/[^"]+)"', answer.content.decode())
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("tab", "parts"),
    [("", {"clocks", "units", "log"}), ("logg", {"clocks", "times", "log"}), ("spar", {"clocks"})],
)
def test_each_tab_is_sent_what_it_has(world: World, tab: str, parts: set[str]) -> None:
    now = timezone.now()
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": now, "aware_at": now}
    event = create(SYSTEM, Incident, values)
    client = world.client("ciso")
    page = client.get(f"/incidenter/{event.pk}/?flik={tab}").text
    assert parts == {name for name in ("clocks", "units", "times", "log") if f'id="{name}"' in page}
    part = client.get(f"/incidenter/{event.pk}/ledning/del/?flik={tab}").text
    assert set(re.findall(r'id="(\w+)"[^>]*hx-swap-oob', part)) == parts
