"""What the units say of a review that is out for comment."""

from django.utils.translation import gettext as _

from akropolis.kernel.access.errors import Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import writing
from akropolis.review.models import Remark, Review, State


def remark(access: Access, review: Review, unit: Unit, text: str) -> Remark:
    """What a unit says about a review that is out for comment. Afterwards it is part of the history."""
    if review.state != State.CIRCULATED:
        raise Refused(_("The review is not out for comment, so remarks cannot be written on it now."))
    if not text.strip():
        raise Invalid({"text": [_("Write the remark.")]})
    values = {"review": review, "unit": unit, "author": access.actor.name, "text": text.strip()}
    with writing(access) as w:
        return w.create(Remark, values)
