"""Schemas that are made while the program starts, which no type checker can follow, and how a view takes one."""

from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Annotated

from ninja import Schema
from ninja.params import functions as parameters
from pydantic import create_model


def shape[S: Schema](name: str, base: type[S], fields: Mapping[str, object]) -> type[S]:
    """A schema of that name: its base's fields, and then these, each a type with its default or its `Field`."""
    make: Callable[..., type[S]] = create_model
    return make(name, __base__=base, **fields)


def page_shape(
    name: str, row: type[Schema], *, cursor: type = str, more: Mapping[str, object] | None = None
) -> type[Schema]:
    """A page of such rows: where the next one begins, and how many there are of all."""
    fields = {"items": (several(row), ...), "next": (cursor | None, ...), "total": (int, ...)}
    return shape(name, Schema, {**fields, **(more or {})})


def several(row: type[Schema]) -> object:
    """A list of such rows, as a field's type."""
    return GenericAlias(list, (row,))


def in_address[V](view: V, schema: type[Schema]) -> V:
    """The view, taking as `query` what stands in the address."""
    return _taking(view, query=Annotated[schema, parameters.Query()])


def in_body[V](view: V, schema: type[Schema]) -> V:
    """The view, taking as `payload` what is sent."""
    return _taking(view, payload=Annotated[schema, parameters.Body()])


def _taking[V](view: V, **annotations: object) -> V:
    view.__annotations__ |= annotations
    return view
