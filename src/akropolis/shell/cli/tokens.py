"""`token list`, `token create` and `token revoke`."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope, digest
from akropolis.base.kernel.access.tokens import in_force, token_status
from akropolis.base.lib.numbers import id_in
from akropolis.people.organisation.services import tokens
from akropolis.shell.cli import installation
from akropolis.shell.cli.running import say, say_json

ACCESS = system("akropolis token")


def create(user: str, name: str, expires: int, scope: str, right: tuple[str, ...]) -> None:
    """Create a token with the rights of its account, or fewer, and print it once: only its digest is stored."""
    installation.require()
    owner = _account(user)
    today = timezone.localdate()
    wanted = tokens.TokenRequest(
        name=name or _("Made %(day)s with the command") % {"day": today.isoformat()},
        last=today + timedelta(days=expires),
        scope=TokenScope.CHOSEN if right else scope,
        grants=right,
    )
    _token, secret = tokens.make(ACCESS, owner, wanted)
    say(secret)


def _account(username: str) -> User:
    owner = User.everything.filter(username=username).first()
    if owner is None:
        raise Refused(
            _("There is no person with the user name %(name)s.") % {"name": username}, code="unknown_user"
        )
    return owner


def listing(user: str, every: bool, as_json: bool) -> None:
    """List the active tokens, or with `every` all tokens ever created: owner, purpose, validity, and last use."""
    installation.require()
    now = timezone.now()
    rows = Token.objects.visible(ACCESS).select_related("user", "made_by", "revoked_by")
    rows = rows.filter(user=_account(user)) if user else rows
    shown = [_token_row(row, now) for row in (rows if every else rows.filter(in_force(now)))]
    if as_json:
        say_json(shown)
        return
    say(*("  ".join(str("–" if value in (None, "") else value) for value in row.values()) for row in shown))


def _token_row(row: Token, now: datetime) -> dict[str, object]:
    return {
        "id": str(row.pk),
        "account": row.user.username,
        "name": row.name,
        "scope": row.scope,
        "state": token_status(row, now).value,
        "made": _moment(row.created_at),
        "made_by": row.made_by.username if row.made_by else None,
        "used": _moment(row.used_at),
        "expires": _moment(row.expires_at),
        "revoked": _moment(row.revoked_at),
        "revoked_by": row.revoked_by.username if row.revoked_by else None,
        "rights": " ".join(row.grants),
    }


def _moment(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="minutes") if value else None


def revoke(token: str) -> None:
    """Revoke a token at once, by its id in the list or by the token itself."""
    installation.require()
    named = Q(pk=pk) if (pk := id_in(token)) else Q(digest=digest(token))
    found = Token.objects.visible(ACCESS).filter(named).first()
    if found is None:
        raise Refused(_("There is no such token. See: akropolis token list"), code="unknown_token")
    tokens.revoke(ACCESS, found)
    say(_("The token %(name)s is revoked.") % {"name": found})
