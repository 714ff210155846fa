"""Reading the demo city's content files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "content"


type Row = dict[str, Any]
"""A row of the content, or derived from it; its keys are documented in content/README.md."""


@cache
def read(name: str) -> Row:
    """Return the content of one file, by its name without suffix. Schema: content/README.md."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Row = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return found
