"""The settings and their sources, secrets masked; and what is wrong with them."""

from pathlib import Path

from django.conf import settings

from akropolis.shell.cli.running import CommandStopped, say, say_json, set_up, warn


def show(folder: Path | None, *, as_json: bool) -> None:
    """Print every setting, even if one is wrong or the database is unavailable. Raises Stop when one is wrong."""
    set_up(folder)
    holds = settings.ENVIRONMENT.settings()
    if as_json:
        say_json([{"name": each.name, "value": each.shown, "source": each.source} for each in holds])
    else:
        say(*(f"{each.name} = {each.shown}  ({each.whence})" for each in holds))
    for sentence in settings.ENVIRONMENT.unknown():
        warn(sentence)
    if wrong := settings.ENVIRONMENT.wrong():
        raise CommandStopped("\n".join(wrong))
