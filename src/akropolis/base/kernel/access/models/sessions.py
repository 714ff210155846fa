"""Sign-ins in force, so that users can see and end theirs."""

from importlib import import_module
from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """A sign-in until it expires or is ended. Written by the session engine, never by hand.

    Personal data: whose it is, from which address and with which browser; gone when it has expired.
    """

    user_id = models.UUIDField(null=True, db_index=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    agent = models.CharField(_("browser"), max_length=300, blank=True)
    started_at = models.DateTimeField(_("signed in"), null=True)
    seen_at = models.DateTimeField(_("last used"), null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return the engine that reads and writes these rows."""
        return import_module(
            "akropolis.base.kernel.access.sessions"
        ).SessionStore  # it needs this model first
