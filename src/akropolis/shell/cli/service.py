"""`serve`: the web server."""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.log import logger as granian_log

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.background.threads import THREADS
from akropolis.base.kernel.watch import metrics
from akropolis.base.lib import built, keeper
from akropolis.base.lib.parents import end_with
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say

TARGET = "akropolis.shell.cli.serving"
log = logging.getLogger("akropolis.operation")
DEATHS, SHORT_LIFE = 5, 10.0
"""The server ends when a worker dies at once after `DEATHS` restarts in a row, each within
`SHORT_LIFE` seconds of the one before.
"""
LAST = 20
"""Seconds before a worker told to stop is killed: one that is still starting does not react."""


def serve(host: str, port: int, workers: int) -> None:
    """Serve the installation until told to stop. With more than one worker, the jobs run in `akropolis worker`."""
    installation.require()
    start(host, port, workers)


def start(host: str, port: int, workers: int) -> None:
    """Start the server. The address is printed once the server listens there."""
    installation.require_writing()
    refuse_taken(host, port)
    installation.keep_key()
    installation.close_to_others()
    log.info("akropoLIS %s starts: %s, workers: %s", built.version_and_build(), connection.vendor, workers)
    if workers > 1:
        say(_("Background jobs are run by a process of their own: akropolis worker"))
    # Load everything before forking, so that a new worker answers at once.
    application = import_module(TARGET).application
    let_go()
    _go_by_pooler()
    os.environ["WEB_CONCURRENCY"] = str(workers)
    server = Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=LAST,
        websockets=False,
        log_dictconfig={part: settings.LOGGING[part] for part in ("filters", "formatters", "handlers")}
        | {"loggers": {"_granian": {"handlers": ["console"], "propagate": False}}},
    )
    answers = _("akropoLIS answers at %(address)s. Stop with Ctrl+C.") % {"address": address(host, port)}
    server.on_startup(lambda: say(answers))
    server.respawned_wrks = _Respawned()
    granian_log.addFilter(_is_news)
    measured = settings.METRICS_TOKEN or settings.METRICS_FROM
    counted = metrics.share_counts() if measured else nullcontext()
    beside = _jobs_beside() if workers == 1 else nullcontext()
    with counted, beside:
        server.serve(target_loader=partial(_in_worker, application, os.getpid()), wrap_loader=False)


class _Respawned(dict[int, float]):
    """When each worker was last restarted, as the server (Granian) asks at a worker's next death.

    Granian ends the whole server if that worker lived less than 5.5 seconds. Here a time is returned
    only for a worker that has died that soon `DEATHS` times in a row. So two early deaths do not end the
    other workers, but workers that cannot start still end the server.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[int, tuple[float, int]] = {}

    def __setitem__(self, worker: int, at: float) -> None:
        last, row = self._last.get(worker, (0.0, 0))
        self._last[worker] = at, row + 1 if at - last < SHORT_LIFE else 1

    def get(self, worker: int, default: float = 0.0) -> float:  # type: ignore[override] # asked in one way only
        """Return when the worker was restarted, if it has died too often; else `default`."""
        last, row = self._last.get(worker, (default, 0))
        return last if row >= DEATHS else default


def _in_worker(application: WSGIApplication, command: int) -> WSGIApplication:
    """Run the application in a new worker, which exits if the command is killed, to free the port."""
    end_with(command)
    return application


def _is_news(record: logging.LogRecord) -> bool:
    """Filter out the warning that threads exceed twice the processors: most of them are waiting for a slot."""
    return "Python threads" not in record.getMessage()


@contextmanager
def _jobs_beside() -> Iterator[None]:
    """Run `akropolis worker` as a separate process while this one serves, to keep heavy work out of it."""
    command = [sys.executable, "-c", "from akropolis.shell.cli import main; main()", "worker"]
    environment = {**os.environ, "AKROPOLIS_DATA_DIR": str(settings.DATA_DIR)}
    own = [sys.executable, "-I", keeper.__file__, str(os.getpid()), *command]
    beside = subprocess.Popen(own, env=environment)  # noqa: S603, our own file by our own interpreter
    try:
        yield
    finally:
        beside.terminate()
        beside.wait()


def let_go() -> None:
    """Close all connections before workers are forked. Otherwise workers would share a socket and read
    each other's answers.

    With a pool, closing a connection only returns it to the pool: the socket stays open until the pool
    is closed too.
    """
    connections.close_all()
    for each in connections.all(initialized_only=True):
        getattr(each, "close_pool", lambda: None)()


def _go_by_pooler() -> None:
    """Connect this process and its workers through PgBouncer from now on, if it is configured. No
    connection is open yet.

    Commands and the background jobs connect directly: they dump, migrate, and read the whole history
    with server-side cursors.
    """
    if settings.POOLED:
        connections.settings["default"].update(settings.POOLED)


def address(host: str, port: int) -> str:
    """Return the URL of the server from the same machine."""
    shown = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
    return f"http://{shown}:{port}/"


def refuse_taken(host: str, port: int) -> None:
    """Refuse a port on which another program answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = _("Port %(port)s on %(host)s cannot be used. Choose another with --port.")
            raise Refused(sentence % {"port": port, "host": host}, code="port") from error
