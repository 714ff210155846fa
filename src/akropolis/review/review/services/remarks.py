"""Write remarks on a review that is out for comment, and record how each was considered."""

from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Consideration, Considered, Recipient, Remark, Review, ReviewState
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.selectors.recipients import filter_own_recipients
from akropolis.review.review.selectors.remarks import places_of
from akropolis.review.review.words import gettext as _


def remark(
    access: Access,
    review: Review,
    unit: Unit,
    text: str,
    *,
    about: str = "",
    place: str = "",
    recipient: Recipient | None = None,
    agrees: bool = False,
) -> Remark:
    """Save a unit's remark on a review that is out for comment. Once saved, the remark is part of the history.

    `about` is the key of the chapter it concerns, `place` the place in that chapter; without both the remark
    is about the whole review. `recipient` is the recipient that answers, by default the unit itself; with
    `agrees` the unit has nothing to add. Raises Hidden if the user does not answer for that recipient.
    """
    if review.state != ReviewState.CIRCULATED:
        raise Refused(_("The review is not out for comment, so remarks cannot be written on it now."))
    errors = (
        {}
        if text.strip() or agrees
        else {"text": [_("Write the remark, or say that there is nothing to add.")]}
    )
    if about and about not in places_of(access, review):
        errors["about"] = [_("The document has no such chapter.")]
    if errors:
        raise Invalid(errors)
    values = {"review": review, "unit": unit, "author": access.actor.name, "text": text.strip()}
    said = {"about": about, "place": place.strip(), "agrees": agrees and not text.strip()}
    with writing(access) as w:
        recipient = recipient or Recipient.everything.filter(review=review, unit=unit, whom="").first()
        if recipient is not None and recipient.whom:
            or_hidden(filter_own_recipients(access, [recipient], timezone.localdate(w.at)) or None)
        return w.create(Remark, {**values, **said, "recipient": recipient})


def consider(
    access: Access, row: Remark, *, outcome: str, reason: str, version: int | None = None
) -> Consideration:
    """Record the outcome of a remark and the reason, with the user's name and the time. Possible until the
    review is decided.

    Raises Hidden without the permission to write the review, Stale if somebody else has saved since `version`.
    """
    row.review.must(access, EDIT)
    errors = {} if reason.strip() else {"reason": [_("Write what was changed, or why nothing was.")]}
    if outcome not in Considered.values:
        errors["outcome"] = [_("Choose what came of it.")]
    if errors:
        raise Invalid(errors)
    with writing(access) as w:
        said = {"outcome": outcome, "reason": reason.strip(), "considered_by": access.actor.name}
        values: dict[str, object] = {**said, "considered_on": timezone.localdate(w.at)}
        found = Consideration.objects.visible(access).filter(remark=row).first()
        if found is not None:
            return w.update(found, values, version=version)
        return w.create(Consideration, {"review": row.review, "remark": row, **values})
