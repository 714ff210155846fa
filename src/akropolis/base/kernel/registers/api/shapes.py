"""Schemas built at start-up, which type checkers cannot follow, and how a view accepts them."""

from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Annotated

from ninja import Schema
from ninja.params import functions as parameters
from pydantic import create_model


def shape[S: Schema](name: str, base: type[S], fields: Mapping[str, object]) -> type[S]:
    """Create a schema with the name: the base's fields followed by these, each a type with its default or `Field`."""
    make: Callable[..., type[S]] = create_model
    return make(name, __base__=base, **fields)


def page_shape(
    name: str, row: type[Schema], *, cursor: type = str, more: Mapping[str, object] | None = None
) -> type[Schema]:
    """Create the schema of a page of rows, with the next cursor and the total."""
    fields = {"items": (several(row), ...), "next": (cursor | None, ...), "total": (int, ...)}
    return shape(name, Schema, {**fields, **(more or {})})


def several(row: type[Schema]) -> object:
    """The type of a field that holds a list of rows."""
    return GenericAlias(list, (row,))


def in_address[V](view: V, schema: type[Schema]) -> V:
    """Return the view with the query parameters passed as `query`."""
    return _taking(view, query=Annotated[schema, parameters.Query()])


def in_body[V](view: V, schema: type[Schema]) -> V:
    """Return the view with the body passed as `payload`."""
    return _taking(view, payload=Annotated[schema, parameters.Body()])


def _taking[V](view: V, **annotations: object) -> V:
    view.__annotations__ |= annotations
    return view
