"""Who works in the production suite: people of different units and rights, with rows of their own."""

from tests import world

READERS = ("owner", "neighbour", "ciso", "colleague")
WRITERS = ("samordnare.1", "samordnare.2", "samordnare.3", "samordnare.4")
PASSWORD = world.PASSWORD


def fill() -> None:
    """The filled world, and four more who write."""
    city = world.filled()
    with world.writing(world.SYSTEM) as w:
        for number, username in enumerate(WRITERS):
            city.add(w, username, f"Skrivare {number}", "samordnare", ("utb", "kul", "hamn", "stad")[number])
