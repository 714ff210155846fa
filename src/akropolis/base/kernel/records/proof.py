"""Compares rows with the history, and frozen texts with their digests."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched, groupby
from operator import itemgetter
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.history.log import diff_of, values_of
from akropolis.base.kernel.history.models import Change, ChangeAction
from akropolis.base.kernel.history.moments import one_snapshot
from akropolis.base.kernel.records import derived, projections
from akropolis.base.kernel.records.values import (
    digest_holds,
    logged,
    stored_value,
    tracked_attnames,
    tracked_models,
)
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.lib.plain import Plain

BATCH = 1000
EMPTY: tuple[object, ...] = (None, "", [])


@dataclass
class Comparison:
    """How many things were compared, and the faults, in sentences."""

    compared: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ProvenRow:
    """A row according to the history: its values by field, its version, and whether it still exists."""

    kind: str
    row: UUID
    number: str = ""
    values: dict[str, object] = field(default_factory=dict)
    version: int = 0
    stands: bool = True

    def take(self, data: Plain, held: Mapping[str, object]) -> None:
        """Apply the next history link about the row, from its data and values. A redaction does not change the row."""
        if data["action"] == ChangeAction.REDACT:
            return
        self.values |= {name: after for name, (_before, after) in diff_of(held).items()}
        self.version, self.stands = data["version"], data["action"] != ChangeAction.REMOVE
        self.number = str(self.values.get("number") or "")

    def differs(self, name: str, stored: object, default: object) -> bool:
        """Whether a field differs from the history. One never mentioned was empty, or came later with its default."""
        if name in self.values:
            return bool(self.values[name] != stored)
        return stored not in EMPTY and stored != default

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".rstrip() + f" ({self.row})"


@one_snapshot()
def compare_rows() -> Comparison:
    """Compare every row with its history: changed, added or deleted outside it. Verify the chain first.

    Reads rows and history from one snapshot, whoever writes meanwhile, and the history once, by row, in batches.
    Texts kept out of the history are not compared, nor secrets, except sealed ones.
    """
    found = Comparison()
    models = {kind_of(model): model for model in tracked_models()}
    known = dict.fromkeys(models, 0)
    for batch in batched(_proven_rows(), BATCH):
        for kind, told in groupby(sorted(batch, key=lambda one: one.kind), key=lambda one: one.kind):
            if kind in models:
                known[kind] += _compare(models[kind], {one.row: one for one in told}, found)
    for kind, model in models.items():
        if model.everything.count() > known[kind]:
            found.faults += _unknown(model)
    return found


def _proven_rows() -> Iterator[ProvenRow]:
    rows = Change.objects.order_by("object_id", "seq").values_list("object_id", "kind", "payload", "content")
    for (row, kind), changes in groupby(rows.iterator(chunk_size=BATCH), key=itemgetter(0, 1)):
        told = ProvenRow(kind, row)
        for _row, _kind, payload, content in changes:
            told.take(*values_of(payload, content))
        yield told


def _compare(model: type[Tracked], told: Mapping[UUID, ProvenRow], found: Comparison) -> int:
    """Add the faults of these rows to `found`, and return how many of the rows in the history are still stored."""
    fields = dict(tracked_attnames(model))
    defaults = {
        f.name: stored_value(f.get_default()) for f in model._meta.concrete_fields if f.name in fields
    }
    missing = {row for row, one in told.items() if one.stands}
    standing = len(missing)
    rows = model.everything.filter(pk__in=list(told)).values_list("pk", "version", *fields.values())
    for row, version, *values in rows:
        found.compared += 1
        stored = logged(model, dict(zip(fields, values, strict=True)))
        wrong = [name for name, value in stored.items() if told[row].differs(name, value, defaults[name])]
        wrong += ["version"] if version != told[row].version else []
        if wrong and row in missing:
            words = {"row": told[row], "fields": ", ".join(wrong)}
            found.faults.append(_("%(row)s: %(fields)s: not as the history says.") % words)
        missing.discard(row)
    sentence = _("%(row)s: gone, though the history has not removed it.")
    found.faults += [sentence % {"row": told[row]} for row in sorted(missing)]
    return standing - len(missing)


def _unknown(model: type[Tracked]) -> Iterator[str]:
    kind = kind_of(model)
    for keys in batched(model.everything.order_by("pk").values_list("pk", flat=True), BATCH):
        known = Change.objects.filter(object_id__in=keys, kind=kind)
        gone = known.filter(payload__startswith='{"action":"remove"').values_list("object_id", flat=True)
        standing = set(known.values_list("object_id", flat=True)) - set(gone)
        for row in model.everything.filter(pk__in=set(keys) - standing):
            yield _("%(row)s: the history does not know it.") % {"row": _named(row)}


def _named(row: Tracked) -> str:
    """Return the kind, number and id: faults are logged, and the log must not reveal what rows say."""
    return str(ProvenRow(kind_of(type(row)), row.pk, getattr(row, "number", "")))


def compare_derived() -> Comparison:
    """Compare derived columns and projections with the rows: the gate, the graph and the counts rely on them.

    The same comparison as `akropolis rebuild --check`. The number compared is the number of tables.
    """
    tables = {*derived.models(), *(table for each in projections.registry for table in each.tables)}
    sentence = _(
        "%(kind)s %(row)s: %(fields)s: not what follows from the rows. Find out who changed it by hand, and work it "
        "out anew with: akropolis rebuild"
    )
    wrong = projections.differences()
    told = [{"kind": each.kind, "row": each.row, "fields": ", ".join(each.fields)} for each in wrong]
    return Comparison(len(tables), [sentence % words for words in told])


def compare_digests() -> Comparison:
    """Compare every frozen document and pack with its digest. The digest itself is compared as a field of its row."""
    rows = (
        row
        for model in tracked_models()
        if model.digested_fields
        for row in model.everything.iterator(chunk_size=10)
    )
    return compare(rows, digest_holds, _("%(row)s: the text is not the one that its digest seals."))


def compare[T: Tracked](rows: Iterable[T], holds: Callable[[T], bool], sentence: str) -> Comparison:
    """Test each row with `holds`. For each row that fails, the result has a fault worded by `sentence`."""
    found = Comparison()
    for row in rows:
        found.compared += 1
        if not holds(row):
            found.faults.append(sentence % {"row": _named(row)})
    return found
