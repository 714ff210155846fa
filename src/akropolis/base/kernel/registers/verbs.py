"""Operations on a register's rows: pages, files and the API all use them, for one row or 100,000."""

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
    """The default operations: rows are stored as entered. Domains override them.

    Pages and API call `create` and `update`. Files of many rows are checked and stored in bulk, and call `prepare`,
    `refusals`, `created` and `changed` instead: an override of `create` or `update` must do the same as those four.
    """

    def initial(self, today: date) -> Values:
        """Return the initial values of the form for a new row."""
        return {}

    def among(self, access: Access, name: str) -> Q | None:
        """Return a condition that narrows what the field can reference; None for all rows that the user may read."""
        return None

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the row's values, made consistent with each other. Called before the values are checked."""
        return dict(values)

    def refusals(self, access: Access, rows: Sequence[R]) -> Faults:
        """Return the faults of rows, stored or new, checked together and against the stored ones."""
        return {row.pk: {"": found} for row in rows if (found := broken_unique(row))}

    def notes(self, access: Access, rows: Sequence[R]) -> Mapping[UUID, Sequence[str]]:
        """Return remarks on rows that can be saved, keyed by the row's primary key."""
        return {}

    def shown(self, access: Access, row: R) -> None:
        """Prevent showing a secret row (`withheld_by`) on its own, or one that is secret because of it."""

    def created(self, w: Writer, rows: Sequence[R]) -> None:
        """Hook called after new rows are stored, in the same transaction. Does nothing by default."""

    def changed(self, w: Writer, rows: Sequence[R]) -> None:
        """Hook called after stored rows are changed, in the same transaction. Does nothing by default."""

    def create(self, access: Access, model: type[R], values: Values) -> R:
        """Create a row in a transaction of its own."""
        with writing(access) as w:
            return self.add(w, model, values)

    def add(self, w: Writer, model: type[R], values: Values) -> R:
        """Create a row within the transaction of the writer `w`, and return it."""
        row = w.create(model, self.prepare(values, timezone.localdate(w.at)))
        self.created(w, [row])
        return row

    def update(
        self, access: Access, row: R, values: Values, *, version: int | None = None, because: str = ""
    ) -> R:
        """Update a row in a transaction of its own. Raises Stale if changed since the `version` the user saw."""
        with writing(access, because=because) as w:
            made = w.update(row, self.prepare(values, timezone.localdate(w.at)), version=version)
            self.changed(w, [made])
            return made

    def offers(self, access: Access, row: R, step: str) -> bool:
        """Return whether the row's page offers the transition: not one that would be refused, or that nobody awaits."""
        return True

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
        """Take a transition of the row, with the values it asks for. Raises Refused if there is no such one."""
        given = values_of(row, step_of(row, name), values)
        return self.update(access, row, given, version=version, because=because)
