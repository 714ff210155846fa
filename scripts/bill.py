"""The bill of materials of a release, as CycloneDX: what the lock files say that an installation runs and serves.

The Python part is uv's own export of `uv.lock`, without what only developers use. The parts that npm fetches, whose
code lies in the wheel, are added from `package-lock.json`.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import static

ROOT = Path(__file__).resolve().parent.parent
UV = str(ROOT / ".tools" / "uv")
NOT_SHIPPED = ("esbuild", "@esbuild/", "@scarf/", *static.UNUSED)
"""What makes the bundle, what is left out of it, and what others would have run when they are installed."""
NOT_SPDX = " AND "
"""In a licence that is an expression of several."""


def bill(moment: int) -> dict[str, Any]:
    """The bill, of a commit made at a moment (seconds since 1970): the same each time."""
    command = [UV, "export", "--locked", "--quiet", "--no-dev", "--format", "cyclonedx1.5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    made = found["metadata"]["component"]
    made |= {"type": "application", "purl": f"pkg:pypi/{made['name']}@{made['version']}"}
    made["licenses"] = [{"license": {"id": "EUPL-1.2"}}]
    found["metadata"]["timestamp"] = datetime.fromtimestamp(moment, UTC).isoformat()
    found["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, f"{made['purl']}?{moment}").urn
    parts = list(served())
    found["components"] += parts
    own = next(each for each in found["dependencies"] if each["ref"] == made["bom-ref"])
    needs = [
        ref for ref in own.get("dependsOn", []) if ref != own["ref"]
    ]  # the developers' group names the extras
    own["dependsOn"] = [*needs, *(part["bom-ref"] for part in parts)]
    found["dependencies"] += [{"ref": part["bom-ref"]} for part in parts]
    return found


def served() -> Iterator[dict[str, Any]]:
    """The packages of npm whose files lie in the wheel, each as a component."""
    locked: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for place, package in locked.items():
        name = place.rpartition("node_modules/")[2]
        if name and not name.startswith(NOT_SHIPPED):
            yield _component(name, package)


def _component(name: str, package: dict[str, Any]) -> dict[str, Any]:
    purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
    kind, _sign, digest = package["integrity"].partition("-")
    licence = package["license"]
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": package["version"],
        "purl": purl,
        "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
        "licenses": [{"expression": licence} if NOT_SPDX in licence else {"license": {"id": licence}}],
    }


def faults(text: str) -> str:
    """What the schema of CycloneDX 1.5 says against a bill; empty when nothing."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415  # only the group `release` has it
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    return str(JsonStrictValidator(SchemaVersion.V1_5).validate_str(text) or "")


if __name__ == "__main__":
    print(faults(Path(sys.argv[1]).read_text("utf-8")) or "The bill holds.")
