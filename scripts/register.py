"""Write the skeleton of a register: model, declaration, wiring, words and migration, in a new or existing domain.

make register APP=documents NAME=policy SV=policy SVS=policyer [SLUG=policyer] [PREFIX=POL] [ROLE=samordnare]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import catalogues
import messages
from akropolis.base.lib.swedish import sort_key

ROOT, SRC = catalogues.ROOT, catalogues.PACKAGE
ROLES = SRC / "people" / "organisation" / "content" / "roles.yaml"
MODEL = '''"""The model of {many}."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.records.models import Record


class {Model}(Record):
    """A {one}. Personal data: none intended."""

    permission = "{app}:{name}"
    number_prefix = "{prefix}"
    title_field = "name"
    search_fields = ("name", "description")

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("{one}")
        verbose_name_plural = _("{many}")
        indexes = (models.Index(fields=("sort_key", "id"), name="{name}_order"),)
'''
REGISTER = '''"""The register of {many}, declared."""

from django.utils.translation import gettext_lazy as _

from akropolis.{wing}.{app}.models import {Model}
from akropolis.base.kernel.registers.declaration import FieldSection, Register

{CONSTANT} = Register(
    key="{key}",
    slug="{slug}",
    model={Model},
    one=_("{one}"),
    many=_("{Manys}"),
    intro=_("{Manys}, and who is responsible for each."),
    empty=_("No {many} here. Add one, or read them in from a file."),
    sections=(FieldSection(_("Description"), ("name", "description", "owner_unit")),),
    columns=("name", "number", "owner_unit"),
    filters=("owner_unit",),
)
'''
APPS = '''from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class {App}Config(DomainConfig):
    name = "akropolis.{wing}.{app}"
    label = "{app}"
    verbose_name = _("{Manys}")

    def domain(self) -> Domain:
        """Declare the register of {many}."""
        return Domain(
        )
'''
README = """# {app}

{Manys}.

**Owns:** the register of {many}.

**Must never know:** the packages above it in `.importlinter`.
"""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the register, in the code and in both languages."""

    wing: str
    app: str
    name: str
    sv: str
    svs: str
    slug: str
    prefix: str
    role: str

    @property
    def plural(self) -> str:
        """Return the plural of the name, by the regular rules of English."""
        return re.sub(r"(?<![aeiou])y$", "ie", re.sub(r"(s|x|ch|sh)$", r"\1e", self.name)) + "s"

    @property
    def words(self) -> dict[str, str]:
        """Return the values for the placeholders of the templates."""
        many = self.plural.replace("_", " ")
        return {
            "wing": self.wing,
            "app": self.app,
            "App": self.app.title().replace("_", ""),
            "name": self.name,
            "Model": self.name.title().replace("_", ""),
            "one": self.name.replace("_", " "),
            "many": many,
            "Manys": many.capitalize(),
            "key": self.plural.replace("_", "-"),
            "CONSTANT": self.plural.upper(),
            "slug": self.slug,
            "prefix": self.prefix,
        }

    @property
    def swedish(self) -> dict[str, str]:
        """Return the Swedish of each new message."""
        words = self.words
        return {
            words["one"]: self.sv,
            words["many"]: self.svs,
            words["Manys"]: self.svs.capitalize(),
            f"{words['Manys']}, and who is responsible for each.": f"{self.svs.capitalize()}, med vem som ansvarar.",
            f"No {words['many']} here. Add one, or read them in from a file.": (
                f"Det finns inga {self.svs} här. Lägg till eller läs in från en fil."
            ),
            "name": "namn",
            "description": "beskrivning",
            "Description": "Beskrivning",
        }


def write(names: Names) -> None:
    """Write every part. Raises SystemExit before anything is written if the register cannot be added."""
    folder = SRC / names.wing / names.app
    spine = _spine()
    if names.app not in spine:
        raise SystemExit(f"Add {names.app} to the layers of its wing in .importlinter first.")
    if (folder / "models" / f"{names.plural}.py").exists():
        raise SystemExit(f"{names.app} already has {names.plural}.")
    if any(
        f'number_prefix = "{names.prefix}"' in path.read_text("utf-8") for path in SRC.rglob("models/*.py")
    ):
        raise SystemExit(f"Another register uses the number prefix {names.prefix}. Give another PREFIX.")
    _granted(names)
    new = not (folder / "apps.py").exists()
    if new:
        _domain(folder, names, spine)
    _code(folder, names)
    _lists(names)
    _format()  # the squash lists models in the order of their imports
    _run("scripts/migrations.py", "new", names.app, "initial" if new else f"add_{names.plural}")
    _format()
    _translate(names)
    _run("scripts/reference.py")


def _spine() -> list[str]:
    return [name for names in _wings().values() for name in names]


def _wings() -> dict[str, list[str]]:
    """Return the packages of each wing, built or not, highest first."""
    text = (ROOT / ".importlinter").read_text("utf-8")
    found = re.findall(
        r"^containers = akropolis\.(\w+)\nlayers =\n((?: +.*\n)+)exhaustive", text, re.MULTILINE
    )
    return {wing: re.findall(r"^ +\(?(\w+)\)?$", names, re.MULTILINE) for wing, names in found}


def _domain(folder: Path, names: Names, spine: list[str]) -> None:
    """Create the package, and add it to the lists of domains."""
    _file(folder / "__init__.py", "")
    _file(folder / "apps.py", APPS.format(**names.words))
    _file(folder / "README.md", README.format(**names.words))
    for path, pattern, line in (
        (
            ROOT / ".importlinter",
            r"(?<=containers =\n)(?:    akropolis\.\w+\.\w+\n){2,}",
            "    akropolis.{}\n",
        ),
        (
            SRC / "shell" / "config" / "settings.py",
            r"(?<=DOMAINS = \[\n)(?:    \"\w+\.\w+\",\n)+",
            '    "{}",\n',
        ),
    ):
        text = path.read_text("utf-8")
        found = re.search(pattern, text)
        assert found, path
        known = re.findall(r"(\w+\.\w+)\W*\n", found[0])
        lowest_first = path.suffix == ".py"
        ranks, rank = [spine.index(place.rpartition(".")[2]) for place in known], spine.index(names.app)
        after = (at for at, other in enumerate(ranks) if (other < rank) == lowest_first)
        known.insert(next(after, len(known)), f"{names.wing}.{names.app}")
        path.write_text(text.replace(found[0], "".join(map(line.format, known))), "utf-8")


def _code(folder: Path, names: Names) -> None:
    """Write the model and the declaration, and import them where they are listed."""
    words = names.words
    single = folder / "register.py"
    if single.exists():
        (folder / "register").mkdir()
        single.rename(folder / "register" / "__init__.py")
    _file(folder / "register" / "__init__.py", "")
    _file(folder / "register" / f"{names.plural}.py", REGISTER.format(**words))
    _file(folder / "models" / f"{names.plural}.py", MODEL.format(**words))
    _file(folder / "models" / "__init__.py", "__all__ = []\n")
    init = folder / "models" / "__init__.py"
    text = init.read_text("utf-8")
    line = f"from akropolis.{names.wing}.{names.app}.models.{names.plural} import {words['Model']}\n"
    text = re.sub(r"__all__ = \[", f'__all__ = ["{words["Model"]}", ', text).replace(", ]", "]")
    init.write_text(line + text, "utf-8")
    apps = folder / "apps.py"
    text = apps.read_text("utf-8")
    imported = f"        from akropolis.{names.wing}.{names.app}.register.{names.plural} import {words['CONSTANT']}\n"
    text = re.sub(r"(def domain.*\n +\"\"\".*\n)", rf"\1{imported}", text, count=1)
    constant = words["CONSTANT"]
    text, listed = re.subn(r"(?<=\bregisters=\[)([^\]]*?)(?=,?\s*\])", rf"\1, {constant}", text, count=1)
    if not listed:
        text = text.replace("return Domain(", f"return Domain(registers=[{constant}], ", 1)
    apps.write_text(text, "utf-8")


def _lists(names: Names) -> None:
    """Add the right to write to the role, and a line to the menu and the glossary."""
    words = names.words
    ROLES.write_text(_granted(names), "utf-8")
    menu = SRC / "shell" / "home" / "web" / "context.py"
    place = f'MenuPlace(_("{words["Manys"]}"), "{words["key"]}-list", "{names.app}:{names.name}:read"),'
    first = r'(MenuPlace\(_\("Registers"\), "registers".*\n)'
    menu.write_text(re.sub(first, rf"\1{place}\n", menu.read_text("utf-8"), count=1), "utf-8")
    glossary = ROOT / "docs" / "glossary.md"
    head, line, rest = glossary.read_text("utf-8").partition("| --- | --- | --- |\n")
    row = f"| {names.sv} | `{words['Model']}`, `{words['key']}` | one of the {words['many']} |"
    rows = sorted([*rest.splitlines(), row], key=lambda row: sort_key(row.split("|")[1].strip()))
    glossary.write_text(head + line + "\n".join(rows) + "\n", "utf-8")


def _granted(names: Names) -> str:
    """Return `roles.yaml` with the right to write. Raises SystemExit if no role can get it."""
    grant = f'"{names.app}:{names.name}:edit"'
    grants = rf"(- code: {names.role}\n(?:  .*\n)*?  grants:\n)(?!    - \"\*:\*:\*\")"
    text, count = re.subn(grants, rf"\1    - {grant}\n", ROLES.read_text("utf-8"))
    if not count:
        raise SystemExit(f"There is no role {names.role} that can get the right to write.")
    return text


def _translate(names: Names) -> None:
    for app in (SRC / names.wing / names.app, SRC / "shell" / "home"):
        _run("scripts/messages.py", "update", app.name)
        catalogue = catalogues.read(app)
        for (singular, _context), message in messages.entries(catalogue).items():
            if not any(messages.strings(message.string)) and singular in names.swedish:
                message.string = names.swedish[singular]
        catalogues.write(app, catalogue)
    _run("scripts/messages.py", "compile")


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(text, "utf-8")


def _format() -> None:
    for command in (("check", "--quiet", "--fix-only"), ("format", "--quiet")):
        subprocess.run([ROOT / ".venv/bin/ruff", *command], cwd=ROOT, check=True)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


def main() -> None:
    """Write the skeleton, and print what is left to do by hand."""
    parser = argparse.ArgumentParser()
    for name in ("app", "name", "sv", "svs"):
        parser.add_argument(name)
    for name, default in (("slug", ""), ("prefix", ""), ("role", "samordnare")):
        parser.add_argument(f"--{name}", default=default)
    given = vars(parser.parse_args())
    plain = given["svs"].lower().translate(str.maketrans("åäöé ", "aaoe-"))
    given["slug"], given["prefix"] = given["slug"] or plain, given["prefix"] or plain[:3].upper()
    wings = [wing for wing, names in _wings().items() if given["app"] in names]
    write(Names(wing=wings[0] if wings else "", **given))
    print(
        "The register is written. By hand: its fields, the domain's README.md, and its meaning in docs/glossary.md."
    )


if __name__ == "__main__":
    main()
