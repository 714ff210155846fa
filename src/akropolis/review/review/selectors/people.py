"""The people whom a review is waiting for."""

from datetime import date

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.access.permissions import registry
from akropolis.people.organisation.selectors.tree import appointments
from akropolis.review.review.models import Review
from akropolis.review.review.rules.states import DECIDE


def deciders(access: Access, review: Review, day: date) -> list[Appointment]:
    """Return those appointed in the review's own unit who may decide on it on `day`, if visible to the user."""
    held = appointments(access, IN_OFFICE & Q(unit=review.owner_unit), day=day)
    return [each for each in held if review.right(DECIDE) in registry.expand(each.role.grants)]
