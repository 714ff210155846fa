"""Running a declared command: the data folder, Django, errors as one sentence, and figures as JSON."""

import importlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from django import setup
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.faults import fault
from akropolis.shell.cli import texts
from akropolis.shell.installation.database import PLANNING

SETTINGS = "akropolis.shell.config.settings"


class CommandStopped(click.ClickException):
    """Raised when the command was refused or failed: prints one sentence on standard error, and exits with code 1."""

    exit_code = 1

    def show(self, file: IO[str] | None = None) -> None:
        """Print only the sentence."""
        click.echo(self.message, err=True, file=file)


def set_up(data_dir: Path | None) -> None:
    """Choose the data folder and set Django up, even if the settings are wrong."""
    if data_dir is not None:
        os.environ["AKROPOLIS_DATA_DIR"] = str(data_dir.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    setup()


def prepare(data_dir: Path | None) -> None:
    """Choose the data folder and set Django up, once per process."""
    if apps.ready:
        return
    # Files made by a command contain the city's data: no other user may read them.
    os.umask(0o077)
    set_up(data_dir)
    for sentence in settings.ENVIRONMENT.unknown():
        warn(sentence)
    for sentence in settings.ENVIRONMENT.wrong():
        raise CommandStopped(sentence)
    _knock()


def _knock() -> None:
    """Check that PostgreSQL answers, before the pool retries for half a minute with a line of log for each try."""
    url = os.environ.get("AKROPOLIS_DATABASE_URL", "")
    if url.startswith("postgres"):
        # Imported only where PostgreSQL is used: every command's start would wait for it.
        import psycopg  # noqa: PLC0415

        try:
            # With the options of every session, so that PgBouncer, which accepts none, is recognized at once.
            psycopg.connect(url, connect_timeout=5, options=PLANNING).close()
        except psycopg.Error as error:
            raise CommandStopped(texts.database_trouble(str(error).strip().splitlines()[0])) from error


def run(work: str, /, *, django: object = True, **options: object) -> None:
    """Run the function named `module.verb` in this package. The module is imported only at that point."""
    module, _, verb = work.rpartition(".")
    try:
        folder = options.pop("data_dir")
        if django:
            prepare(folder if isinstance(folder, Path) else None)
        getattr(importlib.import_module(f"akropolis.{module}"), verb)(**options)
        sys.stdout.flush()
    except Refused as refusal:
        raise CommandStopped(str(refusal) or texts.hidden()) from refusal
    except BrokenPipeError:
        # The reader has closed the pipe. Write nothing at exit, or Python would report the error after all.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (DatabaseError, sqlite3.Error, OSError) as error:
        raise CommandStopped(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    """Return a sentence that says what has failed, and what to do about it."""
    known = fault(error)
    place = getattr(error, "filename", None) or ""
    if known is not None:
        return f"{place}: {known.sentences}" if place else known.sentences
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {place}".rstrip(": ")
    if settings.DEBUG:
        raise error
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return texts.database_trouble(first)


def say(*lines: object) -> None:
    """Print lines on standard output."""
    for line in lines:
        click.echo(str(line))


def warn(line: object) -> None:
    """Print a line on standard error, so that it is not part of the output."""
    click.echo(str(line), err=True)


def say_json(value: object) -> None:
    """Print a value as JSON on standard output, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@contextmanager
def step(what: object) -> Iterator[None]:
    """Show progress of a step of long work: live on a terminal, one line when done elsewhere."""
    live = sys.stderr.isatty()
    if live:
        click.echo(f"{what} …", err=True, nl=False)
    begun = time.perf_counter()
    try:
        yield
    except BaseException:
        if live:
            click.echo(err=True)
        raise
    took = time.perf_counter() - begun
    click.echo(f" {took:.1f} s" if live else f"{what}: {took:.1f} s", err=True)
