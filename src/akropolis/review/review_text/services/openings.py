"""Open a review with its chapters, and manage its settings."""

from collections.abc import Mapping, Sequence

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.models import Review
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review.services.reviews import take
from akropolis.review.review.words import gettext as _
from akropolis.review.review_inputs.rules.packs import from_text
from akropolis.review.review_inputs.services.packs import gather_into
from akropolis.review.review_text.models import Chapter, ChapterStatus, Verdict
from akropolis.review.review_text.services.chapters import carried, carry_units, new_chapter, order_chapters
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind

SETTINGS = frozenset(
    {
        "title",
        "period_from",
        "period_to",
        "cutoff",
        "due_on",
        "wrapper",
        "handler",
        "recipient",
        "diary_number",
        "points",
        "key_figures",
    }
)
TAKEN_OVER = ("wrapper", "handler", "recipient", "key_figures")
"""The settings copied from the last review when a new one begins from it."""


def open_review(
    access: Access,
    unit: Unit,
    year: int,
    *,
    kind: YearlyReportKind = REVIEW,
    because: str = "",
    **settings: object,
) -> Review:
    """Open a planned review of the unit and year, with all its chapters; those included by default are chosen.

    `settings` may hold values for names in `SETTINGS`; the others get defaults. Raises Invalid if the unit
    already has a review of the year.
    """
    with writing(access, because=because) as w:
        return add_review(w, unit, year, settings, kind=kind)


def add_review(
    w: Writer,
    unit: Unit,
    year: int,
    settings: Mapping[str, object],
    *,
    kind: YearlyReportKind = REVIEW,
    last: Review | None = None,
    permission: str | None = None,
) -> Review:
    """Open a planned review, as part of a larger transaction. With `last`, copy the text and settings of that review.

    `permission` is the one required in the unit, instead of that to write its reviews.
    """
    first_day, last_day = kind.period(year)
    usual = {
        "title": f"{kind.title.sv} {year}",
        "wrapper": kind.wrapper,
        "period_from": first_day,
        "period_to": last_day,
        "cutoff": settings.get("period_to", last_day),
    }
    values = {"kind": kind.key, "owner_unit": unit, "year": year, **usual, **_settings_of(last), **settings}
    review = w.create(Review, values, permission=permission)
    add_chapters(w, review, last, permission=permission)
    aspects = [{"review": review, "aspect": aspect} for aspect in review.declared.questions]
    w.create_many(Verdict, aspects, permission=permission)
    if last and review.may(w.access, EDIT):
        _carry_as(w, review, last)
    return review


def add_chapters(
    w: Writer, review: Review, last: Review | None = None, *, permission: str | None = None
) -> list[Chapter]:
    """Add a chapter of every kind that fits the unit, in order. Those included by default are chosen.

    With `last`, each begins with the text of that review.
    """
    city = review.owner_unit.kind == UnitKind.CITY
    kinds = enumerate(review.declared.chapters_for(city=city), start=1)
    before = _chapters_of(w.access, last) if last else {}
    rows = []
    for position, kind in kinds:
        row = new_chapter(review, kind, position) | {"included": kind.usual(city=city)}
        if kind.key in before:
            row |= _taken_over(Chapter(**row), before[kind.key])
        rows.append(row)
    return w.create_many(Chapter, rows, permission=permission)


def begin(access: Access, review: Review, *, because: str = "", from_last: bool = False) -> Review:
    """Begin writing the review, and gather its figures. With `from_last`, copy the last decided review's text
    and settings.

    Chapters for which there are figures are included (ISO/IEC 27001:2022 9.3.2 c–e). Chapters in the former usual
    order are put in the usual one.

    Raises Refused if the review's state does not allow it, or if there is no decided review to begin from.
    """
    with writing(access, because=because) as w:
        begun = take(w, review, "start")
        if from_last:
            begun = _take_over(w, begun)
        else:
            order_chapters(w, begun, _keys(access, begun))
        pack = from_text(gather_into(w, begun).content)
        for row in Chapter.objects.visible(access).filter(review=begun, included=False):
            kind = begun.declared.chapter(row.key)
            if kind and any(map(pack.has_figures, kind.figures)):
                w.update(row, {"included": True})
        return begun


def _keys(access: Access, review: Review) -> list[str]:
    return list(Chapter.objects.visible(access).filter(review=review).values_list("key", flat=True))


def _take_over(w: Writer, review: Review) -> Review:
    """Copy the settings of the last decided review, and its text into every chapter that is still empty.

    The saved texts of its figures are copied unchanged, so that changes since then are marked.
    """
    last = decided_before(w.access, review)
    if last is None:
        raise Refused(_("There is no earlier decided review to begin from."), code="no_last")
    told = _chapters_of(w.access, last)
    for row in Chapter.objects.visible(w.access).filter(review=review):
        if (before := told.get(row.key)) is not None:
            w.update(row, _taken_over(row, before))
    _carry_as(w, review, last)
    return w.update(review, _settings_of(last))


def _settings_of(last: Review | None) -> dict[str, object]:
    return {name: getattr(last, name) for name in TAKEN_OVER if getattr(last, name, None)}


def _chapters_of(access: Access, review: Review) -> dict[str, Chapter]:
    return {row.key: row for row in Chapter.objects.visible(access).filter(review=review)}


def _carry_as(w: Writer, review: Review, last: Review) -> None:
    order_chapters(w, review, _keys(w.access, last))
    carry_units(
        w, review, _readable(review, w.access, [*carried(w.access, review), *carried(w.access, last)])
    )


def _readable(review: Review, access: Access, units: Sequence[Unit]) -> list[Unit]:
    """Return the units, each once, whose reviews the writer may read: only reviews of these can be carried."""
    return [unit for unit in dict.fromkeys(units) if access.may(review.right(READ), unit)]


def _taken_over(row: Chapter, before: Chapter) -> dict[str, object]:
    setup = {"title": before.title, "included": before.included or row.included}
    if row.text.strip() or not before.text.strip():
        return setup
    return {**setup, "text": before.text, "figures": before.figures, "status": ChapterStatus.DRAFT}


def change_settings(
    access: Access, review: Review, values: Mapping[str, object], *, version: int | None = None
) -> Review:
    """Change period, cut-off, wrapper and other settings of a review. An unknown name is a programming error."""
    unknown = set(values) - SETTINGS
    if unknown:
        raise ValueError(f"not settings of a review: {sorted(unknown)}")
    with writing(access) as w:
        return w.update(review, values, version=version)
