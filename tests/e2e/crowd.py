"""Write an event with 57 tracks of 52 units into a data folder, and print its key."""

import importlib
import sys
from pathlib import Path
from typing import Any

TRACKS, UNITS = 57, 52


def main(folder: Path) -> None:
    """Write the event, led by the city and known for 50 hours."""
    running: Any = importlib.import_module("akropolis.shell.cli.running")
    running.set_up(folder)
    from datetime import timedelta

    from django.utils import timezone

    from akropolis.base.kernel.access.gate import system
    from akropolis.base.kernel.access.models import Unit
    from akropolis.base.kernel.records.writer import create, writing
    from akropolis.events.incidents.models import EntryKind, Incident, TrackRegime
    from akropolis.events.incidents.services import receipts, tracks
    from akropolis.events.leadership.services import log

    access, top = system("crowd"), Unit.everything.get(parent=None)
    known = timezone.now() - timedelta(hours=50)
    with writing(access) as w:
        same = {"kind": "committee", "parent": top, "valid_from": top.valid_from}
        units = [
            w.create(Unit, {**same, "code": f"n{place:02}", "name": f"Nämnd {place:02}"})
            for place in range(UNITS)
        ]
    values = {"title": "Intrång hos leverantören", "owner_unit": top, "occurred_at": known, "aware_at": known}
    said = {"severity": 4, "personal_data": "yes", "kind": "incident", "detected_at": known}
    event = create(access, Incident, values | said)
    wanted = [(unit, TrackRegime.PRIVACY) for unit in units]
    wanted += [(unit, TrackRegime.POLICE) for unit in units[: TRACKS - UNITS]]
    tracks.open_tracks(access, event, wanted)
    receipts.receive(access, event, units[0], "Vi kan köra manuellt.")
    for place in range(12):
        at = known + timedelta(hours=place)
        log.enter(access, event, top, kind=EntryKind.FACT, text=f"Uppgift {place}.", happened_at=at)
    sys.stdout.write(str(event.pk))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
