"""Idempotent submissions: a double click, or a client that lost the answer and sends again, creates nothing twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Sending
from akropolis.base.kernel.records.redaction import model_of
from akropolis.base.kernel.records.writer import kind_of

KEPT = timedelta(days=1)


def once[T: Tracked](access: Access, key: str, act: Callable[[], T], *, content: str = "") -> T:
    """Return what `act` creates, or what was created when this user sent this key before. Without a key
    `act` always runs.

    Of two concurrent calls the second waits for the first. A refused call leaves the key unused, and a row
    that has been removed since is created again. Raises Invalid if the key was sent before with other
    content (its digest).
    """
    if not key or access.actor.id is None:
        return act()
    with transaction.atomic():
        sending, new = Sending.objects.get_or_create(
            person_id=access.actor.id,
            key=_digest(key),
            defaults={"content": content, "at": timezone.now()},
        )
        if sending.content != content:
            sentence = _("The key was sent before with other content. Send each new record with its own key.")
            raise Invalid({"__all__": [sentence]})
        made = None if new else _made(sending)
        if made is None:
            made = act()
            sending.kind, sending.object_id = kind_of(type(made)), made.pk
            sending.save()
    return cast(T, made)


def made_before(access: Access, key: str) -> Tracked | None:
    """Return what the user created with this key before, for forms that have no choices left once it is created."""
    sending = _sent_before(access, key)
    return _made(sending) if sending else None


def answer_before(access: Access, key: str) -> str:
    """Return the answer to the user's earlier use of this key; empty if there was none."""
    sending = _sent_before(access, key)
    return sending.answer if sending else ""


def keep_answer(access: Access, key: str, answer: str) -> None:
    """Store the answer in the transaction that does what the key asks for: both are committed, or neither."""
    assert access.actor.id is not None
    Sending.objects.create(person_id=access.actor.id, key=_digest(key), answer=answer, at=timezone.now())


def _sent_before(access: Access, key: str) -> Sending | None:
    return Sending.objects.filter(person_id=access.actor.id, key=_digest(key)).first()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _made(sending: Sending) -> Tracked | None:
    model = model_of(sending.kind)
    if model is None or sending.object_id is None:
        return None
    rows = model.objects.unscoped(
        because="what she made by this very sending, which she need not be let read"
    )
    return rows.filter(pk=sending.object_id).first()


def forget_old(now: datetime) -> None:
    """Delete keys older than a day."""
    Sending.objects.filter(at__lt=now - KEPT).delete()
