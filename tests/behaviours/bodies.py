"""What is sent to an address of the API that writes: made of what the API says of it, and of a row that is there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.registers.api.parts import PartRows
from akropolis.graph.assets.models import Node
from akropolis.shell.config.api import api
from tests.world import World

WRITE = ("post", "put", "patch", "delete")
JSON = "application/json"
TEXTS = ("name", "title", "description", "text")
"""What is free to be changed."""
BY_NAME = {
    "source": "prov",
    "unit": "utb",
    "units": ["utb"],
    "owner_unit": "utb",
    "year": 2027,
    "decided_on": "2026-11-20",
    "closed_at": "2026-11-24T08:00:00Z",
    "valid_to": "2027-06-01",
    "link": "https://example.se/",
    "source_url": "https://example.se/",
    "organisation_number": "556036-0793",
    "secret_until": 2035,
    "verify_until": 2032,
    "level": "linje",
    "last_on": "2027-01-31",
    "stated_on": "2026-11-20",
    "signing_secret": f"whsec_{'aaaa' * 8}",
}
BY_FORMAT = {"date": "2026-12-01", "date-time": "2026-11-24T08:00:00Z", "binary": "", "uuid": "0" * 32}
OWN = ("number", "external_id")
"""What a row is known by, and what is new has none."""
SAYING = ("code", "number", "username", "id")
"""By which of its values another row is named in what is sent: the first that there is."""

type Told = Mapping[str, Any]


@cache
def _told() -> Told:
    found: Told = api.get_openapi_schema()
    return found


@cache
def _paths() -> list[tuple[re.Pattern[str], Told]]:
    """Each path as a pattern with what can be done there; those without a place to fill in come first."""
    paths = sorted(_told()["paths"].items(), key=lambda each: each[0].count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), told) for path, told in paths]


def writes_at(url: str) -> Iterator[tuple[str, Told]]:
    """The methods that write at the address, each with what the API says of it."""
    told = next((told for pattern, told in _paths() if pattern.fullmatch(url)), {})
    return ((method, told[method]) for method in WRITE if method in told)


def bodies_of(said: Told, row: Told) -> Iterator[dict[str, Any]]:
    """What is given to the client: only what must be sent, and everything; `row` is one like it that is there."""
    kinds = said.get("requestBody", {}).get("content", {})
    names = pointed_at() if kinds else {}
    if not kinds:
        yield {}
    for kind, content in kinds.items():
        for every in (False, True):
            made = _Body(names, every).value(content["schema"], "", row)
            if kind == JSON:
                yield {"data": made, "content_type": JSON}
            else:
                yield {"data": {"file": SimpleUploadedFile("prov.txt", b"Prov")} | made}


def row_of(world: World, part: PartRows) -> Any:
    """The first row that the owner may see, or else the first; where there is none, as if it never was."""
    rows = part.model.objects
    seen = rows.visible(world.access("owner")).order_by("pk").first()
    found = seen or rows.unscoped(because="tests").order_by("pk").first()
    return found.pk if found else world.units["utb"].pk


def pointed_at() -> dict[str, Any]:
    """A row to point at for each name of a field that points: the first of its kind, as the API takes it."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields if issubclass(model, Tracked) else ():
            if field.related_model and field.name not in found:
                found[field.name] = _first(field.related_model)
    return found


@dataclass(frozen=True)
class _Body:
    """What is sent, from what must be there alone or from `every` thing that may be."""

    names: Told
    every: bool

    def value(self, said: Told, name: str, like: Any) -> Any:
        said = _whole(said)
        if "properties" in said:
            return self._row(said, like if isinstance(like, dict) else {})
        if said.get("type") == "array":
            first = like[0] if isinstance(like, list) and like else None
            return BY_NAME.get(name) or [self.value(said["items"], name.removesuffix("s"), first)]
        if isinstance(like, dict):
            return next((like[each] for each in SAYING if like.get(each)), "")
        if like is not None and like != "":
            return f"{like} ny" if name in TEXTS else like
        return BY_NAME.get(name) or self.names.get(name) or _of_kind(said)

    def _row(self, said: Told, like: Told) -> dict[str, Any]:
        needed = said.get("required", ())
        return {
            name: self.value(inner, name, like.get(name))
            for name, inner in said["properties"].items()
            if (name in needed or (self.every and (name in like or name not in OWN)))
            and inner.get("format") != "binary"
        }


def _first(model: Any) -> Any:
    if model is Unit:
        return "utb"
    if model is Node:
        return str(Node.objects.unscoped(because="tests").order_by("pk").values_list("record", flat=True)[0])
    row = getattr(model, "everything", model._base_manager).order_by("pk").first()
    return getattr(row, "username", row and str(row.pk))


def _of_kind(said: Told) -> Any:
    if "enum" in said:
        return said["enum"][-1]
    kinds = {"boolean": True, "integer": said.get("minimum", 1), "number": 1.0, "object": {}}
    return kinds.get(said.get("type", ""), BY_FORMAT.get(said.get("format", ""), "Prov"))


def _whole(said: Told) -> Told:
    """What is pointed at, or the first of those that it may be."""
    if "$ref" in said:
        return _whole(_told()["components"]["schemas"][said["$ref"].rpartition("/")[2]])
    for some in ("anyOf", "oneOf", "allOf"):
        if some in said:
            return _whole(said[some][0])
    return said
