"""What the processes of `test_halves.py` do: an organisation is imported or a year opened, or dies in the middle."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.registers.flow import commit
from akropolis.people.organisation.services.workbook import OrganisationWorkbook
from akropolis.review.review.models import Review
from akropolis.review.review_cycle.selectors.opening import units_of_year
from akropolis.review.review_cycle.services.opening import YearOpening, open_year
from tests import world
from tests.organisation.test_workbook import NEW

WRITES = ("INSERT", "UPDATE", "DELETE")
YEAR = 2031


def import_it() -> None:
    """Two units, two people and two roles from one workbook."""
    sheets = read_sheets("org.xlsx", NEW)
    commit(world.SYSTEM, lambda: OrganisationWorkbook(world.SYSTEM, sheets), because="Fil")


def open_it() -> None:
    """The reviews of a year, with a letter to those who write them."""
    today = timezone.localdate()
    units, day = [row.unit for row in units_of_year(world.SYSTEM, YEAR, today)], today + timedelta(days=9)
    open_year(world.SYSTEM, YEAR, YearOpening(units, day, None, "Hej", copies=False))


def die_until_done(name: str) -> None:
    """Let the act be killed at its first write, its third, ninth and so on, until it gets to its end.

    Prints what is stored before, after each death, at the end, and when it has been done once more.
    """
    act: Callable[[], None] = {"import": import_it, "open": open_it}[name]
    sys.stdout.write(f"{stored()}\n")
    code, after = -signal.SIGKILL, 1
    while code == -signal.SIGKILL:
        connection.close()  # or both would have it
        if hasattr(connection, "close_pool"):
            connection.close_pool()
        process = get_context("fork").Process(target=_dying, args=(act, after))
        process.start()
        process.join()
        code, after = process.exitcode or 0, 3 * after
        sys.stdout.write(f"{stored()}\n")
    if code == 0:
        act()
        sys.stdout.write(f"{stored()}\n")
    sys.exit(code)


def stored() -> str:
    """How many rows there are of everything that the acts write."""
    rows: tuple[Any, ...] = (Unit.everything, User.everything, Appointment.everything, Review.everything)
    return " ".join(str(kind.count()) for kind in (*rows, Message.objects, Change.objects))


def _dying(act: Callable[[], None], after: int) -> None:
    left = [after]

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.lstrip().startswith(WRITES):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return done

    with connection.execute_wrapper(counted):
        act()
    connection.close()
