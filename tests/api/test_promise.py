"""What a version promises (the guide's chapter 22): nothing that a client of a released version sends or reads is gone.

A description is stored at each release: `stored/VERSION.json.gz`, as docs/reference/openapi was then, put together.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from akropolis.shell.config.api import api

STORED = sorted((Path(__file__).parent / "stored").glob("*.json.gz"))
BROKEN: dict[str, str] = {}
"""What is broken all the same: the sentence that says it, and why it had to be."""
JSON = "application/json"


def read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))


@pytest.fixture(scope="module")
def now() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))


@pytest.mark.parametrize("released", STORED, ids=[path.name.removesuffix(".json.gz") for path in STORED])
def test_what_was_released_is_still_there(now: Any, released: Path) -> None:
    found = list(Comparison(read(released), now).broken())
    assert [said for said in found if said not in BROKEN] == []
    assert BROKEN.keys() - set(found) == set()


def test_what_is_gone_or_narrower_is_seen(now: Any) -> None:
    def changed(change: Any) -> list[str]:
        other = json.loads(json.dumps(now))
        change(other, other["components"]["schemas"]["Service"], other["paths"]["/api/v1/services"])
        return list(Comparison(now, other).broken())

    def at_list(said: str) -> str:
        return f"GET /api/v1/services: {said}"

    assert changed(lambda d, row, place: place.pop("post")) == ["POST /api/v1/services is gone"]
    assert at_list("200 items.name is gone") in changed(lambda d, row, place: row["properties"].pop("name"))
    empty = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert at_list("200 items.name can be null") in changed(
        lambda d, row, place: row["properties"].update(name=empty)
    )
    assert at_list("200 items.version was integer") in changed(
        lambda d, row, place: row["properties"].update(version={"type": "string"})
    )
    assert at_list("the parameter q is gone") in changed(
        lambda d, row, place: place["get"].update(
            parameters=[each for each in place["get"]["parameters"] if each["name"] != "q"]
        )
    )
    assert at_list("the parameter status takes planned no more") in changed(
        lambda d, row, place: next(each for each in place["get"]["parameters"] if each["name"] == "status")[
            "schema"
        ]["items"]["enum"].remove("planned")
    )
    made = "POST /api/v1/services: the body must hold shared"
    assert made in changed(
        lambda d, row, place: d["components"]["schemas"]["ServiceCreate"]["required"].append("shared")
    )


class Comparison:
    """An earlier description, and one that is to keep what it promised."""

    def __init__(self, then: Any, now: Any) -> None:
        self.then, self.now = then, now

    def broken(self) -> Iterator[str]:
        """A sentence for each thing that a client may miss."""
        for place, methods in self.then["paths"].items():
            for method, was in methods.items():
                name, found = f"{method.upper()} {place}", self.now["paths"].get(place, {}).get(method)
                if found is None:
                    yield f"{name} is gone"
                    continue
                said = (*_parameters(was, found), *self._body(was, found), *self._answers(was, found))
                yield from (f"{name}: {each}" for each in said)

    def _body(self, was: Any, found: Any) -> Iterator[str]:
        one, other = (
            each.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
            for each in (was, found)
        )
        one, other = _resolved(self.then, one), _resolved(self.now, other)
        taken = other.get("properties", {})
        yield from (
            f"the body takes {name} no more" for name in one.get("properties", {}) if name not in taken
        )
        more = set(other.get("required", ())) - set(one.get("required", ()))
        yield from (f"the body must hold {name}" for name in sorted(more))

    def _answers(self, was: Any, found: Any) -> Iterator[str]:
        for status, answer in was["responses"].items():
            if status >= "300":
                continue
            if status not in found["responses"]:
                yield f"{status} is gone"
                continue
            one, other = (
                each.get("content", {}).get(JSON, {}).get("schema", {})
                for each in (answer, found["responses"][status])
            )
            yield from (f"{status} {each}" for each in self._fields(one, other, ""))

    def _fields(self, one: Any, other: Any, at: str) -> Iterator[str]:
        if at.count(".") > 3:
            return
        one, other = _resolved(self.then, one), _resolved(self.now, other)
        fields, now = one.get("properties", {}), other.get("properties", {})
        for name, schema in fields.items():
            if name not in now:
                yield f"{at}{name} is gone"
                continue
            yield from _kinds(schema, now[name], f"{at}{name}")
            yield from self._fields(schema, now[name], f"{at}{name}.")
        if "items" in one:
            yield from self._fields(one["items"], other.get("items", {}), at)


def _parameters(was: Any, found: Any) -> Iterator[str]:
    one, other = ({each["name"]: each for each in told["parameters"]} for told in (was, found))
    for name, parameter in one.items():
        if name not in other:
            yield f"the parameter {name} is gone"
            continue
        before, after = _values(parameter["schema"]), _values(other[name]["schema"])
        for value in sorted(before - after - {""}) if after else ():
            yield f"the parameter {name} takes {value} no more"
    for name, parameter in other.items():
        if parameter["required"] and not one.get(name, {}).get("required"):
            yield f"the parameter {name} must be sent"


def _values(schema: Any) -> set[str]:
    return {str(value) for value in schema.get("enum", schema.get("items", {}).get("enum", ()))}


def _kinds(one: Any, other: Any, at: str) -> Iterator[str]:
    before, after = (_types(each) for each in (one, other))
    if "null" in after - before:
        yield f"{at} can be null"
    if before and after and not after - {"null"} <= before:
        yield f"{at} was {', '.join(sorted(before - {'null'}))}"


def _types(schema: Any) -> set[str]:
    return (
        {schema["type"]}
        if "type" in schema
        else {each["type"] for each in schema.get("anyOf", ()) if "type" in each}
    )


def _resolved(whole: Any, schema: Any) -> Any:
    for each in (schema, *schema.get("anyOf", ())):
        if "$ref" in each:
            return whole["components"]["schemas"][each["$ref"].rsplit("/", 1)[-1]]
    return schema
