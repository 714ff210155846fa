"""What JSON and YAML hold as it is read, before whoever reads it has said what stands where."""

from collections.abc import Mapping
from typing import Any

type Plain = Mapping[str, Any]
"""An object by its keys. It goes no further than to the function that makes something of it: pass on what that is."""
