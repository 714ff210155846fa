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
"""Begins every token, so that programs that look for forgotten secrets find it."""
STEP = timedelta(minutes=1)
"""A token's last use is as exact as this."""
log = logging.getLogger(__name__)


def new_secret() -> str:
    """A token's own text: 256 random bits after the mark."""
    return PREFIX + secrets.token_urlsafe(32)


def in_force(now: datetime) -> Q:
    """The tokens that open something: neither expired nor revoked, of an account that is open."""
    return Q(expires_at__gt=now, revoked_at__isnull=True, user__is_active=True)


class TokenStatus(TextChoices):
    """Whether a token opens anything, and if not, why."""

    IN_FORCE = "in force", _("In force")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    CLOSED = "closed", _("The account is closed")


def standing(token: Token, now: datetime) -> TokenStatus:
    """How the token stands now. `user` must have been read with it."""
    if token.revoked_at:
        return TokenStatus.REVOKED
    if token.expires_at <= now:
        return TokenStatus.EXPIRED
    return TokenStatus.IN_FORCE if token.user.is_active else TokenStatus.CLOSED


def access_for_token(secret: str, now: datetime) -> Access:
    """What the token may do now: what its account may, within its scope. `Hidden` for any that is not in force."""
    token = _every().filter(in_force(now)).select_related("user").one(digest=digest(secret))
    note_use(token, token.used_at, now)
    held = appointments_of(token.user, timezone.localdate(now))
    return access_from(
        token.user, held, within=within(token), proof=FactorProof(TOKEN, stale=bool(settings.STEP_UP))
    )


def within(token: Token) -> Within:
    """The permissions that the token leaves of its account's. A scope that nobody knows leaves none."""
    if token.scope == TokenScope.WRITE:
        return None
    if token.scope == TokenScope.READ:
        return reading()
    return registry.expand(token.grants) if token.scope == TokenScope.CHOSEN else frozenset()


@cache
def reading() -> frozenset[str]:
    """Every permission to read and no more."""
    return frozenset(filter(reads, registry.all()))


def _every() -> GatedQuerySet[Token]:
    return Token.objects.unscoped(because="a token is looked up before anyone is known")


def note_use(row: Tracked, used_at: datetime | None, now: datetime) -> None:
    """Write in the row's `used_at` when what it opens was used, as exactly as `STEP`, unless that would mean to wait
    for others' writing: then the next request does. `used_at` is as it stood.
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
    """Let SQLite refuse at once what it would wait for. PostgreSQL passes the row by without this."""
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
