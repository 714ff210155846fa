"""The API changes only where someone has looked at the change: its description is kept in docs/reference."""

import gzip
import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from akropolis.config.api import api

KEPT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def test_the_description_is_the_one_that_is_kept() -> None:
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert now == json.loads(KEPT.read_text(encoding="utf-8")), "run `make reference`, and read what changed"


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
    assert json.loads(plain.content) == json.loads(KEPT.read_text(encoding="utf-8"))
    assert gzip.decompress(small.content) == plain.content
    assert len(small.content) < 100_000
    assert (plain.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert {answer["Content-Type"] for answer in (plain, small)} == {"application/json"}
    assert "Accept-Encoding" in plain["Vary"]
    again = Client(headers={"if-none-match": plain["ETag"]}).get("/api/v1/openapi.json")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", plain["ETag"])
    assert Client(headers={"if-none-match": '"another"'}).get("/api/v1/openapi.json").status_code == 200
    assert Client().post("/api/v1/openapi.json").status_code == 405
    assert api.written is api.written
