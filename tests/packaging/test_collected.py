"""What a wheel serves beside the pages: compressed, named after its content, and asked for once."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "akropolis"
NAMED = re.compile(r'{% static "([^"]+)" %}')
IMPORTED = re.compile(r"""\b(?:import|from)\s*\(?\s*["'](\.[^"']*)""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as the wheel's build fills it."""
    folder = tmp_path_factory.mktemp("collected")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "collect.py"), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    """What each file is called there, by its own name."""
    found: dict[str, str] = json.loads((collected / "staticfiles.json").read_text("utf-8"))["paths"]
    return found


def test_every_file_that_a_template_names_is_there(names: dict[str, str]) -> None:
    templates = [path.read_text("utf-8") for path in PACKAGE.rglob("templates/**/*.html")]
    wanted = {name for text in templates for name in NAMED.findall(text)}
    assert (len(wanted) > 20, wanted - set(names)) == (True, set())


def test_a_sheet_names_pictures_and_fonts_as_they_are_called_there(
    collected: Path, names: dict[str, str]
) -> None:
    sheet = (collected / names["ui/css/base.css"]).read_text("utf-8")
    files = [collected / "ui" / "css" / name for name in re.findall(r'url\("([^"]+)"\)', sheet)]
    assert len(files) > 10
    assert [str(path) for path in files if not path.is_file()] == []


def test_no_script_imports_a_file_by_a_name_that_is_not_there(collected: Path, names: dict[str, str]) -> None:
    scripts = {name: (collected / path).read_text("utf-8") for name, path in names.items() if ".js" in name}
    assert len(scripts) > 10
    assert {name: found for name, text in scripts.items() if (found := IMPORTED.findall(text))} == {}


def test_what_only_papers_need_is_not_served(names: dict[str, str]) -> None:
    assert [name for name in names if name.endswith((".ttf", ".txt", "LICENSE"))] == []


@pytest.mark.django_db
def test_a_file_comes_compressed_and_is_kept_for_ever(
    collected: Path, names: dict[str, str], settings: Any
) -> None:
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = collected, False
    kind = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": kind}
    assert staticfiles_storage.url("ui/css/base.css") == f"/static/{names['ui/css/base.css']}"
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    answer: Any = client.get(f"/static/{names['ui/css/base.css']}")
    told = {name: answer.headers.get(name) for name in ("Content-Encoding", "Cache-Control", "Vary")}
    assert told == {
        "Content-Encoding": "gzip",
        "Cache-Control": "max-age=315360000, public, immutable",
        "Vary": "Accept-Encoding",
    }
    plain = gzip.decompress(b"".join(answer.streaming_content))
    assert plain == (collected / names["ui/css/base.css"]).read_bytes()
    assert client.get("/static/ui/css/base.css").status_code == 404
