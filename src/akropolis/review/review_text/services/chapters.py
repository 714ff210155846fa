"""Save chapters and judgements, and set which chapters, observations and carried reviews the document includes."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.markdown import refusal
from akropolis.review.review.models import Review
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.models import Chapter, ChapterStatus, Embedding, ReviewObservation, Verdict
from akropolis.review.review_text.rules.chapters import ChapterKind, order_after, title_for
from akropolis.review.review_text.selectors.pointing import by_number, rows_of
from akropolis.shared.horizon.models import Observation


def save(
    access: Access,
    chapter: Chapter,
    *,
    text: str,
    title: str | None = None,
    status: str = "",
    figures: Mapping[str, str] | None = None,
    confirmed: Iterable[str] = (),
    version: int | None = None,
) -> Chapter:
    """Save a chapter's text. Raises Stale with the stored chapter if somebody else has saved since `version`.

    `figures` are the figures' texts as the writer saw them, by figure key, stored so that later changes can
    be marked. `confirmed` are digests of last year's paragraphs that the writer confirms still hold; the
    history keeps who confirmed them. Without a status, a chapter whose text was empty becomes a draft, and
    one whose text is removed becomes empty.
    """
    values: dict[str, object] = {"text": readable(text.replace("\r\n", "\n"))}
    values["status"] = status or _status(chapter, text)
    if title is not None:
        values["title"] = title.strip()
    if new := [each for each in confirmed if each not in chapter.confirmed]:
        values["confirmed"] = [*chapter.confirmed, *new]
    if figures is not None:
        values["figures"] = dict(figures)
    with writing(access) as w:
        return w.update(chapter, values, version=version)


def readable(text: str) -> str:
    """Return the text unchanged. Raises Invalid if it has more markup than the parser accepts."""
    if sentence := refusal(text):
        raise Invalid({"text": [sentence]})
    return text


def _status(chapter: Chapter, text: str) -> str:
    if not text.strip():
        return ChapterStatus.EMPTY
    return ChapterStatus.DRAFT if chapter.status == ChapterStatus.EMPTY else chapter.status


def choose(access: Access, review: Review, included: Iterable[str]) -> None:
    """Set which chapters are in the document, by key. The texts of excluded chapters are kept.

    A chapter whose kind was introduced after the review was opened is created, in its place, when it is chosen.
    """
    wanted = set(included)
    with writing(access) as w:
        rows = list(Chapter.objects.visible(access).filter(review=review))
        for chapter in rows:
            w.update(chapter, {"included": chapter.key in wanted})
        new = [v for v in missing_chapters(review, {row.key for row in rows}) if v["key"] in wanted]
        if new:
            w.create_many(Chapter, new)
            order_chapters(w, review, [row.key for row in rows])


def order_chapters(w: Writer, review: Review, before: Sequence[str] = ()) -> None:
    """Put the review's chapters in the order `before`, or in the usual order, as part of a larger transaction."""
    rows = {row.key: row for row in Chapter.objects.visible(w.access).filter(review=review)}
    for position, key in enumerate(order_after(before, rows, review.declared), start=1):
        w.update(rows[key], {"position": position})


def put_in_usual_order(access: Access, review: Review) -> None:
    """Put the review's chapters in the usual order."""
    with writing(access) as w:
        order_chapters(w, review)


def missing_chapters(review: Review, present: Container[str]) -> list[dict[str, object]]:
    """Return the values of chapters that fit the review but do not exist in it."""
    kinds = review.declared.chapters_for(city=review.owner_unit.kind == UnitKind.CITY)
    return [new_chapter(review, kind, n) for n, kind in enumerate(kinds, start=1) if kind.key not in present]


def new_chapter(review: Review, kind: ChapterKind, position: int) -> dict[str, object]:
    """Return the values of a new chapter of the kind, with the heading proposed for the unit."""
    unit = review.owner_unit
    title = title_for(kind, unit.name, city=unit.kind == UnitKind.CITY)
    return {"review": review, "key": kind.key, "title": title, "position": position}


def carry(access: Access, review: Review, units: Sequence[Unit]) -> None:
    """Set which units' own reviews the document carries, and in which order."""
    with writing(access) as w:
        carry_units(w, review, units)


def carried(access: Access, review: Review) -> list[Unit]:
    """Return the units whose own reviews the document carries, in order, whether the reader may read those or not."""
    rows = Embedding.objects.visible(access).filter(review=review).select_related("unit")
    return [row.unit for row in rows]


def carry_units(w: Writer, review: Review, units: Sequence[Unit]) -> None:
    """Set the carried reviews, as part of a larger transaction. Raises Hidden for a unit whose reviews the
    writer may not read, and Refused if the review would carry itself.

    A carried review that the writer may not read stays, in its place.
    """
    if any(unit.pk == review.owner_unit_id for unit in units):
        raise Refused(_("A review cannot carry itself."))
    if not all(w.access.may(review.right(READ), unit) for unit in units):
        raise Hidden
    present = carried(w.access, review)
    seen = {unit.pk for unit in present if w.access.may(review.right(READ), unit)}
    wanted = _with_unseen([unit.pk for unit in units], [unit.pk for unit in present], seen)
    _replace(w, Embedding, review, "unit_id", wanted)


def choose_observations(access: Access, review: Review, observations: Sequence[Observation]) -> None:
    """Set which observations the chapter on the outside world prints, and in which order.

    Chosen observations that the writer may not see stay in their places, since the writer cannot deselect them.
    """
    with writing(access) as w:
        chosen = ReviewObservation.objects.visible(access).filter(review=review)
        keys = list(chosen.values_list("observation_id", flat=True))
        seen = Observation.objects.visible(access).filter(pk__in=keys).values_list("pk", flat=True)
        wanted = _with_unseen([row.pk for row in observations], keys, set(seen))
        _replace(w, ReviewObservation, review, "observation_id", wanted)


def _with_unseen[K](wanted: list[K], present: Sequence[K], seen: Container[object]) -> list[K]:
    """Return the wanted keys, with each key that is present but not seen by the user inserted at its old place."""
    found = list(wanted)
    for place, key in enumerate(present):
        if key not in seen and key not in found:
            found.insert(place, key)
    return found


def _replace(w: Writer, model: Any, review: Review, name: str, wanted: Sequence[object]) -> None:
    """Replace the review's rows of the model by those whose `name` is one of these keys, in order."""
    present = {getattr(row, name): row for row in model.objects.visible(w.access).filter(review=review)}
    for key, row in present.items():
        if key not in wanted:
            w.remove(row)
    for position, key in enumerate(wanted, start=1):
        if key in present:
            w.update(present[key], {"position": position})
        else:
            w.create(model, {"review": review, name: key, "position": position})


@dataclass(frozen=True, slots=True)
class Judging:
    """An answer to one of the three questions, as entered. `version` is the version that the writer opened.

    `evidence` are figure keys, `rows` numbers of rows.
    """

    answer: str
    reasons: str
    evidence: Sequence[str]
    version: int | None = None
    rows: Sequence[str] = ()


def judge_all(access: Access, judgings: Sequence[tuple[Verdict, Judging]]) -> None:
    """Answer several of the questions, all or none. Invalid names the question and the value: `suitable_reasons`."""
    errors: dict[str, Sequence[str]] = {}
    with writing(access) as w:
        for verdict, judging in judgings:
            try:
                _judge(w, verdict, judging)
            except Invalid as refusal:
                errors |= {f"{verdict.aspect}_{name}": said for name, said in refusal.errors.items()}
        if errors:
            raise Invalid(errors)


def _judge(w: Writer, verdict: Verdict, judging: Judging) -> Verdict:
    if judging.answer and not judging.reasons.strip():
        raise Invalid(
            {"reasons": [_("Write the reasons. An answer without them cannot be tried by anyone.")]}
        )
    values = {
        "answer": judging.answer,
        "reasons": judging.reasons.replace("\r\n", "\n"),
        "evidence": [*judging.evidence, *_rows(w, verdict, judging.rows)],
    }
    return w.update(verdict, values, version=judging.version)


def _rows(w: Writer, verdict: Verdict, wanted: Sequence[str]) -> list[str]:
    """Return the rows to refer to. Those the writer may not see were put there by another, and are kept."""
    present = rows_of(verdict.evidence)
    seen = by_number(w.access, {*wanted, *present})
    if missing := [number for number in wanted if number not in seen]:
        sentence = _("There is nothing with the number %(numbers)s that you may read.")
        raise Invalid({"rows": [sentence % {"numbers": ", ".join(missing)}]})
    return _with_unseen(list(dict.fromkeys(wanted)), present, seen)


__all__ = [
    "Judging",
    "carried",
    "carry",
    "carry_units",
    "choose",
    "choose_observations",
    "judge_all",
    "missing_chapters",
    "new_chapter",
    "order_chapters",
    "put_in_usual_order",
    "readable",
    "save",
]
