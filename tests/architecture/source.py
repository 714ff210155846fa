"""The project's own text as the architecture tests read it: files, packages, syntax trees."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "akropolis"
# Everything below the domains, highest first; the domains themselves are read from .importlinter.
BELOW = ("kernel", "ui", "lib")
# What assembles, serves, fills and measures the domains.
ABOVE = ("bench", "demo", "cli", "config", "installation")


@cache
def contracts() -> configparser.ConfigParser:
    """The architecture as .importlinter states it."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def listed(contract: str, key: str) -> list[str]:
    """The names in one list of one contract, without the parentheses that mark what may be absent."""
    lines = contracts()[f"importlinter:contract:{contract}"][key].splitlines()
    names = [
        name.strip(" ()") for line in lines if not line.lstrip().startswith("#") for name in line.split("|")
    ]
    return [name for name in names if name]


def wings() -> list[str]:
    """The folders directly under akropolis, highest first."""
    return listed("wings", "layers")


def spine() -> list[str]:
    """The packages of all wings, highest first."""
    return [name for wing in wings() for name in listed(wing, "layers")]


def kernel_rank(package: str) -> int:
    """How high a kernel package stands: 0 is the lowest; packages on one line stand equally high."""
    lines = contracts()["importlinter:contract:kernel"]["layers"].splitlines()
    layers = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for rank, line in enumerate(reversed(layers)):
        if package in [name.strip(" ()") for name in line.split("|")]:
            return rank
    raise AssertionError(f"kernel.{package} has no place in .importlinter")


def domains() -> list[str]:
    """The domains that exist, highest first."""
    existing = packages()
    return [name for name in spine() if name not in (*ABOVE, *BELOW) and name in existing]


def packages() -> set[str]:
    """The packages that exist."""
    return {path.parent.name for path in PACKAGE.glob("*/*/__init__.py")}


def folder_of(package: str) -> Path:
    """The folder that the package lies in."""
    return next(path.parent for path in PACKAGE.glob("*/*/__init__.py") if path.parent.name == package)


def label_of(package: str) -> str:
    """The label of the package's app, which its tables and its folder of templates are named after."""
    file = folder_of(package) / "apps.py"
    found = (
        re.search(r'^    label = "(\w+)"$', file.read_text(encoding="utf-8"), re.M) if file.exists() else None
    )
    return found[1] if found else package


def dotted(path: Path) -> str:
    """The name by which the file is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every Python file under the folder."""
    return sorted(folder.rglob("*.py"))


def templates() -> list[Path]:
    """Every template."""
    return sorted(
        path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt", ".svg"}
    )


def owner(path: Path) -> str:
    """The package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[1]


def below(path: Path) -> tuple[str, ...]:
    """Where the file lies inside its package."""
    return path.relative_to(folder_of(owner(path))).parts


def short(path: Path) -> str:
    """The path as a reader writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in the file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return tuple(ROOT / name for name in sorted(filter(None, names)) if (ROOT / name).is_file())
