"""`demo`: the demo city, built when it is not there, and served."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from akropolis.cli import installation, installing, service
from akropolis.cli.running import say, step
from akropolis.demo import build
from akropolis.home.selectors import demo as marker
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.watch.places import database_file


def demo(size: str, no_serve: bool, host: str, port: int) -> None:
    """Build the demo city in an empty data folder, say who can sign in, and serve it."""
    if marker.state() == marker.BUILDING:
        _clear()
    if not marker.is_demo() and installation.exists():
        sentence = _(
            "%(folder)s holds an installation that is no demo. Choose another folder with --data-dir."
        )
        raise Refused(sentence % {"folder": settings.DATA_DIR}, code="no_demo")
    if not marker.is_demo():
        _build(size)
    elif marker.state() != size:
        say(_("The demo that is there is of the size %(size)s.") % {"size": marker.state()})
    installation.require()
    _introduce()
    if not no_serve:
        service.start(host, port, workers=1)


def _build(size: str) -> None:
    marker.set_state(marker.BUILDING)
    installing.migrate()
    build.build(size, step)
    marker.set_state(size)


def _clear() -> None:
    """Take away a demo whose making was broken off. Its mark says that there is nothing else here."""
    place = database_file()
    if place is not None:
        for path in place.parent.glob(place.name + "*"):
            path.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(Path(settings.STORED_FILES_DIR), ignore_errors=True)
    marker.place().unlink()
    marker.state.cache_clear()


def _introduce() -> None:
    say(
        _("The demo city is in %(place)s.") % {"place": installation.place_in_words()},
        _("User names: %(names)s") % {"names": ", ".join(build.PEOPLE)},
        _("In each unit: %(names)s") % {"names": "samordnare.KOD, chef.KOD, medarbetare.KOD"},
        _("For example: %(names)s") % {"names": "samordnare.slk, chef.utb, medarbetare.slk (registrator)"},
        _("The password of every account: %(password)s") % {"password": build.PASSWORD},
    )
