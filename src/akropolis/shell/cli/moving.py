"""`files copy`: copy files of records from the data folder to the S3-compatible store, or back."""

from typing import Literal

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import contents, disk
from akropolis.base.kernel.files.models import StoredFile
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say
from akropolis.shell.installation.storage import BUCKET


def copy(to: Literal["store", "disk"]) -> None:
    """Copy every missing file, each compared with its checksum. Nothing is deleted; it can be run again.

    Fails at the end, with a count, if a file in use was not available.
    """
    installation.require()
    if not contents.is_elsewhere():
        raise Refused(_("There is no store to copy to or from: name one in %(name)s.") % {"name": BUCKET})
    away = contents.elsewhere()
    source, target = (disk, away) if to == "store" else (away, disk)
    copied, missing = 0, 0
    for sha256, used in _sums().items():
        done = _copied(sha256, source, target)
        copied += done is True
        missing += used and done is None
    say(_("Copied: %(copied)s.") % {"copied": copied})
    if missing:
        sentence = _("%(count)s files in use are neither here nor there, or are not what was stored.")
        raise Refused(sentence % {"count": missing}, code="missing")


def _sums() -> dict[str, bool]:
    """Return a dict from each stored checksum to whether a file with it is in use."""
    found: dict[str, bool] = {}
    for sha256, archived in StoredFile.everything.order_by("sha256").values_list("sha256", "archived_at"):
        found[sha256] = found.get(sha256, False) or archived is None
    return found


def _copied(sha256: str, source: contents.FileStore, target: contents.FileStore) -> bool | None:
    """Return whether it was copied now; None when no source matches the checksum."""
    if contents.is_content(sha256, target.read(sha256)):
        return False
    data = source.read(sha256)
    if data is None or not contents.is_content(sha256, data):
        return None
    target.write(sha256, data)
    return True
