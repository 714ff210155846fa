"""What the settings are and whence they come, secrets masked; and what is wrong with them."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.cli.running import Stop, say, say_json, set_up, warn


def show(folder: Path | None, *, as_json: bool) -> None:
    """Every setting, also where one is wrong or the database is away. Raises Stop when one is wrong."""
    set_up(folder)
    holds = sorted(settings.ENVIRONMENT.holds.values(), key=lambda given: given.name)
    if as_json:
        say_json([{"name": each.name, "value": each.shown, "source": each.source} for each in holds])
    else:
        words = {"environment": _("set"), "file": _("from a file"), "default": _("default")}
        say(*(f"{each.name} = {each.shown}  ({words[each.source]})" for each in holds))
    for sentence in settings.ENVIRONMENT.unknown():
        warn(sentence)
    if wrong := settings.ENVIRONMENT.wrong():
        raise Stop("\n".join(wrong))
