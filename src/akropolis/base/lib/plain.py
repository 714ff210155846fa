"""JSON and YAML values as parsed, before they are checked and given types."""

from collections.abc import Mapping
from typing import Any

type Plain = Mapping[str, Any]
"""A parsed object by its keys. Pass it no further than to the function that builds a typed value from it."""
