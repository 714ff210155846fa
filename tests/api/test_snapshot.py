"""The API changes only where someone has looked at the change: its description is kept in docs/reference."""

import json
from pathlib import Path

from akropolis.config.api import api

KEPT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def test_the_description_is_the_one_that_is_kept() -> None:
    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    assert now == json.loads(KEPT.read_text(encoding="utf-8")), "run `make reference`, and read what changed"
