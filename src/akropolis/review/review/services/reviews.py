"""Taking a review through its life."""

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.workflow import steps
from akropolis.review.review.models import Review


def move(access: Access, review: Review, name: str, *, because: str = "") -> Review:
    """Take a transition of the table by its name. Refused when the state or the reason does not allow it."""
    with writing(access, because=because) as w:
        return take(w, review, name)


def take(w: Writer, review: Review, name: str) -> Review:
    """The same, as part of a larger piece of work. The state is read anew under the write lock."""
    stored = or_hidden(Review.everything.filter(pk=review.pk).first())
    step = steps.step_of(stored, name)
    return w.update(review, steps.values_of(stored, step, {}), permission=step.permission)


def ways_on(access: Access, review: Review) -> list[str]:
    """The names of the transitions that this person may take now."""
    return [step.name for step in steps.ways_on(access, review)]
