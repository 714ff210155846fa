"""Open the reviews of a year for many units at once, and send those who write them one letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.models import Review
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.rules.states import OPEN
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import speaking_of
from akropolis.review.review_cycle.selectors.opening import YearUnit, units_of_year
from akropolis.review.review_text.services.openings import add_review
from akropolis.shared.yearly_reports.kinds import YearlyReportKind


@dataclass(frozen=True, slots=True)
class YearOpening:
    """What is chosen: the units, the last day for them and for the city, the letter, and whether last year's text
    is copied into the new reviews.
    """

    units: Sequence[Unit]
    due_on: date
    due_city: date | None
    letter: str
    copies: bool


@dataclass(slots=True)
class OpenedYear:
    """The reviews opened, how many people the letter went to, and the units left out with the reason."""

    reviews: list[Review] = field(default_factory=list)
    people: int = 0
    left_out: list[YearUnit] = field(default_factory=list)
    silent: list[Unit] = field(default_factory=list)
    """Units whose review is opened, but where nobody has a role to write it."""


def open_year(access: Access, year: int, chosen: YearOpening, kind: YearlyReportKind = REVIEW) -> OpenedYear:
    """Open a planned review for each chosen unit that has none, and send the letter to those who write it.

    Run again, it opens the missing ones alone. Raises Hidden for a unit in which the user may not open reviews,
    Invalid if a last day has passed.
    """
    with speaking_of(kind), writing(access, because=_("Opening of the year's reviews")) as w:
        today = timezone.localdate(w.at)
        _refuse_past(chosen, today)
        wanted, found = {unit.pk for unit in chosen.units}, OpenedYear()
        rows = units_of_year(access, year, today, kind)
        if wanted - {row.unit.pk for row in rows}:
            raise Hidden
        drafts: list[Draft] = []
        for row in rows:
            if row.unit.pk not in wanted or not row.is_open_to_choice:
                found.left_out.append(row)
                continue
            review = _open(w, row.unit, year, chosen, kind)
            found.reviews.append(review)
            letters = list(_letters(w, review, row, chosen))
            found.silent += [] if row.writers else [row.unit]
            drafts += letters
        found.people = len({draft.user.pk for draft in drafts})
        post(drafts, w.at)
        return found


def _refuse_past(chosen: YearOpening, today: date) -> None:
    sentence = _("State a last day that has not passed.")
    days = {"due_on": chosen.due_on, "due_city": chosen.due_city}
    if errors := {name: [sentence] for name, day in days.items() if day and day < today}:
        raise Invalid(errors)


def _open(w: Writer, unit: Unit, year: int, chosen: YearOpening, kind: YearlyReportKind) -> Review:
    due_on = chosen.due_city or chosen.due_on if unit.kind == UnitKind.CITY else chosen.due_on
    last = (
        decided_before(w.access, Review(kind=kind.key, owner_unit=unit, year=year)) if chosen.copies else None
    )
    return add_review(w, unit, year, {"due_on": due_on}, kind=kind, last=last, permission=kind.right(OPEN))


def _letters(w: Writer, review: Review, row: YearUnit, chosen: YearOpening) -> Iterator[Draft]:
    """Yield the letter to each who writes the review, except the sender, in the recipient's language."""
    there = review.url("review")
    for person in row.writers:
        if person.pk == w.access.actor.id:
            continue
        with override(person.language), speaking_of(review.declared):
            words = {"year": review.year, "unit": row.unit.name, "who": w.access.actor.name}
            words["day"] = date_format(review.due_on) if review.due_on else ""
            subject = _("The review %(year)s of %(unit)s is opened") % words
            first = _("%(who)s has opened it. It is to be decided by %(day)s.") % words
        key = f"review-open:{review.pk}:{person.pk}"
        yield Draft(
            person, key, subject, f"{first}\n\n{chosen.letter}".strip(), there, about=(refer(review),)
        )
