"""Where the Swedish catalogues lie, and how they are read, written and compiled.

Needs Babel and nothing else, so that the wheel's build can compile without Django.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "akropolis"
CATALOGUE = Path("locale", "sv", "LC_MESSAGES", "django.po")
# Django tells catalogues apart by this line, so it must equal Django's own for Swedish.
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"
HEADER = (
    'msgid ""\nmsgstr ""\n'
    '"Language: sv\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    f'"Plural-Forms: {PLURAL_FORMS}\\n"\n\n'
)


def apps(package: Path = PACKAGE) -> Iterator[Path]:
    """Every package that owns a catalogue: the domains, `config`, `ui` and each kernel package."""
    wings = sorted(path for path in package.iterdir() if path.is_dir()) if package.is_dir() else []
    for parent in (*wings, package / "base" / "kernel"):
        for folder in sorted(parent.iterdir()) if parent.is_dir() else ():
            if (folder / "__init__.py").exists() and folder.name not in {"kernel", "lib"}:
                yield folder


def read(app: Path) -> Catalog:
    """The app's Swedish catalogue, empty if there is none yet; a file that is no PO raises PoFileError."""
    path = app / CATALOGUE
    if not path.exists():
        return Catalog(locale="sv")
    with path.open("rb") as stream:
        return read_po(stream, locale="sv", abort_invalid=True)


def differs(app: Path, catalogue: Catalog) -> bool:
    """Whether `write` would change the file."""
    path = app / CATALOGUE
    return not path.exists() or path.read_text(encoding="utf-8") != HEADER + _body(catalogue)


def write(app: Path, catalogue: Catalog) -> bool:
    """Write the app's catalogue, sorted and undated so that two branches merge; False if nothing changed."""
    if not differs(app, catalogue):
        return False
    path = app / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, (HEADER + _body(catalogue)).encode())
    return True


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Make each `.mo` that is missing or older than its `.po`; returns those made."""
    made = []
    for app in apps(package):
        source = app / CATALOGUE
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        temporary = target.with_suffix(f".mo.{os.getpid()}")
        with temporary.open("wb") as stream:
            write_mo(stream, read(app))
        temporary.replace(target)
        made.append(target)
    return made


def _body(catalogue: Catalog) -> str:
    buffer = BytesIO()
    write_po(
        buffer,
        catalogue,
        width=100,
        sort_output=True,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return buffer.getvalue().decode().lstrip("\n")


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
