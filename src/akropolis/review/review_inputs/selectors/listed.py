"""The rows behind a figure of a computed list: as they were when stored, and what has changed since."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl
from uuid import UUID

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.history.log import past_of
from akropolis.base.kernel.registers.computed import Computed, KeptValue, lists
from akropolis.review.review_inputs.rules.figures import RowsRef
from akropolis.review.review_inputs.rules.frozen import FrozenRow, RegisterRows, compare_kept_rows
from akropolis.review.review_inputs.selectors.lines import (
    NAMED,
    FigureLine,
    FigureRowsPage,
    Ref,
    codes,
    unit_names,
)
from akropolis.review.review_inputs.selectors.things import UNITS, CountedThing, code_at, right_to, things_of

type Values = tuple[str | int | None, ...]


def listed_rows_page(access: Access, ref: RowsRef, kept: RegisterRows | None, page: slice) -> FigureRowsPage:
    """Return a page of the computed list's rows, in the current language; today's rows if none were stored.

    A row is shown to readers who may read the list in the unit that the row counted towards, and may see the
    row's object today; what no register has is named by today's list. The object's earlier name is shown to
    those who may read such objects of the unit that owned it then; others see today's name.
    """
    listed = lists.get(ref.register)(access, dict(parse_qsl(ref.query)), timezone.localdate())
    now = _now(listed)
    then = kept.rows if kept else tuple(now.values())
    ids = {UUID(row.id) for row in (*then, *now.values())}
    things = things_of(access, ids)
    if ids - things.keys():
        things |= _own_things(listed)
    inside = codes(access, listed.permission, {row.at for row in then})
    shown = [row for row in then if UUID(row.id) in things and row.at in inside]
    forms = [listed.keeps.get(name) for name in (kept.columns if kept else listed.keeps)]
    lines = _Lines(access, things, now, forms)
    columns = tuple(str(form.label) for form in forms if form)
    if kept is None:
        return FigureRowsPage(lines.of(shown[page]), len(shown), columns=columns)
    found = compare_kept_rows([row.key for row in shown], list(now), known=[row.key for row in then])
    rows = {row.key: row for row in (*then, *now.values())}
    return FigureRowsPage(
        lines.of(shown[page]),
        len(shown),
        len(then) - len(shown),
        sum(lines.is_changed(row) for row in shown),
        found,
        _named_refs(things, [rows[key] for key in found.added]),
        _named_refs(things, [rows[key] for key in found.gone]),
        columns,
    )


def _own_things(listed: Computed[object]) -> dict[UUID, CountedThing]:
    """Return what no register has and the list names itself: today's rows open to the reader, in whatever state."""
    whole = type(listed)(listed.access, {}, listed.day)
    whole.share(listed)
    return {
        whole.about(row): CountedThing(UNITS, name, name, 0, code_at(whole.path_of(row)))
        for row in whole.rows()
        if (name := whole.name_of(row))
    }


def _now(listed: Computed[object]) -> dict[str, FrozenRow]:
    """Return today's rows of the computed list in the form in which they would be stored, by key."""
    rows = (
        FrozenRow(str(listed.about(row)), 0, "", code_at(listed.path_of(row)), listed.kept_of(row))
        for row in listed.ordered
    )
    return {row.key: row for row in rows}


def _named_refs(things: Mapping[UUID, CountedThing], rows: Sequence[FrozenRow]) -> tuple[Ref, ...]:
    found = ((row, things.get(UUID(row.id))) for row in rows[:NAMED])
    return tuple(Ref(row.id, thing.number, thing.register) for row, thing in found if thing)


class _Lines:
    """Rows in words. `forms` say how each value is written; None for one that the list no longer keeps."""

    def __init__(
        self,
        access: Access,
        things: Mapping[UUID, CountedThing],
        now: Mapping[str, FrozenRow],
        forms: Sequence[KeptValue | None],
    ) -> None:
        self.access, self.things, self.now, self.forms = access, things, now, forms
        self.units = unit_names()

    def of(self, rows: Sequence[FrozenRow]) -> tuple[FigureLine, ...]:
        """Return the stored rows as lines, with their contents as they were."""
        names = self._names(rows)
        return tuple(self._line(row, names) for row in rows)

    def is_changed(self, row: FrozenRow) -> bool:
        """Whether those of the row's stored values that do not depend on the reader have changed since."""
        now = self.now.get(row.key)
        return now is not None and self._common(now.values) != self._common(row.values)

    def _common(self, values: Values) -> list[str | int | None]:
        pairs = zip(self.forms, values, strict=False)
        return [value for form, value in pairs if form and form.common]

    def _line(self, row: FrozenRow, names: Mapping[UUID, str]) -> FigureLine:
        thing = self.things[UUID(row.id)]
        pairs = [
            (form, form.told(value)) for form, value in zip(self.forms, row.values, strict=False) if form
        ]
        return FigureLine(
            thing.register,
            row.id,
            names.get(UUID(row.id), thing.label),
            self.units.get(row.at, row.at),
            detail="; ".join(f"{form.label}: {words}" for form, words in pairs if words),
            changed=self.is_changed(row),
            values=tuple(words for _form, words in pairs),
        )

    def _names(self, rows: Sequence[FrozenRow]) -> dict[UUID, str]:
        """Return the earlier names of changed objects, by id, where the reader may see them."""
        changed = {
            UUID(row.id): row for row in rows if row.version not in (0, self.things[UUID(row.id)].version)
        }
        units = {row.unit for row in changed.values()}
        own = {
            key: codes(self.access, right_to(key), units)
            for key in {self.things[pk].register for pk in changed}
        }
        past = past_of(
            {pk: row.version for pk, row in changed.items() if row.unit in own[self.things[pk].register]}
        )
        return {pk: each.label for pk, each in past.items()}
