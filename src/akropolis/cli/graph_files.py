"""`import graph` and `export graph`: nodes and dependencies in one file."""

from pathlib import Path

from django.utils.translation import gettext as _

from akropolis.assets.selectors import graph_files as files
from akropolis.assets.services import graph_files
from akropolis.assets.services.graph_files import BookRefused, BookReport
from akropolis.cli.row_reports import show_sheets
from akropolis.cli.running import say
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import access_for_username
from akropolis.kernel.exchange.reading import read_sheets
from akropolis.kernel.registers.report import Outcome

GRAPH = "graph"
READ, EDIT = "assets:dependency:read", "assets:dependency:edit"


def import_graph(file: Path, commit: bool, user: str, as_json: bool) -> None:
    """An .xlsx of nodes and dependencies: a dry run with a report per row, or with `commit` all of it or nothing."""
    access = access_for_username(user)
    _require(access, EDIT, user)
    sheets = read_sheets(file.name, file.read_bytes())
    if not commit:
        report = graph_files.dry_run(access, sheets)
        _show(report, as_json, saved=False)
        if report.count(Outcome.REFUSED):
            raise BookRefused(report)
        return
    try:
        report = graph_files.commit(access, sheets, because=_("Read in from %(file)s") % {"file": file.name})
    except BookRefused as refusal:
        _show(refusal.report, as_json, saved=False)
        raise
    _show(report, as_json, saved=True)


def _show(report: BookReport, as_json: bool, *, saved: bool) -> None:
    names = ("nodes", "dependencies") if as_json else (str(files.NODES), str(files.EDGES))
    show_sheets(dict(zip(names, (report.nodes, report.edges), strict=True)), as_json, saved=saved)


def export_graph(access: Access, out: Path, user: str) -> None:
    """The graph as the person sees it: .xlsx that can be read in again, or .graphml."""
    _require(access, READ, user)
    if out.suffix.lower() == ".xlsx":
        out.write_bytes(files.book(access))
    elif out.suffix.lower() == ".graphml":
        with out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(files.graphml(access))
    else:
        raise Refused(_("Name the file .xlsx or .graphml."), code="wrong_type")
    say(out)


def _require(access: Access, permission: str, user: str) -> None:
    if not access.anywhere(permission):
        values = {"user": user, "register": str(files.EDGES)}
        raise Refused(_("%(user)s has no right to that in %(register)s.") % values, code="forbidden")
