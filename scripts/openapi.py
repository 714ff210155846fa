"""Keep the description of the API as one file per path group, and put it together again.

    python scripts/openapi.py    print the whole description, as one JSON document

A group is the first word of a path after /api/v1/: all of `/api/v1/incidents/...` is in `incidents.json`, with the
schemas that no other group uses. `_shared.json` holds the rest. Keys are sorted, so that a diff shows what changed.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi"
PREFIX = "/api/v1/"
SHARED = "_shared"
SCHEMA = re.compile(r'"#/components/schemas/([^"]+)"')

type Json = dict[str, Any]


def split(document: Mapping[str, Any]) -> dict[str, str]:
    """The content of each file by its name, without suffix. Merging all of them gives the document."""
    paths: dict[str, Json] = defaultdict(dict)
    for path, methods in document["paths"].items():
        paths[path.removeprefix(PREFIX).partition("/")[0]][path] = methods
    schemas = document["components"]["schemas"]
    users: dict[str, set[str]] = {name: set() for name in schemas}
    for group, content in paths.items():
        for name in _used_by(content, schemas):
            users[name].add(group)
    owners = {name: min(groups) if len(groups) == 1 else SHARED for name, groups in users.items()}
    files: dict[str, Json] = {group: {"paths": content} for group, content in paths.items()}
    rest = {name: part for name, part in document["components"].items() if name != "schemas"}
    files[SHARED] = {name: part for name, part in document.items() if name not in ("paths", "components")}
    files[SHARED]["components"] = rest
    for name, schema in schemas.items():
        components = files[owners[name]].setdefault("components", {})
        components.setdefault("schemas", {})[name] = schema
    return {name: dumps(content) for name, content in files.items()}


def _used_by(content: Json, schemas: Mapping[str, Any]) -> set[str]:
    """Names of the schemas that the paths refer to, directly or through another schema."""
    found, pending = set[str](), [json.dumps(content)]
    while pending:
        for name in SCHEMA.findall(pending.pop()):
            if name not in found:
                found.add(name)
                pending.append(json.dumps(schemas[name]))
    return found


def dumps(content: Json) -> str:
    """JSON with sorted keys."""
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def join(folder: Path = FOLDER) -> Json:
    """The whole description, merged from the files of the folder."""
    whole: Json = {}
    for path in sorted(folder.glob("*.json")):
        _merge(whole, json.loads(path.read_text(encoding="utf-8")))
    return whole


def _merge(whole: Json, part: Json) -> None:
    for key, value in part.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            _merge(whole[key], value)
        else:
            whole[key] = value


if __name__ == "__main__":
    sys.stdout.write(dumps(join()))
