"""The file that says that a data folder holds a demo: every page says so too."""

from functools import cache
from pathlib import Path

from django.conf import settings

BUILDING = "building"


def place() -> Path:
    """Where the mark is."""
    folder: Path = settings.DATA_DIR
    return folder / "demo"


@cache
def state() -> str:
    """The size of the demo that is there, `building` when its making was broken off, or nothing. Read once."""
    return place().read_text().strip() if place().is_file() else ""


def is_demo() -> bool:
    """Whether this is a demo."""
    return bool(state())


def set_state(value: str) -> None:
    """Write the mark."""
    place().parent.mkdir(parents=True, exist_ok=True)
    place().write_text(value + "\n")
    state.cache_clear()
