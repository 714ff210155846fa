"""`demo`: build the demo city if it does not exist, and serve it."""

import shutil
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.watch.places import database_file
from akropolis.shell.cli import installation, installing, service
from akropolis.shell.cli.running import say, step
from akropolis.shell.home.selectors import demo as marker
from akropolis.tools.demo import behind, build
from akropolis.tools.demo.frame import City


def demo(size: str, no_serve: bool, host: str, port: int) -> None:
    """Build the demo city in an empty data folder, print who can sign in, and serve the city.

    The reviews are built while the registers are already being served; with `no_serve` everything is
    built, and the command then ends.
    """
    if not no_serve:
        service.refuse_taken(host, port)
    _require_place()
    city = None
    if not marker.is_demo():
        city = _begin(size)
        if no_serve:
            _finish(city)
    elif marker.demo_size() != size:
        say(_("The demo that is there is of the size %(size)s.") % {"size": marker.demo_size()})
    installation.require()
    _introduce()
    if no_serve:
        return
    with nullcontext() if city is None else _finishing(city):
        service.start(host, port, workers=1)


def _require_place() -> None:
    """Delete an incomplete demo; raise Refused where there is an installation that is no demo."""
    if marker.demo_size() == marker.BUILDING:
        say(_("The demo that is there was broken off before it was whole. It is built anew."))
        _clear()
    if not marker.is_demo() and installation.exists():
        sentence = _(
            "%(folder)s holds an installation that is no demo. Choose another folder with --data-dir."
        )
        raise Refused(sentence % {"folder": settings.DATA_DIR}, code="no_demo")


def _finishing(city: City) -> AbstractContextManager[None]:
    say(
        _("The reviews of four years are being built in the background; the pages say how many are there."),
        _("If you stop the demo before that is done, it is built anew next time, without what you wrote."),
    )
    return behind.running(partial(_finish_behind, city))


def _begin(size: str) -> City:
    marker.set_state(marker.BUILDING)
    installing.migrate()
    return build.begin(size, step)


def _finish(city: City) -> None:
    build.finish(city, step, marker.set_progress)
    marker.set_state(city.size.name)


def _finish_behind(city: City) -> None:
    try:
        _finish(city)
    except Exception:
        marker.set_failed()
        raise
    say(_("The demo city is complete."))


def _clear() -> None:
    """Delete a demo whose build was interrupted. Its mark means that there is nothing else here."""
    place = database_file()
    if place is not None:
        for path in place.parent.glob(place.name + "*"):
            path.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(Path(settings.STORED_FILES_DIR), ignore_errors=True)
    marker.marker_path().unlink()
    marker.demo_size.cache_clear()


def _introduce() -> None:
    say(
        _("The demo city is in %(place)s.") % {"place": installation.place_in_words()},
        _("User names: %(names)s") % {"names": ", ".join(build.PEOPLE)},
        _("In each unit: %(names)s") % {"names": ", ".join(f"{who}.KOD" for who in build.IN_UNITS)},
        _("For example: %(names)s") % {"names": "samordnare.slk, chef.utb, registrator.utb, sekreterare.ald"},
        _("The password of every account: %(password)s") % {"password": build.PASSWORD},
    )
