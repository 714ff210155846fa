"""Telling one person what came of what she asked, sent or wrote."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import override

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.references import readable
from akropolis.base.kernel.records.writer import Writer


def tell_one(w: Writer, person: User | None, draft: Callable[[User], Draft]) -> None:
    """Put the draft, made in her language, in the outbox: not for who has done it herself, nor for who may no longer
    read what it is about.
    """
    if person is None or person.pk == w.access.actor.id:
        return
    with override(person.language):
        made = draft(person)
    if readable(access_for(person, timezone.localdate(w.at)), made.about) == set(made.about):
        post([made], w.at)
