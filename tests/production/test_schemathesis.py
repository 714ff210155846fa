"""A public tester tries the API as it is described, on a server with a demo city: the long run alone."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.described import described
from tests.cities import small_city
from tests.length import LONG
from tests.production.place import ROOT, Place
from tests.production.seeds import Seeds
from tests.production.server import serving

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not LONG, reason="the long run")]
SECONDS = 210
HALF = (
    *(
        "actions",
        "ai-systems",
        "call-lists",
        "campaigns",
        "crypto-assets",
        "dependencies",
        "devices",
        "documents",
    ),
    *("evidence", "exercises", "incident-tracks", "information", "locations", "observations", "platforms"),
    "processes",
)
"""Registers that are tried on a server of their own, so that each try ends in time."""


def tried(port: int, token: str, folder: Path, which: str) -> str:
    """What schemathesis says of the server."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        "schemathesis.toml",
        "run",
    ]
    (folder / "openapi.json").write_text(json.dumps(described()), encoding="utf-8")
    command += ["openapi.json", "--origin", f"http://127.0.0.1:{port}"]
    command += ["--header", f"Authorization: Bearer {token}", "--seed", "7", "--max-time", str(SECONDS)]
    command += ["--phases", "coverage", "--workers", "2", "--continue-on-failure", "--no-color"]
    command += ["--suppress-health-check", "all", "--generation-database", "none"]
    command += [word for tag in HALF for word in (which, tag)]
    settings = (ROOT / "tests" / "production" / "schemathesis.toml").read_text(encoding="utf-8")
    settings += Seeds(port, token).settings(described())
    (folder / "schemathesis.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS + 90)
    return done.stdout


def failures(said: str) -> list[str]:
    """Each failure with its request, on a line of its own."""
    cases = re.split(r"\n(?=\d+\. Test Case ID|_{5,} |={5,} )", said)
    return [" ".join(case.split()) for case in cases if case[:1].isdigit() and "Test Case ID" in case]


@pytest.mark.parametrize("which", ["--exclude-tag", "--include-tag"])
def test_the_api_does_as_it_is_described(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, which: str
) -> None:
    place = Place(small_city(tmp_path_factory))
    token = place.run("token", "create", "admin", "--scope", "write").out.split()[-1]
    with serving(place, AKROPOLIS_API_PER_MINUTE="0", AKROPOLIS_LOG_LEVEL="ERROR") as server:
        said = tried(server.port, token, tmp_path, which)
    assert failures(said) == []
    counted = re.search(r"Tested:\s+(\d+)", said)
    assert counted, said
    assert int(counted[1]) > 150, said
    assert "Errored:" not in said, said
