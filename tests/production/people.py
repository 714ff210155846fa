"""Who works in the production suite: people of different units and rights, with rows of their own."""

from akropolis.chapters.services import openings
from akropolis.kernel.records.writer import writing
from akropolis.kernel.registers.declaration import registry
from akropolis.review.services import reviews
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
