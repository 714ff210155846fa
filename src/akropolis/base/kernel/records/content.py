"""Content that ships with the system: missing rows are created; rows no person has changed follow the version."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import FETCH_PEERS
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.registry import Registry


class ContentOutcome(StrEnum):
    """What was done with a row of the content."""

    NEW = "new"
    CHANGED = "changed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Brought[T: Tracked]:
    """A row that was changed or differs. `fields` are the differing fields; LEFT if a person changed the row."""

    row: T
    outcome: ContentOutcome
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentReport:
    """A sentence on what was done with a row; `left` if nothing was done because a person has changed the row."""

    sentence: str
    left: bool = False

    def __str__(self) -> str:
        return self.sentence


type Load = Callable[[Access], Iterable[ContentReport]]
"""Loads one kind of content. Loading again without change reports nothing."""
loaders: Registry[str, Load] = Registry("content")
"""Loaders of `content load`, by the name in its report; referenced content comes first."""


def describe_outcome[T: Tracked](brought: Brought[T], name: str) -> ContentReport:
    """Return the sentence on a row that was created or changed, or that differs from the content."""
    text = {
        ContentOutcome.NEW: _("%(name)s is new."),
        ContentOutcome.CHANGED: _("%(name)s is changed: %(fields)s."),
        ContentOutcome.LEFT: _("%(name)s has been changed here and is left as it is."),
    }[brought.outcome]
    return ContentReport(
        text % {"name": name, "fields": ", ".join(brought.fields)}, brought.outcome is ContentOutcome.LEFT
    )


def sync_rows[T: Tracked](
    w: Writer, model: type[T], rows: Iterable[Mapping[str, object]], *, by: Sequence[str]
) -> Iterator[Brought[T]]:
    """Make the model's rows equal to the content's. `by` names the fields that identify a row.

    A row that a person has changed is left as it is. Rows that the content no longer has stay. Yields
    only rows that were created or changed, or that differ, new rows last; iterate to the end, or the
    work is not finished.
    """
    every: Any = model._default_manager.all().fetch_mode(FETCH_PEERS)
    stored: dict[tuple[Any, ...], T] = {tuple(getattr(row, name) for name in by): row for row in every}
    edited = edited_by_people(stored.values())
    new = []
    for values in rows:
        found = stored.get(tuple(values.get(name) for name in by))
        if found is None:
            new.append(values)
        elif differing := tuple(name for name, value in values.items() if getattr(found, name) != value):
            if found.pk in edited:
                yield Brought(found, ContentOutcome.LEFT, differing)
            else:
                yield Brought(
                    w.update(found, {name: values[name] for name in differing}),
                    ContentOutcome.CHANGED,
                    differing,
                )
    for made in w.create_many(model, new):
        yield Brought(made, ContentOutcome.NEW)


def edited_by_people(rows: Iterable[Tracked]) -> set[object]:
    """Return the ids of those rows that a person has created or changed."""
    changes = Change.objects.filter(object_id__in=[row.pk for row in rows], actor_id__isnull=False)
    changes = changes.exclude(payload__startswith='{"action":"redact"')  # it changes the history, not the row
    return set(changes.values_list("object_id", flat=True))
