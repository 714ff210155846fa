"""Migrations and their squashes: `python scripts/migrations.py new APP NAME`, `squash` or `check`.

Every app has its migrations one by one, by which an installation is upgraded, and one squash of them all, by which a
new database is made. The squash is written from the models, and written anew after each migration: the migrations that
it replaces stay, and none depends on a squash.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.core.management.commands import makemigrations
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "akropolis"
RUFF = ROOT / ".venv" / "bin" / "ruff"
TRIGGERS = "from akropolis.base.kernel.history.triggers import {}"
BASE = "from akropolis.base.kernel.access.squashing import SquashedMigration"


class OneByOne(MigrationLoader):
    """Loads migrations without their squashes."""

    def load_disk(self) -> None:
        """Leave out what replaces others."""
        super().load_disk()
        disk: dict[tuple[str, str], migrations.Migration] = self.disk_migrations
        self.disk_migrations = {key: one for key, one in disk.items() if not one.replaces}


def own_apps() -> Iterator[AppConfig]:
    """The apps of ours that have migrations, by label."""
    for config in sorted(apps.get_app_configs(), key=lambda each: str(each.label)):
        if Path(config.path).is_relative_to(SOURCE) and Path(config.path, "migrations").is_dir():
            yield config


def replaced(config: AppConfig) -> list[str]:
    """The names of the app's migrations one by one, in order."""
    names = [path.stem for path in Path(config.path, "migrations").glob("[0-9]*.py")]
    return sorted(name for name in names if "_squashed_" not in name)


def squash_name(config: AppConfig) -> str:
    """The name of the app's squash, from which Django reads the number of the last migration."""
    return f"0001_squashed_{replaced(config)[-1]}"


def squash_file(config: AppConfig) -> Path:
    """Where the app's squash is."""
    return Path(config.path, "migrations", f"{squash_name(config)}.py")


def squash_text(config: AppConfig) -> str:
    """The app's squash, written from its models, formatted."""
    own = list(config.get_models())
    migration: Any = type("Migration", (migrations.Migration,), {})(squash_name(config), config.label)
    migration.initial = True
    migration.replaces = [(config.label, name) for name in replaced(config)]
    migration.dependencies = sorted(_dependencies(config, own))
    migration.operations = [_created(model) for model in own]
    text = MigrationWriter(migration, include_header=False).as_string()
    steps, used = _triggers(config.label, own)
    head, end = text.rstrip().removesuffix("]").rstrip(), "".join(f"        {step},\n" for step in steps)
    text = f"{head}\n{end}    ]\n".replace("(migrations.Migration):", "(SquashedMigration):")
    imports = "\n".join([BASE, *([TRIGGERS.format(", ".join(used))] if used else [])])
    return _formatted(
        f"# Written by scripts/migrations.py. Do not edit.\n{imports}\n{text}", squash_file(config)
    )


def _created(model: type[models.Model]) -> Operation:
    state = ModelState.from_model(model)
    options = {name: value for name, value in state.options.items() if value != []}
    return migrations.CreateModel(
        state.name, list(state.fields.items()), options, state.bases, state.managers
    )


def _dependencies(config: AppConfig, own: list[type[models.Model]]) -> set[tuple[str, str]]:
    """The squashes, or last migrations, of the apps to whose models these have foreign keys."""
    fields = (field for model in own for field in model._meta.get_fields() if not field.auto_created)
    related = {field.related_model for field in fields if field.related_model}
    labels = {model._meta.app_label for model in related if isinstance(model, type)} - {config.label}
    ours = {each.label: squash_name(each) for each in own_apps()}
    return {(label, ours.get(label, "__latest__")) for label in labels}


def _triggers(label: str, own: list[type[models.Model]]) -> tuple[list[str], list[str]]:
    """The steps that add the triggers of append-only tables, and the functions that they use."""
    steps, used = [], set()
    if label == "history":
        steps, used = ["migrations.RunPython(close_history, migrations.RunPython.noop)"], {"close_history"}
    for model in own:
        if getattr(model, "append_only", False):
            beside = tuple(getattr(model, "changing_fields", ()))
            changing = f", beside={beside!r}" if beside else ""
            call = f'append_only("{label}.{model.__name__}"{changing})'
            steps.append(f"migrations.RunPython({call}, migrations.RunPython.noop)")
            used.add("append_only")
    return steps, sorted(used)


def _formatted(text: str, path: Path) -> str:
    for command in (("check", "--select", "I,F401", "--fix-only", "--quiet"), ("format", "--quiet")):
        place = ["--stdin-filename", str(path), "-"]
        done = subprocess.run(
            [RUFF, *command, *place], input=text, text=True, capture_output=True, cwd=ROOT, check=True
        )
        text = done.stdout
    return text


def make(*words: str) -> None:
    """Run Django's makemigrations on the migrations one by one."""
    setattr(makemigrations, "MigrationLoader", OneByOne)  # noqa: B010 # the command offers no other way
    call_command("makemigrations", *words)


def squash() -> None:
    """Write every squash that is missing or old, and remove those of another name."""
    make("--check", "--dry-run", "--verbosity", "1")
    for config in own_apps():
        file, text = squash_file(config), squash_text(config)
        for old in file.parent.glob("*_squashed_*.py"):
            if old != file:
                old.unlink()
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(file.relative_to(ROOT))


def check() -> list[str]:
    """What is wrong: a squash that is not what `squash` would write."""
    make("--check", "--dry-run", "--verbosity", "1")
    found = {path for config in own_apps() for path in squash_file(config).parent.glob("*_squashed_*.py")}
    wanted = {squash_file(config): squash_text(config) for config in own_apps()}
    changed = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    return sorted(str(path.relative_to(ROOT)) for path in {*changed, *(found - {*wanted})})


def main(words: list[str]) -> None:
    """Do what the words say. Refuses, with exit code 1, where a migration is missing or a squash is old."""
    os.environ.setdefault("AKROPOLIS_DATA_DIR", str(ROOT / ".tools"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akropolis.shell.config.settings")
    django.setup()
    translation.deactivate_all()  # what migrations hold is English, as makemigrations writes it
    match words:
        case ["new", app, name]:
            make(app, "--name", name)
            subprocess.run([sys.executable, __file__, "squash"], check=True)
        case ["squash"]:
            squash()
        case ["check"]:
            if wrong := check():
                raise SystemExit("Run `make squash`. Not as the models are:\n" + "\n".join(wrong))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
