"""Adding, changing and ending beroenden: what is refused, and the notes shown when one is saved."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import batched, chain, groupby, pairwise
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.base.lib.registry import Registry
from akropolis.graph.assets.models import Dependency, Node, NodeKind

BATCH = 500
FIXED = ("source", "kind", "target")
"""The fields that identify a dependency. They never change: end the dependency and add a new row instead."""

type Key = tuple[int, str, int]

FOLLOWERS: Registry[str, Callable[[Writer, Sequence[Dependency]], object]] = Registry(
    "follower of new dependencies"
)
"""Callbacks registered by packages above this one, called with new dependencies in the same transaction."""
TOLD: Registry[str, Callable[[Access, Sequence[Dependency]], Mapping[UUID, Sequence[str]]]] = Registry(
    "notes on dependencies"
)
"""Callbacks registered by packages above this one; each returns notes to show, keyed by dependency."""


class DependencyInput(NamedTuple):
    """A dependency to check for duplicates: source, kind and target (`key`), its period, and its primary key."""

    key: Key
    valid_from: date | None
    valid_to: date | None
    pk: UUID


class DependencyVerbs(Verbs[Dependency]):
    """Operations on dependencies. Source, kind and target never change, and no dependency is stored twice."""

    def among(self, access: Access, name: str) -> Q | None:
        """Return a filter of the nodes the user may choose as `source`: own nodes. None for other fields."""
        return access.units("assets:dependency:edit", "owner_unit") if name == "source" else None

    def notes(self, access: Access, rows: Sequence[Dependency]) -> Mapping[UUID, Sequence[str]]:
        """Return dependency → notes from the callbacks in `TOLD`."""
        found: dict[UUID, list[str]] = {}
        for tell in TOLD:
            for key, sentences in tell(access, rows).items():
                found.setdefault(key, []).extend(sentences)
        return found

    def created(self, w: Writer, rows: Sequence[Dependency]) -> None:
        """Call the callbacks in `FOLLOWERS` with the new rows, in the same transaction."""
        for follow in FOLLOWERS:
            follow(w, rows)

    def add(self, w: Writer, model: type[Dependency], values: Values) -> Dependency:
        """Add a dependency. Raises Invalid with the errors that `refusals` finds."""
        self._refuse(w.access, model(**values))
        return super().add(w, model, values)

    def update(
        self,
        access: Access,
        row: Dependency,
        values: Values,
        *,
        version: int | None = None,
        because: str = "",
    ) -> Dependency:
        """Change what is inherited, alternative, dates or note. Raises Invalid if source, kind or target changes."""
        with writing(access, because=because) as w:
            stored = _stored(row.pk)
            w.require(stored)
            moved = [name for name in FIXED if name in values and values[name] != getattr(stored, name)]
            if moved:
                sentence = _("This never changes. End the dependency and add a new one instead.")
                raise Invalid({name: [sentence] for name in moved})
            for name, value in values.items():
                setattr(stored, name, value)
            if not stored.archived_at:
                self._refuse(access, stored)
            return w.update(row, values, version=version)

    def refusals(self, access: Access, rows: Sequence[Dependency]) -> dict[UUID, dict[str, list[str]]]:
        """Return row → field → errors, for rows checked against each other and against the stored ones.

        New rows must not point at nodes of units that have ended; two nodes cannot have the same kind of
        dependency twice at the same time, and no supplier is its own sub-supplier at any distance. Two queries for
        every 500 rows, and two more.
        """
        faults: dict[UUID, dict[str, list[str]]] = {}
        living, own, today = list[DependencyInput](), set[UUID](), timezone.localdate()
        for row in rows:
            if row.archived_at is None:
                living.append(DependencyInput(_key(row), row.valid_from, row.valid_to, row.pk))
            if not row._state.adding:
                own.add(row.pk)
            else:
                ended = {name: _ended(getattr(row, name), today) for name in ("source", "target")}
                if found := {name: [text] for name, text in ended.items() if text}:
                    faults[row.pk] = found
        for pk, sentence in _circular([row for row in rows if row._state.adding], today).items():
            faults.setdefault(pk, {}).setdefault("target", []).append(sentence)
        for pk, sentence in _doubled(living, own).items():
            faults.setdefault(pk, {}).setdefault("", []).append(sentence)
        return faults

    def _refuse(self, access: Access, row: Dependency) -> None:
        if faults := self.refusals(access, [row]).get(row.pk):
            raise Invalid({name or "__all__": sentences for name, sentences in faults.items()})


VERBS = DependencyVerbs()


def add_many(w: Writer, rows: Sequence[Values]) -> list[Dependency]:
    """Add many dependencies that `refusals` has already checked."""
    made = w.create_many(Dependency, rows)
    VERBS.created(w, made)
    return made


def end(access: Access, row: Dependency, *, last: date, because: str = "") -> Dependency:
    """End the dependency; `last` is its last day in force. Raises Invalid if that is before its first day."""
    return VERBS.update(access, row, {"valid_to": last}, because=because)


def _stored(pk: UUID) -> Dependency:
    rows = Dependency.objects.unscoped(because="the writer asks for the right to change it")
    return rows.select_related("source__owner_unit", "target__owner_unit").one(pk=pk)


def _ended(node: Node, today: date) -> str:
    unit = node.owner_unit
    if unit.valid_to is None or unit.valid_to >= today:
        return ""
    sentence = _("%(unit)s has ended. Move %(name)s to a unit that is there, or choose something else.")
    return sentence % {"unit": unit, "name": node}


def _circular(new: Sequence[Dependency], today: date) -> dict[UUID, str]:
    """Return row → error sentence, for the new rows by which a supplier would be its own sub-supplier."""
    supplier, found = NodeKind.SUPPLIER, dict[UUID, str]()
    chain = [row for row in new if row.source.kind == row.target.kind == supplier and row.archived_at is None]
    if not chain:
        return found
    stored = Dependency.objects.unscoped(because="a chain is a ring, whoever may read its parts")
    stored = stored.filter(Q(valid_to=None) | Q(valid_to__gte=today), archived_at__isnull=True)
    stored = stored.filter(source__kind=supplier, target__kind=supplier).order_by()
    below: dict[int, set[int]] = {}
    for source, target in stored.values_list("source_id", "target_id"):
        below.setdefault(source, set()).add(target)
    for row in chain:
        reached, waiting = {row.target_id}, [row.target_id]
        while waiting:
            further = below.get(waiting.pop(), set()) - reached
            reached |= further
            waiting += further
        if row.source_id in reached:
            sentence = _("%(target)s stands on %(source)s already, so the chain would come back to itself.")
            found[row.pk] = sentence % {"target": row.target, "source": row.source}
        else:
            below.setdefault(row.source_id, set()).add(row.target_id)
    return found


def _doubled(living: list[DependencyInput], own: set[UUID]) -> dict[UUID, str]:
    """Return row → error sentence, for the rows that duplicate another dependency at the same time."""
    living.sort(key=_source)
    found: dict[UUID, str] = {}
    for part in batched((list(some) for _tail, some in groupby(living, _source)), BATCH):
        here: dict[Key, list[DependencyInput]] = {}
        for row in chain.from_iterable(part):
            here.setdefault(row.key, []).append(row)
        found |= _doubled_here(here) | _doubled_before(here, own)
    return found


def _source(row: DependencyInput) -> int:
    return row.key[0]


def _doubled_before(here: Mapping[Key, Sequence[DependencyInput]], own: set[UUID]) -> dict[UUID, str]:
    found = {}
    for key, theirs in _same(here, own).items():
        for row in here[key]:
            number = next((n for n, first, last in theirs if _meet(row, first, last)), None)
            if number:
                sentence = _(
                    "This dependency is already there for that time (%(number)s). Change that one instead."
                )
                found[row.pk] = sentence % {"number": number}
    return found


def _doubled_here(here: Mapping[Key, Sequence[DependencyInput]]) -> dict[UUID, str]:
    found = {}
    for twins in here.values():
        for first, second in pairwise(sorted(twins, key=lambda row: row.valid_from or date.min)):
            if _meet(second, first.valid_from, first.valid_to):
                found[second.pk] = _("This dependency stands twice for the same time. Keep one of them.")
    return found


def _same(
    here: Mapping[Key, object], but: set[UUID]
) -> dict[Key, list[tuple[str, date | None, date | None]]]:
    found: dict[Key, list[tuple[str, date | None, date | None]]] = {}
    stored = Dependency.objects.unscoped(
        because="the same dependency is not stored twice, whoever may read it"
    )
    stored = stored.filter(archived_at__isnull=True).order_by()
    for part in batched(sorted({source for source, _kind, _target in here}), BATCH):
        rows = stored.filter(source_id__in=part)
        for pk, source, kind, target, number, first, last in rows.values_list(
            "pk", "source_id", "kind", "target_id", "number", "valid_from", "valid_to"
        ):
            if (key := (source, kind, target)) in here and pk not in but:
                found.setdefault(key, []).append((number, first, last))
    return found


def _key(row: Dependency) -> Key:
    return row.source_id, str(row.kind), row.target_id


def _meet(row: DependencyInput, first: date | None, last: date | None) -> bool:
    """Return whether the row is valid on some day from `first` to `last`."""
    begins = row.valid_from is None or last is None or row.valid_from <= last
    return begins and (row.valid_to is None or first is None or first <= row.valid_to)
