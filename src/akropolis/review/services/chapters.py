"""Writing: chapters, what they carry, judgements and remarks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akropolis.horizon.models import Observation
from akropolis.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import Writer, writing
from akropolis.review.models import (
    Chapter,
    ChapterStatus,
    Embedding,
    Remark,
    Review,
    ReviewObservation,
    State,
    Verdict,
)


def save(
    access: Access,
    chapter: Chapter,
    *,
    text: str,
    title: str | None = None,
    status: str = "",
    figures: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Chapter:
    """Save a chapter's text. Raises Stale with the stored chapter when somebody saved since `version`.

    `figures` are the values as the writer saw them (key → text), kept so that later changes can be marked.
    Without a status, a text that was empty becomes a draft, and one that is emptied becomes empty.
    """
    values: dict[str, Any] = {"text": text.replace("\r\n", "\n")}
    values["status"] = status or _status(chapter, text)
    if title is not None:
        values["title"] = title.strip()
    if figures is not None:
        values["figures"] = dict(figures)
    with writing(access) as w:
        return w.update(chapter, values, version=version)


def _status(chapter: Chapter, text: str) -> str:
    if not text.strip():
        return ChapterStatus.EMPTY
    return ChapterStatus.DRAFT if chapter.status == ChapterStatus.EMPTY else chapter.status


def choose(access: Access, review: Review, included: Iterable[str]) -> None:
    """Say which chapters are in the document, by their keys. Texts of those left out are kept."""
    wanted = set(included)
    with writing(access) as w:
        for chapter in Chapter.objects.visible(access).filter(review=review):
            w.update(chapter, {"included": chapter.key in wanted})


def carry(access: Access, review: Review, units: Sequence[Unit]) -> None:
    """Say which units' own reviews the document carries in itself, in order."""
    with writing(access) as w:
        carry_units(w, review, units)


def carry_units(w: Writer, review: Review, units: Sequence[Unit]) -> None:
    """The same, as part of a larger piece of work. Raises Hidden for a unit whose reviews the writer may not read."""
    if any(unit.pk == review.owner_unit_id for unit in units):
        raise Refused(_("A review cannot carry itself."))
    if not all(w.access.may("review:review:read", unit) for unit in units):
        raise Hidden("")
    _replace(w, Embedding, review, "unit", units)


def choose_observations(access: Access, review: Review, observations: Sequence[Observation]) -> None:
    """Say which observations the chapter on the outside world prints, in order."""
    with writing(access) as w:
        _replace(w, ReviewObservation, review, "observation", observations)


def _replace(w: Writer, model: Any, review: Review, name: str, wanted: Sequence[Any]) -> None:
    present = {
        getattr(row, f"{name}_id"): row for row in model.objects.visible(w.access).filter(review=review)
    }
    for key, row in present.items():
        if key not in {item.pk for item in wanted}:
            w.remove(row)
    for position, item in enumerate(wanted, start=1):
        if item.pk in present:
            w.update(present[item.pk], {"position": position})
        else:
            w.create(model, {"review": review, name: item, "position": position})


def judge(
    access: Access,
    verdict: Verdict,
    *,
    answer: str,
    reasons: str,
    evidence: Sequence[str],
    version: int | None = None,
) -> Verdict:
    """Answer one of the three questions. An answer without reasons is not accepted."""
    if answer and not reasons.strip():
        raise Invalid(
            {"reasons": [_("Write the reasons. An answer without them cannot be tried by anyone.")]}
        )
    with writing(access) as w:
        return w.update(
            verdict, {"answer": answer, "reasons": reasons, "evidence": list(evidence)}, version=version
        )


def remark(access: Access, review: Review, unit: Unit, text: str) -> Remark:
    """What a unit says about a review that is out for comment. Afterwards it is part of the history."""
    if review.state != State.CIRCULATED:
        raise Refused(_("The review is not out for comment, so remarks cannot be written on it now."))
    if not text.strip():
        raise Invalid({"text": [_("Write the remark.")]})
    values = {"review": review, "unit": unit, "author": access.actor.name, "text": text.strip()}
    with writing(access) as w:
        return w.create(Remark, values)


__all__ = ["carry", "carry_units", "choose", "choose_observations", "judge", "remark", "save"]
