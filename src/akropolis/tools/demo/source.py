"""Reads the demo city's content files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "content"


type Row = dict[str, Any]
"""A row of the content, or a row derived from such a row; its keys are documented in content/README.md."""


@cache
def read(name: str) -> Row:
    """Return the content of one file, given its name without suffix. The files' schema is in content/README.md."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Row = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return found
