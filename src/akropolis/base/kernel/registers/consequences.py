"""Consequences of a change for other rows, asked before saving: packages above report what they know."""

from collections.abc import Callable, Mapping

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.registry import Registry

type Ask = Callable[[Access, Record, Mapping[str, object] | None], str]
"""The reader, the row as it is, and the new values, or None if it is to be archived."""

asks: Registry[str, Ask] = Registry("question before a change")


class Unsure(Refused):
    """Raised if the change affects others and the user has not confirmed it."""

    code = "others_depend"


def asked_before(access: Access, row: Record, values: Mapping[str, object] | None) -> str:
    """Return the warnings about the change, joined to one text; empty if there are none."""
    return " ".join(sentence for ask in asks if (sentence := ask(access, row, values)))


def be_sure(access: Access, row: Record, values: Mapping[str, object] | None, *, sure: bool) -> None:
    """Raise Unsure with the warnings about the change, if there are any, unless the user has confirmed (`sure`)."""
    if not sure and (sentence := asked_before(access, row, values)):
        raise Unsure(sentence)
