"""The only writer. Each change is checked, versioned and recorded in the history in one transaction.

Every write takes the chain's lock first, so what a check reads cannot change before the write is done.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import batched, product
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused, Stale, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import ChangeAction
from akropolis.base.kernel.history.statements import add, bulk_update_rows
from akropolis.base.kernel.records import belongings, projections
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.numbers import number_for, numbers_for
from akropolis.base.kernel.records.validation import validate
from akropolis.base.kernel.records.values import (
    built,
    difference,
    snapshot,
    stored_value,
    unlogged,
    written,
)
from akropolis.base.kernel.workflow.steps import check_transition, state_of
from akropolis.base.lib.progress import report_progress, with_progress
from akropolis.base.lib.request_limit import request_limit

BATCH = 1000


def kind_of(model: type[Tracked]) -> str:
    """Return the model's permanent name in history and files: its class alone, so that it may change package."""
    return str(model._meta.model_name)


class Writer:
    """Writes for one actor at one moment. Made by `writing`; lives as long as its transaction."""

    def __init__(self, access: Access, because: str, at: datetime | None = None) -> None:
        log.lock_head()
        # Read under the lock, so that the order of the history is the order in time.
        self.access, self.because, self.at = access, because, at or timezone.now()
        self.touched: dict[type[Tracked], dict[UUID, Tracked]] = {}
        """What it has written that the projections have not followed yet."""
        self._moved: dict[tuple[str, str], list[UUID]] = {}
        """Units that rows were moved from and to, and the keys of the rows."""
        self._going = False
        self._sent_again: Tracked | None = None
        """A row that was found as its sender has just saved it."""
        self.along: dict[tuple[str, UUID, UUID], list[UUID]] = {}
        """The keys of what has gone along with moved rows, by belonging, unit that it left and unit that it reached."""

    def settle(self) -> None:
        """Update the projections with what has been written so far. Runs automatically at the end."""
        self.go_along()
        if self.touched:
            report_progress(_("What follows from the rows is worked out"))
            projections.follow(self.touched)
            self.touched.clear()

    def go_along(self) -> None:
        """Move rows that belong to moved rows from the old unit to the new one.

        Needs no permission besides that to move the row they belong to. Runs automatically at the end of
        the transaction.
        """
        moved, self._moved = self._moved, {}
        self._going = True
        for ((left, reached), keys), belonging in product(moved.items(), belongings.about_rows()):
            unit = Unit.everything.get(pk=reached)
            for part in batched(keys, BATCH):
                held = {belonging.field: left, f"{belonging.about}__in": part}
                gone, _joined = self.carry(belonging.model.everything.filter(**held), belonging.field, unit)
                self.along.setdefault((belonging.key, UUID(left), UUID(reached)), []).extend(gone)
        self._going = False

    def _note_move(self, row: Tracked, diff: Mapping[str, Sequence[object]]) -> None:
        if "owner_unit" in diff:
            left, reached = map(str, diff["owner_unit"])
            self._moved.setdefault((left, reached), []).append(row.pk)

    def carry(
        self, rows: Iterable[Tracked], field: str, unit: Tracked, *, permission: str | None = None
    ) -> tuple[list[UUID], list[UUID]]:
        """Point the field of these rows at `unit` (a unit or another row). A row that would be a duplicate
        there is removed.

        Rows that keep where they came from (`Tracked.came_from`) all stay. Returns the keys of the moved rows,
        and of those removed as duplicates.
        """
        kept, joined, changes = [], [], list[dict[str, object]]()
        for row in rows:
            if not row.came_from and belongings.twin(row, field, unit):
                joined.append(row.pk)
                self.remove(row, permission=permission)
            else:
                kept.append(row)
                left = row.came_from and (getattr(row, row.came_from) or str(getattr(row, field)))
                changes.append({field: unit} | ({row.came_from: left} if left else {}))
        self.update_many(kept, changes, permission=permission)
        return [row.pk for row in kept], joined

    def create[T: Tracked](
        self, model: type[T], values: Mapping[str, object], *, permission: str | None = None
    ) -> T:
        """Create a row. Raises Hidden without the right, Refused if its parent is locked, Invalid on bad values."""
        row = self._build(model, values)
        self.require(row, permission)
        if isinstance(row, Record):
            row.number = number_for(row, self.at)
        row.derive()
        validate(row)
        row.save(force_insert=True)
        self._touch(row)
        self._log([self._entry(row, ChangeAction.CREATE, snapshot_diff(row))])
        return row

    def create_many[T: Tracked](
        self, model: type[T], rows: Sequence[Mapping[str, object]], *, permission: str | None = None
    ) -> list[T]:
        """Create rows, checked like single ones, stored in batches. All or none: Invalid names the row's index."""
        made = [built(model, written(model, values)) for values in rows]
        self._ready(made, permission)
        for index, row in enumerate(with_progress(_("Rows tested"), made)):
            row.derive()
            validate(row, index=index, unique=False)
        parts = batched(with_progress(_("The rows are stored"), made), BATCH)
        self._log(entry for part in parts for entry in self._stored(part))
        return made

    def add_judged[T: Tracked](self, rows: Sequence[T]) -> list[T]:
        """Store new rows of one model that `validate` has passed (see `writing_judged`), as `create_many` does.

        The given rows are read in batches, once each.
        """
        made: list[T] = []
        self._log(self._judged(with_progress(_("The rows are stored"), rows), made))
        return made

    def _judged[T: Tracked](self, rows: Iterable[T], made: list[T]) -> Iterator[log.HistoryEntry]:
        """Yield the rows' links as soon as they are stored; each row is added to `made`, without `let_go` columns."""
        for part in batched(rows, BATCH):
            self._ready(part, None)
            for row in part:
                row.derive()
            yield from self._stored(part)
            for row in part:
                _let_go(row)
            made.extend(part)

    def _ready(self, rows: Sequence[Tracked], permission: str | None) -> None:
        """Check the right to create the rows, and set their numbers and times."""
        for gate_row in {_gate_key(row): row for row in rows}.values():
            self.require(gate_row, permission)
        numbered = [row for row in rows if isinstance(row, Record)]
        for record, number in zip(numbered, numbers_for(numbered, self.at), strict=True):
            record.number = number
        for row in rows:
            row.created_at = row.updated_at = self.at

    def _stored(self, rows: Sequence[Tracked]) -> Iterator[log.HistoryEntry]:
        """Store new rows, and yield the history entry of each."""
        add(rows)
        for row in rows:
            yield self._entry(row, ChangeAction.CREATE, snapshot_diff(row))
        self._touch(*rows)

    def update[T: Tracked](
        self,
        row: T,
        values: Mapping[str, object],
        *,
        version: int | None = None,
        permission: str | None = None,
    ) -> T:
        """Change a row. `version` is the one the user saw: raises Stale if somebody has saved since. Without a
        change there is no history entry.

        A form sent again because its response was lost is not stale: it changes nothing in the row, which its
        sender saved last. Nothing else may be written in the same transaction, since that would undo what
        another user has done since.
        """
        current = self._current(row)
        self.require(current, permission)
        before, quiet, was = snapshot(current), unlogged(current), state_of(current)
        for name, value in written(type(current), values).items():
            setattr(current, name, value)
        if version not in (None, current.version):
            same = snapshot(current) == before and unlogged(current) == quiet
            if not (same and self.saved_last(current)):
                _must_be(self._current(row), version)
            self._sent_again = current
        self.require(current, permission)
        current.derive()
        diff = difference(before, snapshot(current))
        if diff or unlogged(current) != quiet:
            check_transition(self.access, self.because, was, current)
            validate(current, kept=before.keys() - diff.keys())
            self._store(current, ChangeAction.UPDATE, diff)
            self._note_move(current, diff)
        _copy(current, row)
        return row

    def touch(self, row: Tracked, *parts: type[Tracked]) -> None:
        """Raise the row's version if rows of `parts`, which belong to it, were written in this transaction.

        A form of the row that was opened before is then stale, though no field of the row has changed.
        """
        if self.touched.keys() & {*parts} and row.pk not in self.touched.get(type(row), ()):
            self._store(row, ChangeAction.UPDATE, {})

    def saved_last(self, row: Tracked) -> bool:
        """Whether this writer's actor made the row's newest change. One query."""
        return self.access.actor.id is not None and log.last_actor(row.pk) == self.access.actor.id

    def update_many[T: Tracked](
        self, rows: Sequence[T], changes: Sequence[Mapping[str, object]], *, permission: str | None = None
    ) -> None:
        """Change many rows, checked like single ones. Raises Stale if they were not read within this transaction.

        All are changed or none; Invalid names the row's index. Whether the rows that they refer to exist is not
        looked up again.
        """
        if not rows:
            return
        self._fresh(rows)
        entries, altered = [], defaultdict[tuple[str, ...], list[Tracked]](list)
        pairs = list(zip(rows, changes, strict=True))
        for index, (row, values) in enumerate(with_progress(_("Rows changed"), pairs)):
            self.require(row, permission)
            before, quiet, was = snapshot(row), unlogged(row), state_of(row)
            stood = dict(row.__dict__)
            for name, value in written(type(row), values).items():
                setattr(row, name, value)
            self.require(row, permission)
            row.derive()
            diff = difference(before, snapshot(row))
            if diff or unlogged(row) != quiet:
                check_transition(self.access, self.because, was, row)
                validate(row, index=index, unique=False, kept=before.keys() - diff.keys())
                row.version += 1
                row.updated_at = self.at
                altered[_altered(row, stood)].append(row)
                self._touch(row)
                self._note_move(row, diff)
                entries.append(self._entry(row, ChangeAction.UPDATE, diff))
        for columns, several in altered.items():
            for part in batched(several, BATCH):
                given = [[getattr(row, name) for name in (*columns, "id")] for row in part]
                bulk_update_rows(type(part[0]), columns, given, key="id")
        self._log(entries)

    def _fresh(self, rows: Sequence[Tracked]) -> None:
        for start in range(0, len(rows), BATCH):
            part = {row.pk: row.version for row in rows[start : start + BATCH]}
            stored = type(rows[0]).everything.filter(pk__in=part).values_list("pk", "version")
            if dict(stored) != part:
                raise Stale(_("Someone else has saved this since you opened it."))

    def archive[T: Tracked](self, row: T, *, permission: str | None = None) -> T:
        """Take a row out of use. It stays readable and can be restored."""
        return self._mark(row, self.at, ChangeAction.ARCHIVE, permission)

    def restore[T: Tracked](self, row: T, *, permission: str | None = None) -> T:
        """Take an archived row back into use."""
        return self._mark(row, None, ChangeAction.RESTORE, permission)

    def remove(self, row: Tracked, *, version: int | None = None, permission: str | None = None) -> None:
        """Delete a link row or a child; its values stay in the history. Refused while other rows point at it.

        `version` is the one the user saw: raises Stale if somebody has saved since.
        """
        current = self._current(row)
        self.require(current, permission)
        _must_be(current, version)
        self._remove([current])

    def remove_many(self, rows: Sequence[Tracked], *, permission: str | None = None) -> None:
        """Delete many rows of one model, all or none, each as `remove` does. Stale if not read in this transaction."""
        if not rows:
            return
        self._fresh(rows)
        for row in rows:
            self.require(row, permission)
        for part in batched(rows, BATCH):
            self._remove(part)

    def _remove(self, rows: Sequence[Tracked]) -> None:
        gone = [{name: [pair[1], None] for name, pair in snapshot_diff(row).items()} for row in rows]
        self._log(self._entry(row, ChangeAction.REMOVE, diff) for row, diff in zip(rows, gone, strict=True))
        try:
            type(rows[0]).everything.filter(pk__in=[row.pk for row in rows]).delete()
        except models.ProtectedError as error:
            sentence = _("%(row)s is pointed at from elsewhere, and cannot be removed.")
            raise Refused(sentence % {"row": rows[0]}, code="in_use") from error
        self._touch(*rows)

    def seal(self, rows: Iterable[Tracked]) -> None:
        """Seal in the history the rows' sealed fields, for rows older than these fields. Changes no row."""
        diffs = ((row, snapshot_diff(row)) for row in rows)
        self._log(
            self._entry(row, ChangeAction.UPDATE, {n: d for n, d in diff.items() if n in row.sealed_fields})
            for row, diff in diffs
        )

    def end[T: Tracked](
        self, row: T, on: date, *, begun: date, version: int | None = None, permission: str | None = None
    ) -> T | None:
        """Set the row's last day. One that has `begun` later would never be in force: it is removed; returns None."""
        if on < begun:
            self.remove(row, version=version, permission=permission)
            return None
        return self.update(row, {"valid_to": on}, version=version, permission=permission)

    def _mark[T: Tracked](
        self, row: T, at: datetime | None, action: ChangeAction, permission: str | None
    ) -> T:
        current: Any = self._current(row)
        self.require(current, permission)
        before = snapshot(current)
        current.archived_at = at
        if at is None:
            # Unique values that were free while it was archived may be in use.
            validate(current, kept=before)
        self._store(current, action, {"archived_at": [before["archived_at"], stored_value(at)]})
        _copy(current, row)
        return row

    def _build[T: Tracked](self, model: type[T], values: Mapping[str, object]) -> T:
        row = built(model, written(model, values))
        row.created_at = row.updated_at = self.at
        return row

    def _current[T: Tracked](self, row: T) -> T:
        return or_hidden(type(row).everything.filter(pk=row.pk).first())

    def require(self, row: Tracked, permission: str | None = None) -> None:
        """Raise Hidden without the right to change the row, and Refused if nobody may change it."""
        may = self.access.may(permission, row.gate_unit()) if permission else row.writable_by(self.access)
        if not (may or self._going):
            raise self.access.refusal(permission or "")
        if reason := row.locked_reason():
            raise Refused(reason, code="locked")
        if not self._going:
            self.access.answer(permission or f"{row.permission}:{EDIT}")

    def _store(self, row: Tracked, action: ChangeAction, diff: Mapping[str, Sequence[object]]) -> None:
        row.version += 1
        row.updated_at = self.at
        row.save(force_update=True)
        self._touch(row)
        self._log([self._entry(row, action, diff)])

    def _touch(self, *rows: Tracked) -> None:
        for row in rows:
            self.touched.setdefault(type(row), {})[row.pk] = row

    def _entry(
        self, row: Tracked, action: ChangeAction, diff: Mapping[str, Sequence[object]]
    ) -> log.HistoryEntry:
        if self._sent_again:
            raise _stale(self._sent_again)
        unit = row.gate_unit()
        return log.HistoryEntry(
            kind_of(type(row)), row.id, row.label(), action, row.version, diff, unit.code if unit else ""
        )

    def _log(self, entries: Iterable[log.HistoryEntry]) -> None:
        log.append(log.lock_head(), self.access.actor, self.at, self.because, entries)


def _must_be(current: Tracked, version: int | None) -> None:
    if version not in (None, current.version):
        raise _stale(current)


def _stale(current: Tracked) -> Stale:
    return Stale(_("Someone else has saved this since you opened it."), current=current)


def snapshot_diff(row: Tracked) -> dict[str, list[object]]:
    """Return a row's stored values as a difference from nothing: field → [None, value]. Empty values are left out."""
    return {name: [None, value] for name, value in snapshot(row).items() if value not in (None, "", [])}


def _let_go(row: Tracked) -> None:
    """Drop the `let_go` columns of a row that has just been stored: they are loaded again on use."""
    for name in row.let_go:
        row.__dict__.pop(name, None)
    if row.let_go and row._state.fields_cache:
        del row._state.fields_cache


def _gate_key(row: Tracked) -> tuple[object, ...]:
    unit = row.gate_unit()
    parents = tuple(getattr(row, f.attname) for f in row._meta.concrete_fields if f.is_relation)
    return (unit.pk if unit else None, *(() if isinstance(row, Record) else parents))


def _altered(row: Tracked, stood: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the columns whose values differ from those in `stood`, the row's earlier values."""
    held, names = row.__dict__, (field.attname for field in row._meta.concrete_fields)
    return tuple(name for name in names if held.get(name) != stood.get(name))


def _copy(source: Tracked, target: Tracked) -> None:
    for field in source._meta.concrete_fields:
        setattr(target, field.attname, getattr(source, field.attname))
    target._state.fields_cache.clear()


@contextmanager
def writing(access: Access, *, because: str = "") -> Iterator[Writer]:
    """Make writes by one actor, for one stated reason, in one transaction. An exception inside the block
    undoes all of them.

    All writes wait for one another: the request's slot (`lib.request_limit`) is released meanwhile.
    """
    with request_limit.released(), transaction.atomic():
        writer = Writer(access, because)
        with projections.writes(writer.touched):
            yield writer
            writer.settle()


@contextmanager
def writing_judged[T](
    access: Access, judge: Callable[[], T], *, because: str = ""
) -> Iterator[tuple[Writer, T]]:
    """Do as `writing`, and also yield the result of `judge`, which first runs while others may still write.

    If somebody has written since, `judge` runs again, when nobody else can write: its result always
    holds at this moment.
    """
    end = log.last_seq()
    found = judge()
    with writing(access, because=because) as writer:
        if log.last_seq() != end:
            del found  # both at once would use too much memory
            found = judge()
        yield writer, found


def create[T: Tracked](
    access: Access, model: type[T], values: Mapping[str, object], *, because: str = ""
) -> T:
    """Create one row, in a transaction of its own."""
    with writing(access, because=because) as w:
        return w.create(model, values)


def update[T: Tracked](
    access: Access, row: T, values: Mapping[str, object], *, version: int | None = None, because: str = ""
) -> T:
    """Change one row, in a transaction of its own."""
    with writing(access, because=because) as w:
        return w.update(row, values, version=version)


def remove[T: Tracked](access: Access, row: T) -> T:
    """Remove one row, in a transaction of its own, and return it as it was. The history keeps it."""
    with writing(access) as w:
        w.remove(row)
        return row


__all__ = ["Writer", "create", "kind_of", "remove", "update", "writing", "writing_judged"]
