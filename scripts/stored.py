"""Store this version's database, for tests/upgrade: `python scripts/stored.py 0.1`, once, when the version is released.

A small installation, with decided and open reviews, history, files and a value that was taken out of the history, is
built on SQLite and on PostgreSQL. What a later version must find again is noted beside it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_LZMA, ZipFile

import postgres

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "tests" / "upgrade" / "stored"
SQLITE, POSTGRESQL, NOTED = "akropolis.sqlite3", "database.sql", "noted.json"
KEPT = (SQLITE, POSTGRESQL, NOTED, "secret-key")
MOST = 2_500_000
"""How many bytes one may take: it stays in the repository for ever. Most is what the history seals its values with."""
NAME = "Vilma Felskriven"


def build() -> None:
    """Build the installation that the environment names, and note what it holds."""
    import django  # noqa: PLC0415  # what follows needs settings, which read the environment

    django.setup()
    from akropolis.shell.cli import installing  # noqa: PLC0415
    from akropolis.tools.demo import reviews  # noqa: PLC0415
    from akropolis.tools.demo.build import build as build_city  # noqa: PLC0415
    from akropolis.tools.demo.frame import SIZES, DemoSize  # noqa: PLC0415
    from tests.upgrade.noting import noted  # noqa: PLC0415

    installing.migrate()
    reviews.YEARS = reviews.YEARS[-2:]
    SIZES["stored"] = DemoSize("stored", 0, 4, 3, 6, 2, 6, 4, 4, units=("slk",))
    build_city("stored", lambda _title: nullcontext())
    _redact()
    _let_in()
    _own()
    _happen()
    Path(os.environ["AKROPOLIS_DATA_DIR"], NOTED).write_text(json.dumps(noted(), indent=1), "utf-8")


def _redact() -> None:
    """A name that was written by mistake is changed, and then taken out of the history. The row has a file."""
    from akropolis.base.kernel.access.grants import access_for_username  # noqa: PLC0415
    from akropolis.base.kernel.files import evidence  # noqa: PLC0415
    from akropolis.base.kernel.history.models import Change  # noqa: PLC0415
    from akropolis.base.kernel.records import redaction, writer  # noqa: PLC0415
    from akropolis.events.incidents.models import Incident  # noqa: PLC0415

    access = access_for_username("admin")
    row = Incident.objects.visible(access).order_by("number")[0]
    evidence.attach(access, row, name="rapport.txt", data=b"Rapporten.", note="Bilaga")
    for text in (NAME, "En medarbetare"):
        writer.update(access, row, {"cause": text})
    link = Change.objects.filter(object_id=row.pk, content__contains=NAME).order_by("seq")[0]
    basis, because = "dataskyddsförordningen artikel 17.1 d", "Namnet skrevs in av misstag"
    redaction.redact(access, link.seq, ["after.cause"], basis=basis, because=because)


def _let_in() -> None:
    """People who come in by the city's directory and by a second factor, a program, and the emergency account."""
    import pyotp  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from akropolis.base.kernel.access.grants import access_for_username  # noqa: PLC0415
    from akropolis.base.kernel.access.models import Role, Unit, User  # noqa: PLC0415
    from akropolis.people.federation.services import directory  # noqa: PLC0415
    from akropolis.people.federation.services import keeping as rules  # noqa: PLC0415
    from akropolis.people.organisation.services import service_accounts, tokens  # noqa: PLC0415
    from akropolis.people.second_factors.services import emergency, keeping, sealing  # noqa: PLC0415

    access, everyone = access_for_username("admin"), User.everything
    unit = Unit.objects.visible(access).get(code="slk")
    role = Role.objects.visible(access).get(code="samordnare")
    rules.add(access, {"group": "LIS", "role": role, "unit": unit, "and_below": True})
    new = directory.add(
        access, directory.DirectoryPerson("eva.lind", "Eva Lind", "eva@malarstad.example", True, "key-1")
    )
    directory.add_group(access, directory.Grouping("LIS", "key-2", frozenset({new.pk})))
    ciso, secret = everyone.get(username="ciso"), pyotp.random_base32()
    own, stored = access_for_username("ciso"), sealing.seal_secret(secret, ciso.pk)
    keeping.add_app(own, ciso, stored, pyotp.TOTP(secret).now(), "Telefonen")
    robot = {"username": "katalog", "name": "Katalogen", "unit": unit, "responsible": ciso}
    account = service_accounts.create(access, robot)
    tokens.make(access, account, tokens.TokenRequest("Katalogen", timezone.localdate()))
    settings.BREAK_GLASS = "admin"
    emergency.raise_alarm(everyone.get(username="admin"), "192.0.2.1")


def _own() -> None:
    """What the city has changed of what comes as content, and a role of its own that gives by a pattern."""
    from akropolis.base.kernel.access.grants import access_for_username  # noqa: PLC0415
    from akropolis.base.kernel.access.models import Role  # noqa: PLC0415
    from akropolis.base.kernel.records.writer import writing  # noqa: PLC0415
    from akropolis.graph.compliance.models import Control  # noqa: PLC0415

    with writing(access_for_username("admin")) as w:
        w.create(Role, {"code": "granskare", "name": "Granskare", "grants": ["*:*:read"]})
        w.update(Role.objects.visible(w.access).get(code="samordnare"), {"name": "Samordnaren"})
    with writing(access_for_username("ciso")) as w:
        measure = Control.objects.visible(w.access).filter(bearer="service").order_by("code")[0]
        w.update(measure, {"notes": "Sedan 2025.", "why": "Staden har sagt varför."})


def _happen() -> None:
    """Events that nobody has judged and such as somebody has, and tracks, known of when each unit knew."""
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from akropolis.base.kernel.access.grants import access_for_username  # noqa: PLC0415
    from akropolis.base.kernel.access.models import Unit  # noqa: PLC0415
    from akropolis.base.kernel.records import writer  # noqa: PLC0415
    from akropolis.events.incidents.models import IncidentKind, TrackRegime, TrackStep  # noqa: PLC0415
    from akropolis.events.incidents.services import tracks  # noqa: PLC0415
    from akropolis.events.incidents.services.triage import TriageJudgement, judge  # noqa: PLC0415
    from akropolis.events.intake.services import report  # noqa: PLC0415

    access, leads = access_for_username("samordnare.slk"), access_for_username("incidentledare")
    now = timezone.now().replace(microsecond=0)
    unit = {each.code: each for each in Unit.objects.visible(leads).filter(code__in=("slk", "ks", "stad"))}
    told = [
        report(access, unit["slk"], {"title": title, "occurred_at": now - timedelta(hours=9)})
        for title in (
            "Okänt utskick",
            "Okänd avsändare",
            "Känd händelse",
            "Brev till fel person",
            "Inget alls",
        )
    ]
    writer.update(leads, told[1], {"severity": 2})
    writer.update(leads, told[2], {"aware_at": now - timedelta(hours=5)})
    pairs = [(unit["ks"], TrackRegime.PRIVACY), (unit["stad"], TrackRegime.CYBER)]
    made = judge(leads, told[2], TriageJudgement(IncidentKind.INCIDENT, 1, "yes", tracks=pairs))
    writer.update(leads, made[0], {"aware_at": now - timedelta(hours=7)})
    judge(leads, told[3], TriageJudgement(IncidentKind.INCIDENT, 3, "yes", tracks=pairs[:1]))
    judge(leads, told[4], TriageJudgement(IncidentKind.NONE, 1, "no"))
    first = TrackStep.objects.visible(leads).filter(track=made[1]).order_by("created_at", "clock")[0]
    tracks.file(leads, first, submitted_at=now, receipt="MCF 2026-4711")


def store(target: Path, folder: Path, address: str = "") -> None:
    """Build in a process of its own, and pack what it made."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AKROPOLIS_")}
    environment |= {
        "AKROPOLIS_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "akropolis.shell.config.settings",
    }
    environment |= {"PYTHONPATH": str(ROOT)} | ({"AKROPOLIS_DATABASE_URL": address} if address else {})
    subprocess.run([sys.executable, __file__, "--build"], env=environment, cwd=ROOT, check=True)
    if address:
        (folder / POSTGRESQL).write_text(dumped(address), "utf-8")
    else:
        with closing(sqlite3.connect(folder / SQLITE)) as database:
            database.execute("VACUUM")
    with ZipFile(target, "w", ZIP_LZMA) as archive:
        for path in parts(folder):
            archive.write(path, path.relative_to(folder).as_posix())
    size = target.stat().st_size
    print(f"{target.relative_to(ROOT)}: {size // 1000} kB")
    if size > MOST:
        raise SystemExit(f"It may take {MOST // 1000} kB: build less.")


def dumped(address: str) -> str:
    """The database in plain SQL that servers of other versions take too."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--dbname", address]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return (
        "\n".join(line for line in lines if not line.startswith(("SET ", "\\restrict", "\\unrestrict")))
        + "\n"
    )


def parts(folder: Path) -> Iterator[Path]:
    """What is packed."""
    yield from (folder / name for name in KEPT if (folder / name).exists())
    yield from sorted(path for path in (folder / "files").rglob("*") if path.is_file())


def main() -> int:
    """Store the version that is named."""
    if sys.argv[1:] == ["--build"]:
        build()
        return 0
    if len(sys.argv) != 2:
        print("usage: python scripts/stored.py VERSION", file=sys.stderr)
        return 2
    STORED.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, postgres.cluster() as address:
        for kind, where in (("sqlite", ""), ("postgresql", address)):
            data = Path(folder, kind)
            data.mkdir()
            store(STORED / f"{sys.argv[1]}-{kind}.zip", data, where)
    return 0


if __name__ == "__main__":
    sys.exit(main())
