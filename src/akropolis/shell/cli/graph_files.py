"""`import graph` and `export graph`: nodes and dependencies in one file."""

from pathlib import Path

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.graph.assets.selectors import graph_files as files
from akropolis.graph.assets.services.graph_files import GraphWorkbook
from akropolis.shell.cli.row_reports import read_in
from akropolis.shell.cli.running import say

GRAPH = "graph"
READ, EDIT = "assets:dependency:read", "assets:dependency:edit"


def import_graph(file: Path, commit: bool, user: str, as_json: bool) -> None:
    """Import an .xlsx of nodes and dependencies: a dry run with a report per row, or `commit`, all or nothing."""
    access = access_for_username(user)
    require(access, EDIT, user, files.EDGES)
    sheets = read_sheets(file.name, file.read_bytes())
    names = {str(files.NODES): "nodes", str(files.EDGES): "dependencies"}
    read_in(access, lambda: GraphWorkbook(access, sheets), file, commit, as_json, sheets=names)


def export_graph(access: Access, out: Path, user: str) -> None:
    """Export the graph as the user sees it: .xlsx that can be imported again, or .graphml."""
    require(access, READ, user, files.EDGES)
    if out.suffix.lower() == ".xlsx":
        out.write_bytes(files.export_workbook(access))
    elif out.suffix.lower() == ".graphml":
        with out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(files.graphml(access))
    else:
        raise Refused(_("Name the file .xlsx or .graphml."), code="wrong_type")
    say(out)


def require(access: Access, permission: str, user: str, register: object) -> None:
    """Raise Refused, with a sentence that names the user and the register, if the user lacks the right."""
    if not access.anywhere(permission):
        values = {"user": user, "register": str(register)}
        raise Refused(_("%(user)s has no right to that in %(register)s.") % values, code="forbidden")
