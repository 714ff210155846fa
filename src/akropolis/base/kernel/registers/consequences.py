"""What a change of a row would do to others, asked before it is made: packages above say what they know of it."""

from collections.abc import Callable, Mapping

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.registry import Registry

type Ask = Callable[[Access, Record, Mapping[str, object] | None], str]
"""The reader, the row as it stands and the values that it would get, or None when it would be archived."""

asks: Registry[str, Ask] = Registry("question before a change")


class Unsure(Refused):
    """The change would do something to others. It is made once the person has said that she is sure."""

    code = "others_depend"


def asked_before(access: Access, row: Record, values: Mapping[str, object] | None) -> str:
    """What there is to think of before the change, in sentences; empty when there is nothing."""
    return " ".join(sentence for ask in asks if (sentence := ask(access, row, values)))


def be_sure(access: Access, row: Record, values: Mapping[str, object] | None, *, sure: bool) -> None:
    """Raises Unsure with what there is to think of, unless the person is sure."""
    if not sure and (sentence := asked_before(access, row, values)):
        raise Unsure(sentence)
