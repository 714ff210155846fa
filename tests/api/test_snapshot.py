"""The API changes only where someone has looked at the change: its description is kept in docs/reference."""

import json
from pathlib import Path

from django.utils import translation

from akropolis.config.api import api

KEPT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def test_the_description_is_the_one_that_is_kept() -> None:
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert now == json.loads(KEPT.read_text(encoding="utf-8")), "run `make reference`, and read what changed"


def test_it_is_made_once_and_would_be_the_same_in_another_language() -> None:
    with translation.override("en"):
        described = api.get_openapi_schema()
    with translation.override("sv"):
        again, anew = api.get_openapi_schema(), api.get_openapi_schema(path_prefix="/api/v1/")
    assert again is described
    assert json.dumps(described, default=str) == json.dumps(anew, default=str)
