"""`import` and `export`: a register's rows, and the history, as files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.check import SheetCheck
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.people.integrations.services import extracting
from akropolis.shell.cli import graph_files, installation, organisation_files
from akropolis.shell.cli.row_reports import read_in
from akropolis.shell.cli.running import say, warn

HISTORY = "history"
CHAIN_READ = "history:chain:read"
ENDINGS = ("xlsx", "csv")
PIPE = Path("-")
"""File name that means standard output, where rows are written as CSV."""


def import_rows(register: str, file: Path, commit: bool, user: str, as_json: bool) -> None:
    """Import a file into a register: a dry run with a report per row, or with `commit` all the rows or none."""
    installation.require()
    if register == graph_files.GRAPH:
        graph_files.import_graph(file, commit, user, as_json)
        return
    if register == organisation_files.ORGANISATION:
        organisation_files.import_organisation(file, commit, user, as_json)
        return
    found, access = _register(register), access_for_username(user)
    graph_files.require(access, found.edit, user, found.many)
    sheet = read(file.name, file.read_bytes())
    for notice in sheet.notices:
        warn(notice)
    read_in(access, lambda: SheetCheck(found, access, sheet, noted=not commit), file, commit, as_json)


def export_rows(register: str, out: Path, user: str) -> None:
    """Export the rows the user may see to a file that can be imported; or the graph, or the whole history."""
    installation.require()
    access = access_for_username(user)
    if register == HISTORY:
        _export_history(access, out, user)
        return
    if register == graph_files.GRAPH:
        graph_files.export_graph(access, out, user)
        return
    if register == organisation_files.ORGANISATION:
        organisation_files.export(access, out, user)
        return
    found = _register(register)
    graph_files.require(access, found.read, user, found.many)
    ending = "csv" if out == PIPE else out.suffix.lower().lstrip(".")
    if ending not in ENDINGS:
        raise Refused(_("Name the file .xlsx or .csv."), code="wrong_type")
    with _opened(out) as file:
        file.write(transfer.export_rows(found, access, {}, ending=ending))


def extract(out: Path, user: str) -> None:
    """Write all that the service account may read to files, each replaced as a whole. Prints where the files are."""
    installation.require()
    say(extracting.extract(user, out, timezone.now()))


def _export_history(access: Access, out: Path, user: str) -> None:
    if not access.may(CHAIN_READ, None):
        raise Refused(_("%(user)s may not read the whole history.") % {"user": user}, code="forbidden")
    with _opened(out) as file:
        file.writelines(f"{line}\n".encode() for line in proof.export_lines())


@contextmanager
def _opened(out: Path) -> Iterator[IO[bytes]]:
    """Yield the output file, and print its name once written; or yield standard output, and print nothing."""
    if out == PIPE:
        yield sys.stdout.buffer
        return
    with out.open("wb") as file:
        yield file
    say(out)


def _register(word: str) -> Register:
    found = registry.find(word)
    if found is None:
        keys = (register.key for register in registry.all())
        known = ", ".join((*keys, graph_files.GRAPH, organisation_files.ORGANISATION))
        raise Refused(
            _("There is no register %(word)s. There are: %(known)s.") % {"word": word, "known": known}
        )
    return found
