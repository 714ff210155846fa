"""`token create`."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.cli import installation
from akropolis.cli.running import say
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import system
from akropolis.kernel.access.models import Token, User
from akropolis.kernel.access.models.tokens import digest
from akropolis.kernel.records.writer import writing

PREFIX = "akr_"


def create(user: str, expires: int, scope: str) -> None:
    """A token that may do what its person may, printed once: only its digest is stored."""
    installation.require()
    person = User.everything.filter(username=user, is_active=True).first()
    if person is None:
        raise Refused(
            _("There is no person with the user name %(name)s.") % {"name": user}, code="unknown_user"
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(days=expires)
    values = {"user": person, "digest": digest(secret), "scope": scope, "expires_at": until}
    with writing(system("akropolis token"), because=_("API token made with the command")) as w:
        w.create(Token, values)
    say(secret)
