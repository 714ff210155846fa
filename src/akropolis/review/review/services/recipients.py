"""Send a review out for comment with a due date, and notify the recipients."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.review.review.models import Recipient, Remark, Review, ReviewState
from akropolis.review.review.rules.states import CIRCULATE, EDIT, ONGOING
from akropolis.review.review.selectors.recipients import (
    WRITE,
    RecipientCandidate,
    candidates,
    people_of,
    standings,
)
from akropolis.review.review.services.reviews import take
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import in_its_words


def send(
    access: Access, review: Review, keys: Collection[str], answer_by: date | None, *, question: str = ""
) -> Review:
    """Send the review out for comment to the candidates with these keys, and notify them. `question` is what the
    sender wants to know; it is shown to them, and stands in the history as the reason.

    If it is out for comment already, change its recipients and due date instead: recipients that have
    answered are kept, and others not among the keys are removed. If no recipient is chosen, the city's
    review goes to all units that make reviews.

    Raises Hidden without the permission, Refused in another state, Invalid if the due date has passed.
    """
    with writing(access, because=question) as w:
        review.must(access, CIRCULATE)
        if review.state == ONGOING:
            take(w, review, "circulate")
        if review.state != ReviewState.CIRCULATED:
            raise Refused(_("The review is not out for comment."))
        known = _known(w, review, keys, answer_by)
        asked = {"answer_by": answer_by, "question": question.strip()}
        notify_recipients(w, review, _set(w, review, known, keys, asked))
        return review


def _known(
    w: Writer, review: Review, keys: Collection[str], answer_by: date | None
) -> Mapping[str, RecipientCandidate]:
    today = timezone.localdate(w.at)
    known = candidates(w.access, review, today)
    errors = {}
    if set(keys) - known.keys() - {row.key for row in _stored(review)}:
        errors["recipients"] = [_("Choose among those that can read the review and remark on it.")]
    if keys and (answer_by is None or answer_by < today):
        errors["answer_by"] = [_("State a last day that has not passed.")]
    if errors:
        raise Invalid(errors)
    return known


def _stored(review: Review) -> QuerySet[Recipient]:
    return Recipient.everything.filter(review=review).select_related("unit")


def _set(
    w: Writer,
    review: Review,
    known: Mapping[str, RecipientCandidate],
    keys: Collection[str],
    asked: Mapping[str, object],
) -> list[Recipient]:
    """Set the review's recipients to those with these keys, plus those that have answered. Return the new ones."""
    answered = set(Remark.everything.filter(review=review).values_list("recipient_id", flat=True))
    there = {row.key: row for row in _stored(review)}
    for key, row in there.items():
        if key in keys:
            w.update(row, asked, permission=review.right(CIRCULATE))
        elif row.pk not in answered:
            w.remove(row, permission=review.right(CIRCULATE))
    new = [known[key].recipient for key in keys if key not in there]
    return w.create_many(
        Recipient,
        [{**_whom(row), **asked, "sender_id": w.access.actor.id} for row in new],
        permission=review.right(CIRCULATE),
    )


def _whom(row: Recipient) -> dict[str, object]:
    return {"review": row.review, "unit": row.unit, "role": row.role, "person": row.person}


def notify_recipients(w: Writer, review: Review, rows: Iterable[Recipient]) -> None:
    """Queue a notification to those who answer for the recipients, once per sending, and only if they may read it."""
    rows, today = list(rows), timezone.localdate(w.at)
    people = people_of(rows, today)
    told = {person: row for row in reversed(rows) for person in people[row.pk]}
    post(_drafts(w, review, told, today), w.at)


def _drafts(w: Writer, review: Review, told: dict[User, Recipient], today: date) -> Iterator[Draft]:
    for person, row in told.items():
        may_read = Review.objects.visible(access_for(person, today)).filter(pk=review.pk).exists()
        if may_read and person.pk != w.access.actor.id:
            with override(person.language):
                draft = _draft(review, person, row)
            yield draft


@in_its_words
def _draft(review: Review, person: User, row: Recipient) -> Draft:
    words = {"unit": review.owner_unit.name, "year": review.year}
    subject = _("For comment: the review %(year)s of %(unit)s") % words
    text = f"{request_words(row)} {row.question}".strip()
    key = f"remiss:{review.pk}:{review.version}:{person.pk}"
    return Draft(person, key, subject, text, _url(review), about=(refer(review),))


def request_words(row: Recipient) -> str:
    """Return who asks the recipient to answer, as whom and by which day, in the reader's language."""
    words: dict[str, object] = {"who": row.sender or row.review.owner_unit, "as": row}
    if row.answer_by is None:
        return _("%(who)s asks you to answer for %(as)s.") % words
    words["day"] = date_format(row.answer_by)
    if row.person_id:
        return _("%(who)s asks you to answer by %(day)s.") % words
    return _("%(who)s asks you to answer for %(as)s by %(day)s.") % words


def request_texts(rows: Iterable[Recipient]) -> list[tuple[str, str]]:
    """Return who asks, as whom and by which day, and the sender's question, for each recipient that was sent to."""
    return [(request_words(row), row.question) for row in rows if row.sender_id]


@in_its_words
def title_of(review: Review) -> str:
    """Return the title of the recipients' task, translated to the reader's language."""
    words = {"unit": review.owner_unit.name, "year": review.year}
    return _("Answer the review %(year)s of %(unit)s, which is out for comment") % words


def _url(review: Review) -> str:
    return review.url("review-remarks")


def matter_of(access: Access, review: Review) -> Matter:
    """Return the subject of a reminder about the review, and a function that finds those who have not answered."""

    def whom(units: Sequence[Unit], day: date) -> dict[UUID, list[User]]:
        quiet = [one for one in standings(access, review, day) if not one.answered]
        return {
            unit.pk: [person for one in quiet if one.recipient.unit_id == unit.pk for person in one.people]
            for unit in units
        }

    return Matter(
        review,
        review.owner_unit,
        lambda: title_of(review),
        lambda _unit: _url(review),
        reminds=review.right(EDIT),
        does=WRITE,
        whom=whom,
    )
