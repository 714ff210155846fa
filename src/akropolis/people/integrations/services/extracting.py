"""The extract for the city's data warehouse: CSV files with their schema, in a folder that is swapped in
atomically.

Each file is RFC 4180 in UTF-8. `datapackage.json` (Frictionless Data Package 1.0) describes the files'
content, with sizes, checksums and the link of the history that the data is from. All tables are read at the
same moment. `current` points to the newest folder; a program that opens the folder once and reads all files
there gets one consistent extract, even if another extract is swapped in meanwhile.
"""

import csv
import json
import os
import shutil
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.history.moments import one_snapshot
from akropolis.base.lib import built
from akropolis.people.integrations.selectors.tables import Extracted, tables_for

CURRENT, PACKAGE = "current", "datapackage.json"
HALF = ".half-"
KEPT = 2
"""Number of extracts kept: the newest one, and the previous one, which somebody may still be reading."""
FOLDER, FILE = 0o750, 0o640
"""File modes: readable by the folder's group, the warehouse's, whatever else the installation closes to others."""


def extract(username: str, place: Path, now: datetime) -> Path:
    """Write an extract of all that the service account may read, and return the path of its folder.

    Raises Refused if the account does not exist, is closed or may read nothing, and if the folder is not
    writable.
    """
    account = User.everything.filter(username=username, is_active=True).first()
    if account is None or not account.is_program:
        sentence = _(
            "%(name)s is no service account that is open. An extract is made through the rights of one."
        )
        raise Refused(sentence % {"name": username}, code="no_service_account")
    access = access_for(account, timezone.localdate(now))
    if not access.grants:
        raise Refused(_("The account %(name)s may read nothing.") % {"name": username}, code="forbidden")
    try:
        return _written(access, place, now)
    except OSError as error:
        sentence = _("The extract cannot be written in %(place)s: %(why)s.")
        raise Refused(sentence % {"place": place, "why": error.strerror}, code="place") from error


def nightly(now: datetime) -> str:
    """Write the extract configured in the settings; do nothing without them."""
    if not (settings.EXTRACT_DIR and settings.EXTRACT_ACCOUNT):
        return "not asked for"
    return extract(settings.EXTRACT_ACCOUNT, Path(settings.EXTRACT_DIR), now).name


def _written(access: Access, place: Path, now: datetime) -> Path:
    if not place.exists():
        place.mkdir(parents=True)
        place.chmod(FOLDER)
    half = place / f"{HALF}{os.getpid()}"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    try:
        with one_snapshot():
            seq = _fill(access, half, now)
        whole = place / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{seq}"
        shutil.rmtree(whole, ignore_errors=True)
        _open_to_group(half)
        half.rename(whole)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    _swap_in(place, whole)
    return whole


def _fill(access: Access, folder: Path, now: datetime) -> int:
    head = Head.objects.get()
    with override(settings.LANGUAGE_CODE):
        resources = [_file(folder, table) for table in tables_for(access, timezone.localdate(now))]
    said = {
        "profile": "tabular-data-package",
        "name": "akropolis",
        "created": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "akropolis": {
            "version": built.version(),
            "account": access.actor.username,
            "seq": head.seq,
            "hash": head.hash,
        },
        "resources": resources,
    }
    _keep(folder / PACKAGE, json.dumps(said, ensure_ascii=False, indent=1).encode())
    return head.seq


def _file(folder: Path, table: Extracted) -> dict[str, object]:
    place, rows = folder / f"{table.name}.csv", 0
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column["name"] for column in table.columns])
        for line in table.lines():
            writer.writerow(line)
            rows += 1
    with place.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": place.name,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "bytes": place.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": rows,
        "schema": table.schema,
    }


def _open_to_group(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(FILE)
    folder.chmod(FOLDER)


def _keep(place: Path, data: bytes) -> None:
    with place.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _swap_in(place: Path, whole: Path) -> None:
    """Point `current` to the new extract `whole` atomically, and delete extracts older than the previous one."""
    link = place / f"{HALF}link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(whole.name)
    link.replace(place / CURRENT)
    old = sorted(each for each in place.iterdir() if (each / PACKAGE).is_file() and not each.is_symlink())
    for each in old[:-KEPT]:
        shutil.rmtree(each)
