"""Record a review that was decided outside the system: its chapters, its directions and how they went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.models import Answer, AnswerKind, Review
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.periods import current_year
from akropolis.review.review.rules.states import DECIDE, EDIT
from akropolis.review.review.services.directions import add_direction
from akropolis.review.review.services.reviews import take
from akropolis.review.review.words import gettext as _
from akropolis.review.review_cycle.services.direction_sheet import EarlierDirection
from akropolis.review.review_text.models import Chapter, ChapterStatus
from akropolis.review.review_text.services import decisions
from akropolis.review.review_text.services.chapters import readable
from akropolis.review.review_text.services.openings import add_review


@dataclass(frozen=True, slots=True)
class EarlierReview:
    """A review decided outside the system. `chapters` are the texts by key, `files` the names of what was read."""

    unit: Unit
    year: int
    decided_on: date
    diary_number: str
    chapters: Mapping[str, str]
    directions: Sequence[EarlierDirection]
    files: Sequence[str] = ()


def check_earlier(access: Access, unit: Unit, year: int, today: date) -> None:
    """Raise Invalid if the unit has a review of the year, or if the user may not record one of that year.

    The year that is written now can be recorded only by those who may decide on it.
    """
    now = current_year(today)
    if year > now or not access.may(DECIDE if year == now else EDIT, unit):
        raise Invalid({"year": [_("State a year before %(year)s.") % {"year": now}]})
    because = "whether the unit has a review of the year is known to those who write it"
    if Review.objects.unscoped(because=because).filter(kind=REVIEW.key, owner_unit=unit, year=year).exists():
        raise Invalid({"year": [_("The unit already has a review for that year.")]})


def record_earlier(access: Access, earlier: EarlierReview) -> Review:
    """Record the review as decided: the next one follows up its directions, and shows its text beside the new one.

    Requires the right to write the unit's reviews. Raises Invalid as `check_earlier`, or for a text or a day that
    cannot be stored; nothing is saved then.
    """
    unit = earlier.unit
    because = _("Taken in from %(name)s") % {"name": ", ".join(earlier.files) or _("a pasted text")}
    with writing(access, because=because[:200]) as w:
        access.must(EDIT, unit)
        today = timezone.localdate(w.at)
        check_earlier(access, unit, earlier.year, today)
        if earlier.decided_on > today:
            raise Invalid(
                {"decided_on": [_("The date lies in the future. Record the decision when it is made.")]}
            )
        review = take(w, add_review(w, unit, earlier.year, {"diary_number": earlier.diary_number}), "start")
        _write_chapters(w, review, earlier)
        given = list(_write_directions(w, review, earlier))
        recorder = Writer(
            Access(access.actor, unlimited=True), because[:200], w.at
        )  # others have decided: nobody does now
        take(recorder, review, "circulate")
        role, points = _("Taken from an earlier document"), (("godkänner", review.title),)
        minutes = decisions.Minutes(
            unit.name, unit.name, role, earlier.decided_on, earlier.diary_number, points
        )
        decisions.record(recorder, review, minutes)
        w.create_many(Answer, given)
        return review


def _write_chapters(w: Writer, review: Review, earlier: EarlierReview) -> None:
    """Store the texts. The document holds only the chapters that have one, and the directions if there are any."""
    included = {key for key, text in earlier.chapters.items() if text} | (
        {"directions"} if earlier.directions else set()
    )
    for row in Chapter.objects.visible(w.access).filter(review=review):
        values: dict[str, object] = {"included": row.key in included}
        if text := earlier.chapters.get(row.key, ""):
            values |= {"text": readable(text), "status": ChapterStatus.READY}
        w.update(row, values)


def _write_directions(w: Writer, review: Review, earlier: EarlierReview) -> Iterator[dict[str, object]]:
    """Set the directions, and return the values of their answers."""
    for each in earlier.directions:
        row = add_direction(w, review, {"title": each.title, "text": each.text}, units=each.units)
        for unit, (kind, outcome, text) in each.answers.items():
            told = "reason" if kind != AnswerKind.ACTIONS else "result"
            values = {"direction": row, "unit": unit, "kind": kind, "outcome": outcome, told: text}
            yield {**values, "answered_on": earlier.decided_on}
