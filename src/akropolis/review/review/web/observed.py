"""Panel on an observation's page: directions based on the observation, and reviews where one can be added."""

from collections.abc import Mapping

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.numbers import id_in
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.models.reviews import allowed
from akropolis.review.review.rules.states import EDIT
from akropolis.shared.horizon.models import Observation
from akropolis.shared.yearly_reports.rules.kinds import kinds

REVIEWS = 5
"""Maximum number of reviews offered in the panel; a user who writes for the whole city has one review per unit."""


def panel(access: Access, row: Observation) -> Mapping[str, object] | None:
    """List the directions made from the observation that the user may read, and links to make another."""
    rows = Direction.objects.visible(access).filter(observation=row).select_related("review__owner_unit")
    found = [
        {"direction": each, "url": f"{url_of('review-directions', each.review)}#{each.pk}"}
        for each in rows.order_by("-review__year", "review__owner_unit__sort_key", "position")
    ]
    ways = [] if row.archived_at else _reviews_to_add_to(access, row)
    return {"directions": found, "ways": ways} if found or ways else None


def _reviews_to_add_to(access: Access, row: Observation) -> list[dict[str, object]]:
    """Return the reviews being written, those nearest the top of the city first."""
    rows = Review.objects.visible(access).filter(
        allowed(access, EDIT), kind__in=[kind.key for kind in kinds if kind.directions]
    )
    rows = rows.exclude(state=ReviewState.DECIDED).select_related("owner_unit")
    return [
        {"review": review, "url": f"{url_of('review-direction-add', review)}?observation={row.pk}"}
        for review in rows.order_by("owner_unit__path", "-year")[:REVIEWS]
    ]


def requested_observation(access: Access, key: str) -> Observation | None:
    """Return the observation with the key in the URL; None without a key. Raises Hidden if it may not be read."""
    if not key:
        return None
    found: Observation = Observation.objects.visible(access).one(pk=or_hidden(id_in(key)))
    return found


def proposed(row: Observation) -> dict[str, object]:
    """Return the form's initial values for a direction based on the observation."""
    return {"title": row.title, "text": row.effect_note or row.decision}
