"""`import organisation` and `export organisation`: units, people and roles in one file."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.people.organisation.selectors.workbook import SHEETS, export_organisation
from akropolis.people.organisation.services.appointments import GIVES
from akropolis.people.organisation.services.workbook import OrganisationWorkbook
from akropolis.shell.cli.graph_files import require
from akropolis.shell.cli.row_reports import read_in
from akropolis.shell.cli.running import say, warn

ORGANISATION = "organisation"
NAME = gettext_lazy("the organisation")


def import_organisation(file: Path, commit: bool, user: str, as_json: bool) -> None:
    """Import an .xlsx of units, people and roles: a dry run with a report per row, or `commit`, all or nothing."""
    access = access_for_username(user)
    require(access, GIVES, user, NAME)
    sheets = read_sheets(file.name, file.read_bytes())
    for notice in OrganisationWorkbook(access, sheets).notices:
        warn(notice)
    names = {str(kind.title): key for key, kind in SHEETS.items()}
    read_in(access, lambda: OrganisationWorkbook(access, sheets), file, commit, as_json, sheets=names)


def export(access: Access, out: Path, user: str) -> None:
    """Export units, people and roles as the user sees them: .xlsx that can be imported again."""
    require(access, GIVES, user, NAME)
    if out.suffix.lower() != ".xlsx":
        raise Refused(_("Name the file .xlsx."), code="wrong_type")
    out.write_bytes(export_organisation(access, timezone.localdate()))
    say(out)
