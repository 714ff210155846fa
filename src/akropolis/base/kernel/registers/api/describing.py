"""Completes the OpenAPI description: every error as a problem, headers, and parameters without null.

Each route's parameters and answers follow from its declaration; this module adds what all routes share.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from gzip import compress
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import Response
from ninja.security import HttpBearer

from akropolis.base.kernel.access.web import public
from akropolis.base.kernel.registers.api.problems import MEDIA_TYPE

SPARSE = "application/vnd.akropolis.sparse+json"
"""Media type of a list answer when `fields` is given: rows hold only those fields and the id."""
SCHEMAS = "#/components/schemas/"
JSON = "application/json"
EVERYWHERE = frozenset({401, 404, 422, 429, 500, 503})
WITH_BODY = frozenset({400, 413})
COUNTED = frozenset({404, 409, 412, 422, 428, 429})
WRITING = frozenset({507})
READS = frozenset({"get", "head"})

HEADERS: dict[str, dict[str, object]] = {
    "ETag": {
        "required": True,
        "description": "The version of the record, for If-Match in the next change.",
        "schema": {"type": "string"},
    },
    "Location": {
        "required": True,
        "description": "Where what was made is read.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "WWW-Authenticate": {
        "required": True,
        "description": "How to say who one is: Bearer (RFC 6750).",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'How often the account may ask: `"account";q=6000;w=60` is 6,000 times in 60 seconds '
        "(draft-ietf-httpapi-ratelimit-headers). Left out where the city sets no limit.",
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'What is left: `"account";r=5999;t=60` is 5,999 requests within the next 60 seconds.',
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "After how many seconds to try again (RFC 9110).",
        "schema": {"type": "integer", "minimum": 0},
    },
}
ERRORS: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "The request cannot be read."),
    401: ("Unauthorized", "There is no valid token."),
    404: ("NotFound", "There is nothing here, or it is not open to you."),
    409: ("Conflict", "Not possible as things are: `code` and `detail` say why."),
    412: ("PreconditionFailed", "Somebody else has saved since the record was read."),
    413: ("ContentTooLarge", "The request is larger than is taken."),
    422: ("UnprocessableContent", "A value must be corrected: `errors` says which."),
    428: ("PreconditionRequired", "If-Match is missing."),
    429: ("TooManyRequests", "Wait for as long as Retry-After says."),
    500: ("InternalServerError", "The fault is ours."),
    503: ("ServiceUnavailable", "The database does not answer, or takes no writes."),
    507: ("InsufficientStorage", "The disk is full."),
}
type Operation = dict[str, Any]
"""An OpenAPI operation object as ninja writes it."""
PACE = ("RateLimit-Policy", "RateLimit")
OF_STATUS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}


class Api(NinjaAPI):
    """The API. Its public description takes half a second to build, so each process builds it once."""

    def __init__(self, *, urls_namespace: str, auth: HttpBearer, description: str = "") -> None:
        super().__init__(
            title="akropoLIS",
            version="1",
            description=description,
            urls_namespace=urls_namespace,
            auth=auth,
            servers=[{"url": "/", "description": "The installation that answers"}],
            docs_url=None,
            docs_decorator=self._served,
        )

    @cached_property
    def written(self) -> tuple[bytes, bytes, str]:
        """Return the description as JSON, gzipped JSON, and its ETag."""
        plain = Response(self.get_openapi_schema()).content
        return plain, compress(plain, mtime=0), f'W/"{sha256(plain).hexdigest()}"'

    def _served(self, _view: object) -> Callable[[HttpRequest], HttpResponse]:
        """Serve the description from the cache; ninja's own view would write a megabyte of JSON for each request."""

        @public(because="it is the same for everybody, and tells of no row")
        @require_safe
        @etag(lambda _request: self.written[2])
        def description(request: HttpRequest) -> HttpResponse:
            plain, compressed, _tag = self.written
            small = "gzip" in request.headers.get("Accept-Encoding", "")
            headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if small else {})
            return HttpResponse(compressed if small else plain, content_type=JSON, headers=headers)

        return description

    def get_openapi_schema(self, *, path_prefix: str | None = None, **_more: object) -> OpenAPISchema:
        """Build the description anew, with what all operations share."""
        return completed(super().get_openapi_schema(path_prefix=path_prefix))


def completed(described: OpenAPISchema) -> OpenAPISchema:
    """Return the description with what all operations share."""
    for method, operation in _operations(described):
        for parameter in operation["parameters"]:
            _plain(parameter)
        _add_headers(described, operation)
        _add_errors(operation, method)
        _add_sparse(described, operation)
    described["components"]["headers"] = HEADERS
    described["components"]["responses"] = {
        _name(status): _error(status) for status in _error_statuses(described)
    }
    _forget_unused(described)
    return described


def _operations(described: OpenAPISchema) -> Iterator[tuple[str, Operation]]:
    for methods in described["paths"].values():
        yield from methods.items()


def _plain(parameter: Operation) -> None:
    """Drop null from the parameter's schema: an omitted parameter means no filter, and empty ones are refused."""
    schema = parameter["schema"]
    some = [each for each in schema.pop("anyOf", ()) if each != {"type": "null"}]
    for each in some:
        schema |= each
    if schema.get("default", "") in ("", None, []):
        schema.pop("default", None)
        if "enum" in schema:
            schema["enum"] = [value for value in schema["enum"] if value != ""]
    free = schema.get("type") == "string" and not schema.keys() & {"enum", "format"}
    if free and parameter["in"] == "query" and parameter["name"] != "cursor":
        schema["minLength"] = 1
    schema.pop("title", None)


def _add_headers(described: OpenAPISchema, operation: Operation) -> None:
    for status, answer in operation["responses"].items():
        names = list(PACE)
        if status == HTTPStatus.CREATED:
            names.append("Location")
        if _has_version(described, answer):
            names.append("ETag")
        if status < HTTPStatus.BAD_REQUEST:
            answer["headers"] = {name: _ref("headers", name) for name in names}


def _has_version(described: OpenAPISchema, answer: Operation) -> bool:
    """Whether the answer is one record with a version, which is then its ETag."""
    reference = answer.get("content", {}).get(JSON, {}).get("schema", {}).get("$ref", "")
    row = described["components"]["schemas"].get(reference.removeprefix(SCHEMAS), {})
    return bool(row.get("properties", {}).get("version", {}).get("type") == "integer")


def _add_errors(operation: Operation, method: str) -> None:
    answers = operation["responses"]
    more = (WITH_BODY if "requestBody" in operation else frozenset()) | (
        frozenset() if method in READS else WRITING
    )
    declared = {status for status in answers if status >= HTTPStatus.BAD_REQUEST}
    for status in declared | EVERYWHERE | more:
        answers[status] = _ref("responses", _name(status))
    operation["responses"] = dict(sorted(answers.items()))


def _add_sparse(described: OpenAPISchema, operation: Operation) -> None:
    """Add the sparse answer, which holds only the requested fields, beside the full one."""
    if not any(parameter["name"] == "fields" for parameter in operation["parameters"]):
        return
    schemas, content = described["components"]["schemas"], operation["responses"][200]["content"]
    page = content[JSON]["schema"]["$ref"].removeprefix(SCHEMAS)
    row = schemas[page]["properties"]["items"]["items"]["$ref"].removeprefix(SCHEMAS)
    name = f"{row}Sparse"
    schemas[name] = schemas[row] | {"title": name, "required": ["id"]}
    items = {"items": {"$ref": f"{SCHEMAS}{name}"}, "title": "Items", "type": "array"}
    schemas[f"{name}Page"] = schemas[page] | {
        "title": f"{name}Page",
        "properties": schemas[page]["properties"] | {"items": items},
    }
    content[SPARSE] = {"schema": {"$ref": f"{SCHEMAS}{name}Page"}}


def _error_statuses(described: OpenAPISchema) -> list[int]:
    """List the error statuses that any operation may answer with."""
    statuses = {status for _method, operation in _operations(described) for status in operation["responses"]}
    return sorted(status for status in statuses if status >= HTTPStatus.BAD_REQUEST)


def _error(status: int) -> dict[str, object]:
    names = (*OF_STATUS.get(status, ()), *(PACE if status in COUNTED else ()))
    return {
        "description": ERRORS[status][1],
        "headers": {name: _ref("headers", name) for name in names},
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }


def _name(status: int) -> str:
    return ERRORS[status][0]


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _forget_unused(described: OpenAPISchema) -> None:
    """Remove the schemas that parameters were built from, since each operation holds its own."""
    schemas = described["components"]["schemas"]
    while unused := schemas.keys() - {each.removeprefix(SCHEMAS) for each in _references(described)}:
        for name in unused:
            del schemas[name]


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from _references(each)
    elif isinstance(part, list):
        for each in part:
            yield from _references(each)
