"""The places that run on PostgreSQL too are named by file and test: one that is gone would run nothing, silently."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _places() -> list[str]:
    """Return the places as the script of all tests has them."""
    program = "import json, test; print(json.dumps(test.DIALECT))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "scripts", check=True, capture_output=True, text=True
    )
    places: list[str] = json.loads(done.stdout)
    return places


def test_every_place_that_runs_on_postgresql_exists() -> None:
    places = [place.partition("::") for place in _places()]
    assert len(places) > 20
    assert [file for file, _separator, _test in places if not (ROOT / file).exists()] == []
    assert [
        test
        for file, _separator, test in places
        if test and f"def {test}(" not in (ROOT / file).read_text("utf-8")
    ] == []
