"""Make a release in `dist/`: `make release`. It refuses what is not as it was committed, stored and told of.

The wheel and the source; all that it was tested with, with hashes, in a file for pip; the bill of materials; checksums.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import bill

ROOT = Path(__file__).resolve().parent.parent
UV = str(ROOT / ".tools" / "uv")
SUMS = "SHA256SUMS"
STORE = "s3"
"""The extra for files in object storage, which has requirements of its own."""


def version(root: Path) -> str:
    """The version, which stands in pyproject.toml and nowhere else."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def refusals(root: Path) -> list[str]:
    """Why this is no release yet, in sentences; empty when it can be made."""
    made = version(root)
    told = (root / "CHANGELOG.md").read_text("utf-8")
    stored = root / "tests" / "upgrade" / "stored"
    kinds = [kind for kind in ("sqlite", "postgresql") if not (stored / f"{made}-{kind}.zip").is_file()]
    asked = {
        "Something is changed and not committed.": bool(_git(root, "status", "--porcelain")),
        f"{made} is tagged already: give pyproject.toml the next version.": _tagged_elsewhere(
            root, f"v{made}"
        ),
        f"{made} is a version under development.": "dev" in made,
        f"CHANGELOG.md has no heading '## {made}, YYYY-MM-DD'.": not _dated(told, made),
        f"Its database is not stored: docs/how-to/store-a-version.md ({', '.join(kinds)}).": bool(kinds),
    }
    return [sentence for sentence, holds in asked.items() if holds]


def requirements(*extras: str) -> str:
    """Every package that an installation runs, with these extras, with the hashes that uv.lock has of it."""
    command = [UV, "export", "--locked", "--quiet", "--no-dev", "--no-emit-project", "--no-header"]
    command += [f"--extra={name}" for name in extras]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def make(folder: Path) -> None:
    """Fill the folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    moment = _git(ROOT, "log", "-1", "--format=%ct")
    build = [UV, "build", "--quiet", "--out-dir", str(folder)]
    subprocess.run(build, cwd=ROOT, env=os.environ | {"SOURCE_DATE_EPOCH": moment}, check=True)
    (folder / ".gitignore").unlink(missing_ok=True)
    (wheel,) = folder.glob("*.whl")
    name = f"akropolis-{version(ROOT)}"
    own = f"./{wheel.name} \\\n    --hash=sha256:{_digest(wheel)}\n"
    (folder / f"{name}-requirements.txt").write_text(requirements() + own, "utf-8")
    (folder / f"{name}-requirements-{STORE}.txt").write_text(requirements(STORE) + own, "utf-8")
    text = json.dumps(bill.bill(int(moment)), indent=1, ensure_ascii=False) + "\n"
    (folder / f"{name}.cdx.json").write_text(text, "utf-8")
    if said := bill.faults(text):
        raise SystemExit(f"The bill of materials is no CycloneDX: {said}")
    sums = [f"{_digest(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / SUMS).write_text("".join(sums), "utf-8")


def _dated(told: str, made: str) -> bool:
    heads = [
        line.removeprefix(f"## {made}, ") for line in told.splitlines() if line.startswith(f"## {made}, ")
    ]
    return any(head.replace("-", "").isdigit() for head in heads)


def _tagged_elsewhere(root: Path, tag: str) -> bool:
    """Whether the tag is there, on another commit than this one: the same release can be made once more."""
    return bool(_git(root, "tag", "--list", tag)) and _git(root, "tag", "--points-at", "HEAD", tag) != tag


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(words: list[str]) -> int:
    """Make it in dist/, or say why not; `--trial FOLDER` makes one whatever stands against it."""
    said = refusals(ROOT)
    if words[:1] != ["--trial"] and said:
        print(f"No release was made.\n{chr(10).join(said)}", file=sys.stderr)
        return 1
    folder = Path(words[1]).resolve() if words else ROOT / "dist"
    make(folder)
    print("\n".join(str(path) for path in sorted(folder.iterdir())))
    print(f"Tag it: git tag -a v{version(ROOT)} -m 'akropoLIS {version(ROOT)}'")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
