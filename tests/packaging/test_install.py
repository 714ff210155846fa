"""`pip install .` and the built wheel give a working akropolis, from a clean checkout and without Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UV = next((str(path) for path in [ROOT / ".tools" / "uv"] if path.exists()), None) or shutil.which("uv")
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.long,
    pytest.mark.skipif(UV is None, reason="uv is missing: run make"),
]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
FONT = "ui/static/vendor/fonts/SourceSans3-Regular.ttf"
"""What papers are printed with: of the static files' sources the wheel has the fonts alone."""


def run(*command: str | Path, **environment: str) -> str:
    """Run and return what was printed; a failure shows both streams."""
    # Neither this environment nor the developer's installation may help, and no npm is on the path.
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("AKROPOLIS_", "DJANGO_", "PYTHON", "VIRTUAL_"))
    }
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=kept | environment, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows, as a stranger's clone has them: nothing fetched, nothing compiled."""
    target = tmp_path_factory.mktemp("checkout")
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in filter(None, run(*listing).split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def environment(folder: Path) -> Path:
    """A plain virtual environment with pip; returns its bin folder."""
    run(str(UV), "venv", "--quiet", "--seed", folder)
    return folder / "bin"


def works(bin_folder: Path, data: Path) -> None:
    """The command starts, and makes an installation that verifies; doing it again does no harm."""
    akropolis, home = bin_folder / "akropolis", {"PATH": str(bin_folder), "AKROPOLIS_DATA_DIR": str(data)}
    assert run(akropolis, "--version", **home).strip().endswith(VERSION)
    run(akropolis, "init", "--unit", "stad", "--name", "Prövstad", **home)
    run(akropolis, "init", **home)
    run(akropolis, "verify", **home)
    carried = (
        "from pathlib import Path; import akropolis; root = Path(akropolis.__file__).parent; "
        f"assert (root / {FONT!r}).exists() and (root / 'collected' / 'staticfiles.json').exists(); "
        "assert not [*root.glob('*/static/**/*.css'), *root.glob('*/static/**/*.js')], 'served files lie there twice'; "
        "missing = [po for po in root.rglob('*.po') if not po.with_suffix('.mo').exists()]; assert not missing, missing"
    )
    run(bin_folder / "python", "-c", carried, **home)


def test_pip_install_gives_a_working_akropolis_without_node(checkout: Path, tmp_path: Path) -> None:
    bin_folder = environment(tmp_path / "plain")
    run(bin_folder / "python", "-m", "pip", "install", "--quiet", checkout, PATH=str(bin_folder))
    works(bin_folder, tmp_path / "data")


def test_the_built_wheel_gives_a_working_akropolis(checkout: Path, tmp_path: Path) -> None:
    # Without --wheel, uv builds the source archive and then the wheel from it: both must be whole.
    run(str(UV), "build", "--quiet", "--out-dir", tmp_path / "dist", checkout)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if not name.startswith(("akropolis/", f"akropolis-{VERSION}."))] == []
    bin_folder = environment(tmp_path / "fresh")
    run(str(UV), "pip", "install", "--quiet", "--python", bin_folder / "python", wheel)
    works(bin_folder, tmp_path / "data")
