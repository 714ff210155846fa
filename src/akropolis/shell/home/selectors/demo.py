"""The marker file of a data folder that holds a demo; every page of a demo says so."""

from functools import cache
from pathlib import Path

from django.conf import settings

from akropolis.base.lib.whole import write_atomically

BUILDING = "building"
FAILED = "failed"


def marker_path() -> Path:
    """Return the path of the marker file."""
    folder: Path = settings.DATA_DIR
    return folder / "demo"


@cache
def demo_size() -> str:
    """The size of the demo that is there, `building` while it is not whole, or nothing. Read once."""
    return next(iter(_words()), "")


def _words() -> list[str]:
    return marker_path().read_text().split() if marker_path().is_file() else []


def progress() -> tuple[int, int] | None:
    """Return how many of how many reviews are built, while the demo is being built. Read again until it is complete."""
    if demo_size() != BUILDING:
        return None
    words = _words()
    if words[:1] != [BUILDING]:
        demo_size.cache_clear()
    return (int(words[1]), int(words[2])) if words[:1] == [BUILDING] and len(words) == 3 else None


def has_failed() -> bool:
    """Return whether the build of this demo ended with an error. Only a demo under construction reads the file."""
    return demo_size() == BUILDING and _words() == [BUILDING, FAILED]


def set_failed() -> None:
    """Record that the build of the demo ended with an error."""
    set_state(f"{BUILDING} {FAILED}")


def set_progress(done: int, total: int) -> None:
    """Record how many of how many reviews are built."""
    set_state(f"{BUILDING} {done} {total}")


def is_demo() -> bool:
    """Return whether this is a demo."""
    return bool(demo_size())


def set_state(value: str) -> None:
    """Write the value to the marker file."""
    marker_path().parent.mkdir(parents=True, exist_ok=True)
    write_atomically(marker_path(), f"{value}\n".encode())
    demo_size.cache_clear()
