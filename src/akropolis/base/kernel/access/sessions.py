"""The session engine: Django's own in the database, with the user and the place of sign-in beside the data."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from akropolis.base.kernel.access.factors import FactorProof
from akropolis.base.kernel.access.models.sessions import Session

ADDRESS, AGENT, STARTED, SEEN = "address", "agent", "started", "seen"
BEFORE = "before"
"""Session key of the time of the user's previous sign-in, so that they notice a sign-in that was not theirs."""

HOW, PROVED = "how", "proved"
"""Session keys of how the user authenticated, as `factors.in_words` reads it, and of when they last did."""


class SessionStore(DatabaseStore):
    """Sessions as rows that can be listed per user. An anonymous visitor's row names nobody."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return our own model."""
        return Session

    def create_model_instance(self, data: dict[str, object]) -> Any:
        """Return the database row for this session with this data."""
        row: Any = super().create_model_instance(data)
        row.user_id = _uuid(data.get(SESSION_KEY))
        row.address = str(data.get(ADDRESS, ""))[:45]
        row.agent = str(data.get(AGENT, ""))[:300]
        row.started_at, row.seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        return row

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found


def _uuid(value: object) -> UUID | None:
    return UUID(str(value)) if value else None


def _moment(value: object) -> datetime | None:
    return parse_datetime(str(value)) if value else None


def proof_of(session: SessionBase) -> FactorProof:
    """Return how the user of this sign-in has authenticated, and whether that is too old for decisions."""
    return FactorProof(
        session.get(HOW, ""), stale=bool(settings.STEP_UP) and not proved_within(session, settings.STEP_UP)
    )


def proved_within(session: SessionBase, time: timedelta) -> bool:
    """Whether the user has authenticated within the given time until now."""
    proved = _moment(session.get(PROVED))
    return proved is not None and timezone.now() - proved < time


def reference(key: str) -> str:
    """Return the name of a session on a page. It does not reveal the key, so a reader cannot use the session."""
    return sha256(key.encode()).hexdigest()[:20]


def in_force(now: datetime) -> QuerySet[Session]:
    """Return users' sign-ins in force at the moment. Anonymous visitors have none."""
    return Session.objects.filter(expire_date__gt=now, user_id__isnull=False)


def sessions_of(user_id: UUID) -> list[Session]:
    """Return the person's sign-ins in force, the most recently used first."""
    return list(in_force(timezone.now()).filter(user_id=user_id).order_by("-seen_at", "session_key"))


def delete_sessions(sessions: Iterable[Session]) -> int:
    """End these sign-ins at once. Returns how many."""
    store, ended = SessionStore(), list(sessions)
    for session in ended:
        store.delete(session.session_key)
    return len(ended)
