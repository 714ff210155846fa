"""The static files are listed once in a process, not for each browser.

Every `django.test.Client` has a chain of middleware of its own, and WhiteNoise looks through all static files as it is
built: that took longer than most requests.
"""

from functools import wraps
from typing import Any

from whitenoise.base import WhiteNoise  # type: ignore[import-untyped]
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]


def list_once() -> None:
    """From now on, in this process, static files are listed when they are first asked for."""
    for kind, name in (
        (WhiteNoise, "update_files_dictionary"),
        (WhiteNoiseMiddleware, "add_files_from_finders"),
    ):
        setattr(kind, name, _once(getattr(kind, name)))


def _once(look: Any) -> Any:
    """The same, which finds again what it found when it was given the same. `files` holds what is found."""
    listed: dict[tuple[str, ...], dict[str, Any]] = {}

    @wraps(look)
    def looked(self: Any, *given: str) -> None:
        if given not in listed:
            before, self.files = self.files, {}
            look(self, *given)
            listed[given], self.files = self.files, before
        self.files.update(listed[given])

    return looked
