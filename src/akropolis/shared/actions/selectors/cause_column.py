"""The column of the list of actions that says what raised each: the row's name, or its kind in words if hidden."""

from collections.abc import Sequence
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.kernel.registers.declaration import Identified
from akropolis.shared.actions.selectors.causes import AnyKind, CauseLine, causes_of_many

type Found = dict[UUID, list[tuple[AnyKind, CauseLine | None]]]


def _found(access: Access, rows: Sequence[Identified]) -> Found:
    """Return the causes of the rows, read once for the texts and the links of one page."""
    return cached_in_request(access, causes_of_many, tuple(row.id for row in rows))


def cause_words(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return what raised each action: names, and the kind in words where the reader may not read the row."""
    return {pk: "; ".join(dict.fromkeys(map(_words, told))) for pk, told in _found(access, rows).items()}


def _words(told: tuple[AnyKind, CauseLine | None]) -> str:
    kind, line = told
    return line.name if line else str(kind.cause.label)


def cause_links(access: Access, rows: Sequence[Identified]) -> dict[UUID, str]:
    """Return the address of what raised each action, where it is one row that the reader may read."""
    return {
        pk: line.url
        for pk, told in _found(access, rows).items()
        if len(told) == 1 and (line := told[0][1]) is not None
    }
