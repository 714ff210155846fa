"""What is done with a register's rows: pages, files and the API all go this way, with one row or 100,000."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.constraints import broken_unique
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.workflow.steps import step_of, values_of

type Values = Mapping[str, object]
type Faults = Mapping[UUID, Mapping[str, Sequence[str]]]
"""Row's key → field (empty for the row as a whole) → sentences that say what to correct."""


class Verbs[R: Record]:
    """The plain ones: rows are kept as they are written. A domain overrides what it does in its own way.

    Pages and API call `create` and `update`. A file of many rows is judged and stored together, and asks `prepare`,
    `refusals` and `created` instead: an override of `create` or `update` must do the same as those three.
    """

    def initial(self, today: date) -> Values:
        """What the form for a new row proposes."""
        return {}

    def among(self, access: Access, name: str) -> Q | None:
        """Narrows what that field can point at, for a person. None for all that she may read."""
        return None

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """The row's values brought into step with each other, before they are checked."""
        return dict(values)

    def refusals(self, access: Access, rows: Sequence[R]) -> Faults:
        """What cannot be saved of rows, stored or about to be, seen together and beside the stored ones."""
        return {row.pk: {"": found} for row in rows if (found := broken_unique(row))}

    def notes(self, access: Access, rows: Sequence[R]) -> Mapping[UUID, Sequence[str]]:
        """What is worth saying of rows that can be saved, by row's key."""
        return {}

    def shown(self, access: Access, row: R) -> None:
        """Keeps that a person is shown by itself a secret row (`withheld_by`), or one that is secret because of it."""

    def created(self, w: Writer, rows: Sequence[R]) -> None:
        """What follows in the same transaction from rows that have just been stored."""

    def create(self, access: Access, model: type[R], values: Values) -> R:
        """A new row, in a transaction of its own."""
        with writing(access) as w:
            return self.add(w, model, values)

    def add(self, w: Writer, model: type[R], values: Values) -> R:
        """Fill the exercise within a transaction."""
        row = w.create(model, self.prepare(values, timezone.localdate(w.at)))
        self.created(w, [row])
        return row

    def update(
        self, access: Access, row: R, values: Values, *, version: int | None = None, because: str = ""
    ) -> R:
        """A changed row, in a transaction of its own. `version` is the one the person saw: Stale after another's."""
        with writing(access, because=because) as w:
            return w.update(row, self.prepare(values, timezone.localdate(w.at)), version=version)

    def step(
        self,
        access: Access,
        row: R,
        name: str,
        values: Values,
        *,
        version: int | None = None,
        because: str = "",
    ) -> R:
        """The row a step further in its life, with what it asks for. Raises Refused where there is no such step."""
        given = values_of(row, step_of(row, name), values)
        return self.update(access, row, given, version=version, because=because)
