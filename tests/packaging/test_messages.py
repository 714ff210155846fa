"""The translation tool: what it collects, keeps and refuses, on a small project of its own."""

from __future__ import annotations

import gettext
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext_lazy
TITLE = _("Incident")
LONG = _("A sentence "
         "in two parts")
VERB = pgettext_lazy("verb", "Close")
def count(n):
    return ngettext("%(n)s incident", "%(n)s incidents", n) % {"n": n}
def days(n):
    return npgettext("due", "%(n)s day", "%(n)s days", n) % {"n": n}
"""
TEMPLATE = """{% load i18n %}
<div>
    <p title="{% translate "Show all" %}">{{ note|default:_("No note") }}</p>
  {% blocktranslate trimmed with name=unit.name %}
     The unit
     {{ name }} isn't open
  {% endblocktranslate %}
</div>
"""


class Project:
    """A copy of the tool beside one app, `incidents`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.app = root / "src" / "akropolis" / "events" / "incidents"
        self.po = self.app / "locale" / "sv" / "LC_MESSAGES" / "django.po"
        (root / "scripts").mkdir()
        for name in ("messages.py", "catalogues.py"):
            shutil.copy(ROOT / "scripts" / name, root / "scripts")
        (self.app / "templates" / "incidents").mkdir(parents=True)
        (self.app / "__init__.py").touch()
        self.write("models.py", PYTHON)
        self.write("templates/incidents/detail.html", TEMPLATE)

    def write(self, name: str, text: str) -> None:
        (self.app / name).write_text(text, encoding="utf-8")

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        tool = [sys.executable, str(self.root / "scripts" / "messages.py"), command]
        return subprocess.run(tool, capture_output=True, text=True)

    def translate(self) -> None:
        """Give every message the translation `sv:` + its source."""
        lines, text = self.po.read_text(encoding="utf-8").splitlines(), []
        for line in lines:
            if line.startswith("msgid"):
                source = line.partition('"')[2]
            if line == 'msgstr ""' and source != '"':
                line = f'msgstr "sv:{source}'
            elif line.endswith('] ""'):
                line = f'{line.removesuffix(chr(34) * 2)}"sv:{source}'
            text.append(line)
        self.po.write_text("\n".join([*text, ""]), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_every_form_of_gettext_is_collected_and_reaches_the_reader(project: Project) -> None:
    assert project.run("update").returncode == 0
    project.translate()
    assert project.run("check").stdout == "messages: complete\n"
    assert project.run("compile").returncode == 0
    with project.po.with_suffix(".mo").open("rb") as stream:
        swedish = gettext.GNUTranslations(stream)
    assert swedish.gettext("Incident") == "sv:Incident"
    assert swedish.gettext("A sentence in two parts") == "sv:A sentence in two parts"
    assert swedish.pgettext("verb", "Close") == "sv:Close"
    assert swedish.ngettext("%(n)s incident", "%(n)s incidents", 2) == "sv:%(n)s incidents"
    assert swedish.npgettext("due", "%(n)s day", "%(n)s days", 2) == "sv:%(n)s days"
    assert swedish.gettext("Show all") == "sv:Show all"
    assert swedish.gettext("No note") == "sv:No note"
    assert swedish.gettext("The unit %(name)s isn't open") == "sv:The unit %(name)s isn't open"


def test_update_keeps_translations_drops_what_is_gone_and_settles(project: Project) -> None:
    project.run("update")
    project.translate()
    project.write("models.py", PYTHON.replace('_("Incident")', '_("Event")'))
    assert "has no translation" not in project.run("check").stdout
    project.run("update")
    text = project.po.read_text(encoding="utf-8")
    assert 'msgid "Event"\nmsgstr ""\n' in text
    assert "sv:Incident" not in text
    assert 'msgstr "sv:Close"' in text
    assert project.run("update").stdout == ""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('_(f"Incident {n}")', "models.py:10: gettext takes a plain string"),
        ('_("Incident " + n)', "models.py:10: gettext takes a plain string"),
        ('_("Incident {}".format(n))', "models.py:10: gettext takes a plain string"),
        ('_("Incident %s" % n)', "models.py:10: gettext takes a plain string"),
        ('_("Brand new")', "'Brand new' is not in the catalogue"),
    ],
)
def test_check_refuses_text_that_cannot_be_translated(project: Project, source: str, complaint: str) -> None:
    project.run("update")
    project.translate()
    project.write(
        "models.py", PYTHON.replace("    return npgettext", f"    return {source}\n    return npgettext", 1)
    )
    done = project.run("check")
    assert done.returncode == 1
    assert complaint in done.stdout


def test_check_refuses_blocktranslate_that_is_not_trimmed(project: Project) -> None:
    project.write("templates/incidents/detail.html", TEMPLATE.replace(" trimmed", ""))
    done = project.run("check")
    assert done.returncode == 1
    assert "detail.html:4: blocktranslate needs `trimmed`" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("sv:The unit %(name)s", "sv:The unit %(nam)s", "has other placeholders"),
        ("sv:Incident", "", "has no translation"),
        ("sv:Show all", "Visa alla.Visa alla.", "is said twice"),
        ('msgid "Incident"', '#, fuzzy\nmsgid "Incident"', "is marked fuzzy"),
    ],
)
def test_check_refuses_a_translation_that_is_not_done(
    project: Project, before: str, after: str, complaint: str
) -> None:
    project.run("update")
    project.translate()
    text = project.po.read_text(encoding="utf-8")
    assert before in text
    project.po.write_text(text.replace(before, after), encoding="utf-8")
    done = project.run("check")
    assert done.returncode == 1
    assert complaint in done.stdout
