"""A disk or database that fails is said in words, to people and to programs; any other error stays our own fault."""

import errno
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from akropolis.base.kernel.access import faults
from akropolis.shell.home.web.error_pages import failed


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/data/files/x")


def away() -> None:
    import psycopg

    psycopg.connect("postgresql://nobody@127.0.0.1:1/x", connect_timeout=2)


def mistaken() -> None:
    raise ZeroDivisionError


def caught(work: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whichever it is
        work()
    return raised.value


def answer(path: str, work: Callable[[], None]) -> HttpResponse:
    try:
        work()
    except Exception:
        return failed(RequestFactory().get(path))
    raise AssertionError("it did not fail")


def test_a_database_that_takes_no_writes_is_known_by_its_error(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE x (y)")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        assert faults.fault(caught(lambda: database.execute("INSERT INTO x VALUES (1)"))) is faults.READ_ONLY
        assert faults.fault(caught(lambda: database.execute("SELECT z FROM x"))) is None
    closed = caught(lambda: database.execute("SELECT y FROM x"))  # one that SQLite itself has no name for
    assert (isinstance(closed, sqlite3.Error), faults.fault(closed)) == (True, None)


@pytest.mark.parametrize(
    ("number", "known"),
    [
        (errno.EDQUOT, faults.FULL),
        (errno.EROFS, faults.READ_ONLY),
        (errno.EPERM, faults.READ_ONLY),
        (errno.ENOENT, None),
        (None, None),
    ],
)
def test_a_disk_that_fails_is_known_by_its_number_however_deep_it_lies(
    number: int | None, known: faults.SystemFault | None
) -> None:
    error = OSError(number, "x") if number else OSError("x")
    assert faults.fault(error) is known

    def wrapped() -> None:
        raise ValueError from RuntimeError

    outer = caught(wrapped)
    assert faults.fault(outer) is None
    assert outer.__cause__ is not None
    outer.__cause__.__cause__ = error
    assert faults.fault(outer) is known


@pytest.mark.parametrize(
    ("work", "status", "code", "heading"),
    [
        (full, 507, "disk_full", "Disken är full"),
        (away, 503, "database_away", "Databasen svarar inte"),
        (mistaken, 500, "error", "Något gick fel hos oss"),
    ],
)
def test_pages_and_programs_are_told_what_has_failed(
    work: Callable[[], None], status: int, code: str, heading: str
) -> None:
    page, program = answer("/incidenter/", work), answer("/api/v1/incidents", work)
    assert (page.status_code, program.status_code) == (status, status)
    assert f"<h1>{heading}</h1>" in page.content.decode()
    assert program["Content-Type"] == "application/problem+json"
    told = json.loads(program.content)
    assert (told["code"], told["status"], told["detail"].startswith(heading)) == (code, status, True)


@pytest.mark.parametrize(("work", "known"), [(full, True), (away, True), (mistaken, False)])
def test_a_known_fault_is_one_line_in_the_log(work: Callable[[], None], known: bool) -> None:
    error = caught(work)
    information = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Failed: %s", ("/x",), information)
    assert faults.InOneLine().filter(record) is True
    written = logging.Formatter("%(message)s").format(record)
    assert written.startswith("Failed: /x")
    assert (len(written.splitlines()) == 1) is known
