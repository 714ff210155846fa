"""Write docs/reference from the running code, or with --check say what no longer agrees with it.

data-dictionary.md   every table and field, with its Swedish name
permissions.md       every permission, and which of the roles that come with the product hold it
states.md            every state machine as a table and a diagram
openapi/             the API as it answers at /api/v1/openapi.json, one file per path group
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akropolis.shell.config.settings")
os.environ.setdefault("AKROPOLIS_DATA_DIR", tempfile.gettempdir())
os.environ.setdefault("AKROPOLIS_SECRET_KEY", "nothing is signed here, and no key is left behind")

import django
from django.apps import apps
from django.db import models
from django.utils import translation

import catalogues
import openapi

catalogues.compile_all()
django.setup()

# Models can be imported only after set-up.
from akropolis.base.kernel.access.models import Tracked  # noqa: E402
from akropolis.base.kernel.access.permissions import registry  # noqa: E402
from akropolis.base.kernel.records.models import Record  # noqa: E402
from akropolis.base.lib.workflow import TransitionTable, diagram  # noqa: E402
from akropolis.people.organisation.services.content import written_roles  # noqa: E402
from akropolis.shell.config.api import api  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "Made by `make reference`; do not edit.\n"


def data_dictionary() -> str:
    """Every stored table: what a row is, whether it holds personal data, and each field."""
    lines = ["# Data dictionary", "", MADE]
    for base, heading in ((Record, "In every register row"), (Tracked, "In every row with a history")):
        lines += [f"## {heading}", "", *_table(base)]
    for config in apps.get_app_configs():
        tables = [model for model in config.get_models() if config.name.startswith("akropolis.")]
        if tables:
            lines += [f"## {config.name.split('.', 2)[2]}", ""]
        for model in tables:
            name = in_swedish(model._meta.verbose_name)
            lines += [
                f"### {model.__name__}: {name}",
                "",
                *_docstring(model),
                "",
                *_table(model),
                *_many(model),
            ]
    return "\n".join(lines)


def _docstring(model: type[models.Model]) -> list[str]:
    return [line.strip() for line in (model.__doc__ or "").strip().splitlines()]


def _table(model: type[models.Model]) -> list[str]:
    inherited: set[str] = set()
    for base in (Record, Tracked):
        if issubclass(model, base) and model is not base:
            inherited |= {field.name for field in base._meta.local_fields}
    own = [_field(field) for field in model._meta.local_fields if field.name not in inherited]
    return table(("field", "Swedish", "type", "may be empty", "values"), own)


def _field(field: Any) -> tuple[str, ...]:
    kind = f"→ {_target(field)}" if field.is_relation else field.get_internal_type()
    if getattr(field, "max_length", None) and field.get_internal_type() == "CharField":
        kind += f" {field.max_length}"
    values = ", ".join(f"`{value}` {in_swedish(label)}" for value, label in field.flatchoices)
    return f"`{field.name}`", in_swedish(field.verbose_name), kind, _yes(field.null or field.blank), values


def _many(model: type[models.Model]) -> list[str]:
    several = [f"`{field.name}`: several {_target(field)}" for field in model._meta.local_many_to_many]
    return [line for text in several for line in (text, "")]


def _target(field: Any) -> str:
    return str(field.related_model.__name__)


def permissions() -> str:
    """Who may do what: the roles that come with the product, and each permission with the roles that hold it."""
    roles = written_roles()
    about = [(role["name"], role["purpose"], role["basis"]) for role in roles]
    lines = ["# Permissions", "", MADE]
    lines += ["A role counts in the unit, and below it, that a person is appointed to it in.", ""]
    lines += ["† is given by name alone: no `*` in a role gives it.", ""]
    lines += table(("role", "what it does", "basis"), about)
    names = [f"{number}. {role['name']}" for number, role in enumerate(roles, start=1)]
    lines += ["Columns: " + ", ".join(names) + ".", ""]
    head = ("permission", "Swedish", *(str(number) for number in range(1, len(roles) + 1)))
    return "\n".join([*lines, *table(head, _rights([registry.expand(role["grants"]) for role in roles]))])


def _rights(held: list[frozenset[str]]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{resource.prefix}:{action}`{' †' if resource.by_name else ''}",
            f"{in_swedish(resource.label)}: {in_swedish(label)}",
            *("×" if f"{resource.prefix}:{action}" in rights else "" for rights in held),
        )
        for resource in registry.resources()
        for action, label in resource.actions.items()
    ]


def states() -> str:
    """Every life cycle that a domain declares in its `rules/states.py`, as a diagram and a table."""
    lines = ["# States", "", MADE]
    for name, cycle in life_cycles():
        labels = _labels(cycle)
        rows = [
            (
                t.name,
                in_swedish(labels[t.source]),
                in_swedish(labels[t.target]),
                f"`{t.permission}`",
                _yes(t.needs_reason),
            )
            for t in cycle.transitions
        ]
        drawing = diagram(cycle, {state: in_swedish(label) for state, label in labels.items()})
        lines += [f"## {name}", "", "```mermaid", drawing.rstrip(), "```", ""]
        lines += table(("verb", "from", "to", "permission", "reason needed"), rows)
    return "\n".join(lines)


def life_cycles() -> list[tuple[str, TransitionTable]]:
    """Each table of transitions, named by its domain."""
    found = []
    found_in = (ROOT / "src").rglob("rules/states.py")
    for path in sorted(found_in, key=lambda path: path.parts[-3]):
        domain = path.parts[-3]
        module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
        found += [(domain, value) for value in vars(module).values() if isinstance(value, TransitionTable)]
    return found


def _labels(cycle: TransitionTable) -> dict[str, Any]:
    """The states' words, from the field that stores them."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            choices = {str(value): label for value, label in field.flatchoices}
            if set(choices) == set(cycle.states):
                return choices
    return {state: state for state in cycle.states}


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def in_swedish(text: Any) -> str:
    """The text as a Swedish reader sees it."""
    with translation.override("sv"):
        return str(text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table; nothing at all without rows."""
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    if not cells:
        return []
    names = list(head)
    body = [f"| {' | '.join(row)} |" for row in [names, ["---"] * len(names), *cells]]
    return [*body, ""]


def description() -> dict[str, str]:
    """The API's description in English: the content of each file by its name."""
    return openapi.split(api.get_openapi_schema(path_prefix=openapi.PREFIX))


PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "permissions.md": permissions,
    "states.md": states,
}


def files() -> dict[Path, str]:
    """The content of every file in the reference."""
    pages = {FOLDER / name: build().rstrip() + "\n" for name, build in PAGES.items()}
    return pages | {openapi.FOLDER / f"{name}.json": text for name, text in description().items()}


def main() -> int:
    """Write the files, or compare; 1 when something differs, with a sentence that lists them."""
    check, wanted, stale = "--check" in sys.argv, files(), []
    for path in sorted(wanted.keys() | {*openapi.FOLDER.glob("*.json")}):
        if path.exists() and path.read_text(encoding="utf-8") == wanted.get(path):
            continue
        stale.append(str(path.relative_to(FOLDER)))
        if check:
            continue
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
        print(f"docs/reference/{stale[-1]} {'written' if path in wanted else 'removed'}")
    if check and stale:
        print(
            f"docs/reference differs from the code ({', '.join(stale)}): run `make reference`, and read what changed"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
