"""Record what the registry and the secretary do with a decided review."""

from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.rules.states import ENTER, REGISTER
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.models import Decision, MinutesEntry, RegistryEntry
from akropolis.review.review_text.services.decisions import paragraph_of


def take_charge(access: Access, review: Review) -> RegistryEntry:
    """Record that the registry has taken charge of the decided documents; once. Raises Hidden without the right,
    Refused before the decision.
    """
    with writing(access) as w:
        review.must(access, REGISTER)
        _require_decided(review)
        found = RegistryEntry.objects.visible(access).filter(review=review).first()
        values = {"review": review, "registered_by": access.actor.name}
        return found or w.create(RegistryEntry, {**values, "registered_on": timezone.localdate(w.at)})


def enter_minutes(
    access: Access, review: Review, *, paragraph: str, held_on: date, version: int | None = None
) -> MinutesEntry:
    """Record under which paragraph and day the decision stands in the minutes, or correct it.

    Raises Hidden without the right, Refused before the decision, Invalid for a day to come, Stale after
    another's change.
    """
    with writing(access) as w:
        review.must(access, ENTER)
        _require_decided(review)
        if held_on > timezone.localdate(w.at):
            sentence = _("The date lies in the future. Enter it when the meeting has been held.")
            raise Invalid({"held_on": [sentence]})
        values = {"paragraph": paragraph_of(paragraph), "held_on": held_on, "entered_by": access.actor.name}
        found = minutes_of(access, review)
        if found:
            return w.update(found, values, version=version)
        return w.create(MinutesEntry, {"review": review, **values})


def minutes_of(access: Access, review: Review) -> MinutesEntry | None:
    """Return the review's entry in the minutes; None if there is none yet."""
    found: MinutesEntry | None = MinutesEntry.objects.visible(access).filter(review=review).first()
    return found


def needs_minutes(access: Access, review: Review) -> bool:
    """Whether the decision was recorded without a paragraph, and none has been entered."""
    decided = Decision.objects.visible(access).filter(review=review, paragraph="").exists()
    return decided and minutes_of(access, review) is None


def _require_decided(review: Review) -> None:
    if review.state != ReviewState.DECIDED:
        raise Refused(_("The review is not decided yet."))
