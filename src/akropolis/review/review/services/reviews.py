"""State transitions of a review."""

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.workflow import steps
from akropolis.review.review.models import Review


def move(access: Access, review: Review, name: str, *, because: str = "") -> Review:
    """Take the transition with that name. Raises Refused if the review's state or the reason does not allow it."""
    with writing(access, because=because) as w:
        return take(w, review, name)


def take(w: Writer, review: Review, name: str) -> Review:
    """Take the transition within a transaction. The state is read again under the write lock."""
    stored = or_hidden(Review.everything.filter(pk=review.pk).first())
    step = steps.step_of(stored, name)
    return w.update(review, steps.values_of(stored, step, {}), permission=review.right(step.permission))


def ways_on(access: Access, review: Review) -> list[str]:
    """Return the names of the transitions that the user may take from the review's current state."""
    return [step.name for step in steps.ways_on(access, review)]
