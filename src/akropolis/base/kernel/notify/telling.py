"""Notify one user of the outcome of what they asked, sent or wrote."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.references import readable
from akropolis.base.kernel.records.writer import Writer


def tell_one(w: Writer, person: User | None, draft: Callable[[User], Draft]) -> None:
    """Put the draft, in the user's language, in the outbox, unless the user did it or may no longer read its rows."""
    if person is None or person.pk == w.access.actor.id:
        return
    with override(person.language):
        made = draft(person)
    if readable(access_for(person, timezone.localdate(w.at)), made.about) == set(made.about):
        post([made], w.at)
