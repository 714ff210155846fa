"""From an API token to an `Access`, and when it was last used."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.factors import TOKEN, FactorProof
from akropolis.base.kernel.access.faults import fault
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import Within, access_from, appointments_of
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Token, Tracked
from akropolis.base.kernel.access.models.tokens import TokenScope, digest
from akropolis.base.kernel.access.permissions import reads, registry

PREFIX = "akro_"
"""Prefix of every token, so that scanners for leaked secrets find it."""
STEP = timedelta(minutes=1)
"""Resolution of a token's last use."""
log = logging.getLogger(__name__)


def new_secret() -> str:
    """Return a new token: 256 random bits after the prefix."""
    return PREFIX + secrets.token_urlsafe(32)


def in_force(now: datetime) -> Q:
    """Return the valid tokens: neither expired nor revoked, of an active account."""
    return Q(expires_at__gt=now, revoked_at__isnull=True, user__is_active=True)


class TokenStatus(TextChoices):
    """Whether a token is valid, and if not, why."""

    IN_FORCE = "in force", _("In force")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    CLOSED = "closed", _("The account is closed")


def token_status(token: Token, now: datetime) -> TokenStatus:
    """Return the token's status now. `user` must have been read with it."""
    if token.revoked_at:
        return TokenStatus.REVOKED
    if token.expires_at <= now:
        return TokenStatus.EXPIRED
    return TokenStatus.IN_FORCE if token.user.is_active else TokenStatus.CLOSED


def access_for_token(secret: str, now: datetime) -> Access:
    """Return the token's access now: its account's, within its scope. Raises `Hidden` if it is not in force."""
    token = _every().filter(in_force(now)).select_related("user").one(digest=digest(secret))
    note_use(token, token.used_at, now)
    held = appointments_of(token.user, timezone.localdate(now))
    return access_from(
        token.user,
        held,
        within=token_permissions(token),
        proof=FactorProof(TOKEN, stale=bool(settings.STEP_UP)),
    )


def token_permissions(token: Token) -> Within:
    """Return the permissions that the token keeps out of its account's. A token with an unknown scope keeps none."""
    if token.scope == TokenScope.WRITE:
        return None
    if token.scope == TokenScope.READ:
        return read_permissions()
    return registry.expand(token.grants) if token.scope == TokenScope.CHOSEN else frozenset()


@cache
def read_permissions() -> frozenset[str]:
    """Return every permission that only reads."""
    return frozenset(filter(reads, registry.all()))


def _every() -> GatedQuerySet[Token]:
    return Token.objects.unscoped(because="a token is looked up before anyone is known")


def note_use(row: Tracked, used_at: datetime | None, now: datetime) -> None:
    """Record the time of use in the row's `used_at`, to the precision of `STEP`. If that would mean waiting
    for a lock, nothing is recorded, and the next request does it. `used_at` is the stored value.
    """
    if used_at is not None and now - used_at < STEP:
        return
    mine: QuerySet[Any] = type(row).everything.filter(pk=row.pk)
    try:
        with _unwaiting(), transaction.atomic():
            if mine.select_for_update(skip_locked=True).exists():
                mine.update(used_at=now)
    except DatabaseError as error:
        if fault(error) is None:
            raise
        log.debug("The last use of a token is not written: %s", error)


@contextmanager
def _unwaiting() -> Iterator[None]:
    """Make SQLite fail at once instead of waiting for a lock. PostgreSQL skips the locked row without this."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before:d}")
