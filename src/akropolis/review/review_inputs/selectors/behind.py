"""The rows behind a figure: as they were when the pack was gathered, and what has changed since."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.history.log import Past, past_of
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.secrecy import secret_among
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.figures import permission_of
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import DeclaredFigure, all_figures, find
from akropolis.review.review_inputs.models import Pack, PackRows
from akropolis.review.review_inputs.rules import frozen
from akropolis.review.review_inputs.rules.figures import FigureReading, FigureRowSet, RowLine, RowsRef
from akropolis.review.review_inputs.rules.frozen import FrozenRow, RegisterRows
from akropolis.review.review_inputs.selectors.lines import (
    NAMED,
    FigureLine,
    FigureRowsPage,
    Ref,
    codes,
    unit_names,
)
from akropolis.review.review_inputs.selectors.listed import listed_rows_page
from akropolis.review.review_inputs.selectors.rows import day_of, detail_of, line_of


def kept_rows(access: Access, pack: Pack, key: str) -> RegisterRows | None:
    """Return the rows kept behind the figure with that key, visible to the reader or not; None if none were."""
    stored = PackRows.objects.visible(access).filter(pack=pack).first()
    return frozen.of_figure(frozen.from_text(stored.content), key) if stored else None


def rows_behind_figure(
    access: Access, pack: Pack, found: FigureReading, ref: RowsRef, page: slice, language: str | None
) -> FigureRowsPage:
    """Return a page of the rows behind a figure of a register or computed list. Raises Hidden if the reader may
    read no such rows.

    A stored row's contents are shown to readers who may see the row today and, if it has changed since, may
    read such rows of the unit that owned it then. So nobody gets to see the earlier contents because the row
    was moved or shared afterwards.
    """
    access.must_somewhere(permission_of(ref.register))
    kept = kept_rows(access, pack, found.key)
    if ref.register in lists.entries:
        with translation.override(language):
            return listed_rows_page(access, ref, kept, page)
    register = registry.get(ref.register)
    living = Listing(register, access, dict(parse_qsl(ref.query))).rows
    if kept is None:
        return _today(register, found.key, living, page, language)
    then = kept.rows
    now = {str(pk): None for pk in living.order_by("number").values_list("pk", flat=True)}
    versions = _versions(access, register, then)
    open_rows = [row for row in then if row.id in versions]
    since = frozen.compare_kept_rows([row.id for row in open_rows], list(now), known=[row.id for row in then])
    return FigureRowsPage(
        _lines(register, found.key, open_rows[page], versions, language),
        len(open_rows),
        len(then) - len(open_rows),
        sum(versions[row.id] != row.version for row in open_rows),
        since,
        _named_refs(access, register, since.added),
        _named_refs(access, register, since.gone),
    )


def _versions(access: Access, register: Register, then: Sequence[FrozenRow]) -> dict[str, int]:
    """Map the ids of stored rows whose earlier contents the reader may see to the rows' versions today."""
    kept = {row.id: row for row in then}
    rows = register.model.objects.visible(access).filter(pk__in=list(kept)).values_list("pk", "version")
    seen = {str(pk): version for pk, version in rows}
    own = codes(
        access, register.read, {kept[pk].unit for pk, version in seen.items() if version != kept[pk].version}
    )
    return {pk: now for pk, now in seen.items() if now == kept[pk].version or kept[pk].unit in own}


def _lines(
    register: Register, key: str, rows: Sequence[FrozenRow], versions: dict[str, int], language: str | None
) -> tuple[FigureLine, ...]:
    past = past_of({UUID(row.id): row.version for row in rows})
    for secret in secret_among(register.model, [*past]):
        past[secret].label = str(past[secret].values.get("number", ""))
    names = unit_names()
    form = _display_figure(key, register.key)
    return tuple(
        _line(
            register, form, row, past[UUID(row.id)], names.get(row.unit, row.unit), versions[row.id], language
        )
        for row in rows
    )


def _line(
    register: Register,
    form: DeclaredFigure | None,
    row: FrozenRow,
    past: Past,
    unit: str,
    version: int,
    language: str | None,
) -> FigureLine:
    line = FigureLine(register.key, row.id, past.label, unit, changed=version != row.version)
    if form is None or form.shown is None:
        return line
    field = registry.get(form.register).model_field  # the history says a reference by the field's own name
    values = ((item, past.values.get(field(item.field).name)) for item in form.shown.details)
    details = tuple((item.field, _value_text(value, choice=item.is_choice)) for item, value in values)
    told = RowLine("", "", "", "", details, form.register, row.id)
    return replace(
        line,
        date=day_of(past.values.get(form.shown.day)),
        detail=detail_of(FigureRowSet(form.key), told, language),
    )


def _value_text(value: object, *, choice: bool) -> str:
    return str("" if value is None else value) if choice else "yes" if value else ""


def _display_figure(key: str, register: str) -> DeclaredFigure | None:
    """Return the figure that declares how such rows are shown: the figure itself, or another of the register."""
    own = find(key)
    others = (figure for figure in all_figures() if figure.register == register and figure.shown)
    return own if own and own.shown else next(others, None)


def _today(
    register: Register, key: str, living: QuerySet[Record], page: slice, language: str | None
) -> FigureRowsPage:
    form = _display_figure(key, register.key)
    rows = living.order_by("number").select_related("owner_unit")
    return FigureRowsPage(tuple(_living(register, form, row, language) for row in rows[page]), living.count())


def _living(register: Register, form: DeclaredFigure | None, row: Record, language: str | None) -> FigureLine:
    line = FigureLine(register.key, str(row.pk), row.label(), row.owner_unit.name)
    if form is None or form.shown is None:
        return line
    told = line_of(form, form.shown, row)
    return replace(line, date=told.date, detail=detail_of(FigureRowSet(form.key), told, language))


def _named_refs(access: Access, register: Register, ids: Sequence[str]) -> tuple[Ref, ...]:
    rows = register.model.objects.visible(access).filter(pk__in=ids[:NAMED]).order_by("number")
    return tuple(Ref(str(row.pk), row.number, register.key) for row in rows)
