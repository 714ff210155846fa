"""Telling one person what came of what she asked, sent or wrote."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import access_for
from akropolis.kernel.access.models import User
from akropolis.kernel.notify.outbox import Draft, post
from akropolis.kernel.records.writer import Writer


def tell_one(
    w: Writer, person: User | None, about: Callable[[Access], QuerySet[Any]], draft: Callable[[User], Draft]
) -> None:
    """Put the draft, made in her language, in the outbox: not for who has done it herself, nor for who may no longer
    read what it is about.
    """
    if person is None or person.pk == w.access.actor.id:
        return
    if about(access_for(person, timezone.localdate(w.at))).exists():
        with override(person.language):
            post([draft(person)], w.at)
