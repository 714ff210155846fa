"""Who works in the production suite: people of different units and rights, with rows of their own."""

import sys
from datetime import timedelta

from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.watch.models import Upkeep
from akropolis.events.authority_reports.models import ReportDraft, SentReport
from akropolis.events.incidents.models import Incident, TrackRegime, TrackStep
from akropolis.events.incidents.services.tracks import open_tracks
from akropolis.review.review.services import reviews
from akropolis.review.review_text.services import openings
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests import world
from tests.factories import registers

PASSWORD = world.PASSWORD
READERS = ("owner", "neighbour", "ciso", "colleague")
WRITERS = {"skrivare.1": "utb", "skrivare.2": "kul", "skrivare.3": "hamn", "skrivare.4": "stad"}


def fill() -> None:
    """The filled world, a service of the neighbour's own, and four people who write, each in her unit."""
    city = world.filled()
    with writing(world.SYSTEM) as w:
        registers.row(w, registry.get("services"), city.units["kul"], "Ejder")
        for username, unit in WRITERS.items():
            city.add(w, username, username.title(), "samordnare", unit)
    for unit in WRITERS.values():
        reviews.move(world.SYSTEM, openings.open_review(world.SYSTEM, city.units[unit], 2027), "start")


def kept_up() -> None:
    """Prints what was done to keep the installation, the oldest first: what, and what was wrong with it."""
    for row in Upkeep.objects.order_by("id"):
        sys.stdout.write(f"{row.kind} {row.why}\n")


def reported(title: str, count: int) -> None:
    """So many incidents of the top unit, each with a file of its own."""
    for number in range(count):
        values = {
            "title": f"{title} {number}",
            "occurred_at": timezone.now(),
            "owner_unit": Unit.everything.get(),
        }
        row = create(world.SYSTEM, Incident, values)
        attach(world.SYSTEM, row, name=f"{title}.txt", data=f"{title} {number}".encode())


def duties(count: int) -> None:
    """Reports that `owner` is to file, each of an event of its own and with a draft. Prints the steps' ids."""
    CLOCK_RULES.load(world.SYSTEM)
    unit, known = Unit.everything.get(code="utb"), timezone.now() - timedelta(hours=9)
    for number in range(count):
        values = {"title": f"Intrång {number}", "occurred_at": known, "aware_at": known, "owner_unit": unit}
        (track,) = open_tracks(
            world.SYSTEM, create(world.SYSTEM, Incident, values), [(unit, TrackRegime.PRIVACY)]
        )
        step = TrackStep.everything.get(track=track)
        create(world.SYSTEM, ReportDraft, {"step": step, "content": {}})
        sys.stdout.write(f"{step.pk}\n")


def filed(*steps: str) -> None:
    """Prints the state of each step, of its track, and how many reports are kept as sent."""
    for pk in steps:
        step = TrackStep.everything.select_related("track").get(pk=pk)
        sent = SentReport.everything.filter(step=step).count()
        sys.stdout.write(f"{step.state} {step.track.state} {sent}\n")
