"""Parts of processings that come with them from a template or a file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from akropolis.base.kernel.registers.report import FieldChange
from akropolis.base.lib.text import folded
from akropolis.graph.assets.models.nodes import Node
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingPart,
    ProcessingRecipient,
)

MODELS: Mapping[str, tuple[type[ProcessingPart], str]] = {
    "groups": (ProcessingGroup, "group"),
    "categories": (ProcessingCategory, "category"),
    "recipients": (ProcessingRecipient, "name"),
    "nodes": (ProcessingNode, "node"),
}
"""Name in `Parts` → the model of the rows, and the field that holds the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Groups, categories, recipients (by name) and places of one processing."""

    groups: Sequence[DataSubjectGroup] = ()
    categories: Sequence[DataCategory] = ()
    recipients: Sequence[str] = ()
    nodes: Sequence[Node] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in MODELS)

    def changes(self) -> tuple[FieldChange, ...]:
        """Return the parts as changes of a processing that lacks them, for a report."""
        found = ((model, getattr(self, name)) for name, (model, _field) in MODELS.items())
        return tuple(
            FieldChange(str(model._meta.verbose_name_plural), "", "; ".join(map(str, values)))
            for model, values in found
            if values
        )


def lacking_parts(given: Mapping[UUID, Parts]) -> dict[UUID, Parts]:
    """Return what each processing lacks of the parts; a recipient that was turned down is not lacking. Four queries.

    The caller must check that the user may write the processings.
    """
    lacking: dict[UUID, dict[str, list[object]]] = defaultdict(dict)
    for name, (model, field) in MODELS.items():
        rows = model.everything.filter(processing__in=given).order_by()
        held = {(key, _plain(value)) for key, value in rows.values_list("processing", field)}
        for key, parts in given.items():
            each = {_plain(getattr(value, "pk", value)): value for value in getattr(parts, name)}
            lacking[key][name] = [value for plain, value in each.items() if (key, plain) not in held]
    return {key: Parts(**values) for key, values in lacking.items()}  # type: ignore[arg-type] # as they were given


def _plain(value: object) -> object:
    return folded(value) if isinstance(value, str) else value
