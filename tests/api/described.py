"""The description of the API in docs/reference/openapi, which has one file per path group."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi"


def read_files(folder: Path = FOLDER) -> dict[str, Any]:
    """The content of each file by its name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


@cache
def described() -> dict[str, Any]:
    """The whole description: what the files hold together."""
    whole: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}
    for content in read_files().values():
        components = content.pop("components", {})
        whole["paths"] |= content.pop("paths", {})
        whole["components"]["schemas"] |= components.pop("schemas", {})
        whole["components"] |= components
        whole |= content
    return whole
