"""Verify stored files against their checksums."""

from django.utils.translation import gettext as _

from akropolis.base.kernel.files import contents
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.records.proof import Comparison, compare


def compare_files() -> Comparison:
    """Verify every file in use against its checksum. The checksum itself is verified as a field of its row."""
    rows = StoredFile.everything.filter(archived_at__isnull=True).order_by("pk")
    return compare(
        rows.iterator(),
        lambda file: contents.is_intact(file.sha256),
        _("%(row)s: missing or not what was stored."),
    )
