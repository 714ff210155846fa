"""Taking a review through its life."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import Writer, writing
from akropolis.review.models import Review, State
from akropolis.review.rules.states import TABLE

NOT_NOW = gettext_lazy("That cannot be done now. The review stands at: %(state)s.")


def move(access: Access, review: Review, name: str, *, because: str = "") -> Review:
    """Take a transition of the table by its name. Refused when the state or the reason does not allow it."""
    with writing(access, because=because) as w:
        return take(w, review, name)


def take(w: Writer, review: Review, name: str) -> Review:
    """The same, as part of a larger piece of work. The state is read anew under the write lock."""
    state = Review.everything.filter(pk=review.pk).values_list("state", flat=True).first() or ""
    transition = TABLE.find(name, state)
    if transition is None:
        label = State(state).label if state else ""
        raise Refused(NOT_NOW % {"state": str(label).lower()})
    if transition.needs_reason and not w.because.strip():
        raise Refused(_("Write why. The reason stands in the history."))
    return w.update(review, {"state": transition.target}, permission=transition.permission)


def ways_on(access: Access, review: Review) -> list[str]:
    """The names of the transitions that this person may take now."""
    unit = review.owner_unit
    return [t.name for t in TABLE.out_of(review.state) if access.may(t.permission, unit)]
