"""The API changes only where someone has looked at the change: its description is kept in docs/reference."""

import gzip
import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from django.test import Client
from django.utils import translation

from akropolis.shell.config.api import api
from tests.api.described import FOLDER, described, read_files
from tests.architecture import source

SHARED = "_shared"


def test_the_description_is_the_one_that_is_kept() -> None:
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert now == described(), "run `make reference`, and read what changed"


def test_each_path_and_schema_is_in_one_file_by_its_group_with_sorted_keys() -> None:
    files = read_files()
    schemas = {name: content.get("components", {}).get("schemas", {}) for name, content in files.items()}
    for name, content in files.items():
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
        assert text == json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n", name
        assert {path.split("/")[3] for path in content.get("paths", {})} == {name} - {SHARED}
        referred = {*re.findall(r"#/components/schemas/([^\"]+)", text)}
        assert referred <= schemas[name].keys() | schemas[SHARED].keys(), name
    assert {*Counter(schema for each in schemas.values() for schema in each).values()} == {1}


def test_the_script_puts_the_files_together() -> None:
    tool = [sys.executable, str(source.ROOT / "scripts" / "openapi.py")]
    assert json.loads(subprocess.run(tool, capture_output=True, check=True).stdout) == described()


def test_it_would_be_the_same_in_another_language() -> None:
    with translation.override("en"):
        described = api.get_openapi_schema()
    with translation.override("sv"):
        anew = api.get_openapi_schema(path_prefix="/api/v1/")
    assert json.dumps(described, default=str) == json.dumps(anew, default=str)


@pytest.mark.django_db
def test_it_is_given_as_it_was_written_once_small_and_not_again_to_who_has_it() -> None:
    plain = Client().get("/api/v1/openapi.json")
    small = Client(headers={"accept-encoding": "br, gzip"}).get("/api/v1/openapi.json")
    assert json.loads(plain.content) == described()
    assert gzip.decompress(small.content) == plain.content
    assert 10 * len(small.content) < len(plain.content)
    assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert {answer["Content-Type"] for answer in (plain, small)} == {"application/json"}
    assert "Accept-Encoding" in plain["Vary"]
    again = Client(headers={"if-none-match": plain["ETag"]}).get("/api/v1/openapi.json")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", plain["ETag"])
    assert Client(headers={"if-none-match": '"another"'}).get("/api/v1/openapi.json").status_code == 200
    assert Client().post("/api/v1/openapi.json").status_code == 405
    assert api.written is api.written
