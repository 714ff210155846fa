"""Creates and revokes API tokens. The text of a token is returned once, and is never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.tokens import KEEPS, LONGEST, TokenScope, digest
from akropolis.base.kernel.access.tokens import new_secret
from akropolis.base.kernel.records.content import ContentReport
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.calendar import DAY
from akropolis.people.organisation.services.appointments import KEEPS_ROLES


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Input for a new token. `last` is the last day on which it works, `grants` are the rights chosen for it."""

    name: str
    last: date
    scope: str = TokenScope.READ
    grants: Sequence[str] = ()


def make(access: Access, owner: User, wanted: TokenRequest) -> tuple[Token, str]:
    """Create a token for the user, or for a service account that the user administers.

    Returns the token and its text, which must be shown now, because it is not stored. Raises Hidden for
    another person's account, Refused for an account that is closed or has more rights than the user, and
    Invalid, keyed by field, for what is too broad, too long or missing.
    """
    with writing(access, because=_("API token made")) as w:
        return make_in(w, owner, wanted)


def make_in(w: Writer, owner: User, wanted: TokenRequest) -> tuple[Token, str]:
    """Create a token as `make` does, within an open writer."""
    _may_make(w, owner)
    if errors := _errors(w, owner, wanted):
        raise Invalid(errors)
    secret = new_secret()
    values = {
        "user": owner,
        "name": wanted.name.strip(),
        "digest": digest(secret),
        "scope": wanted.scope,
        "grants": sorted(set(wanted.grants)) if wanted.scope == TokenScope.CHOSEN else [],
        "expires_at": _end_of(wanted.last),
        "made_by_id": w.access.actor.id,
    }
    return w.create(Token, values), secret


def _may_make(w: Writer, owner: User) -> None:
    access = w.access
    mine = access.unlimited or owner.pk == access.actor.id
    if not mine and not (owner.is_program and access.may(KEEPS, owner.unit)):
        raise Hidden
    if not User.everything.filter(pk=owner.pk, is_active=True).exists():
        sentence = _("The account %(name)s is closed. Open it first, or choose another.")
        raise Refused(sentence % {"name": owner.name}, code="closed_account")
    theirs = access_for(owner, timezone.localdate(w.at))
    if not (mine or access.may(KEEPS_ROLES, None) or access.holds(theirs)):
        sentence = _(
            "The account may do more than you may. Ask an administrator of the city to make the token."
        )
        raise Refused(sentence, code="too_wide")


def _errors(w: Writer, owner: User, wanted: TokenRequest) -> dict[str, list[str]]:
    scopes = ", ".join(TokenScope.values)
    found = {
        "name": _name_error(owner, wanted.name.strip(), w.at),
        "last": _day_error(wanted.last, timezone.localdate(w.at)),
        "scope": "" if wanted.scope in TokenScope else _("Choose one of: %(all)s.") % {"all": scopes},
        "grants": _grants_error(owner, wanted, timezone.localdate(w.at)),
    }
    return {field: [sentence] for field, sentence in found.items() if sentence}


def _name_error(owner: User, name: str, now: datetime) -> str:
    if not name:
        return _("Write what the token is for.")
    same = Token.objects.unscoped(because="a name tells an account's tokens apart")
    if same.filter(user=owner, name=name, revoked_at__isnull=True, expires_at__gt=now).exists():
        return _("The account has a token with that name already. Revoke it, or choose another name.")
    return ""


def _day_error(last: date, today: date) -> str:
    if last < today:
        return _("The day has passed.")
    if last > today + LONGEST:
        return _("A token lives for a year at most. Choose %(day)s or earlier.") % {
            "day": (today + LONGEST).isoformat()
        }
    return ""


def _grants_error(owner: User, wanted: TokenRequest, today: date) -> str:
    if wanted.scope != TokenScope.CHOSEN:
        return ""
    if not wanted.grants:
        return _("Choose at least one right.")
    theirs = access_for(owner, today)
    if wider := sorted(name for name in set(wanted.grants) if not theirs.anywhere(name)):
        return _("The account does not have the right: %(rights)s.") % {"rights": ", ".join(wider)}
    return ""


def _end_of(day: date) -> datetime:
    """Return the midnight that ends the day."""
    return timezone.make_aware(datetime.combine(day + DAY, time()))


def revoke(access: Access, token: Token) -> Token:
    """Revoke the token at once. Raises Hidden if the user may not see it, Refused if it is already revoked."""
    with writing(access, because=_("API token revoked")) as w:
        seen: Token = Token.objects.visible(access).one(pk=token.pk)
        if seen.revoked_at:
            raise Refused(_("The token is revoked already."), code="revoked")
        return w.update(seen, _revoked(w))


def revoke_all(w: Writer, owner: User, *, permission: str) -> int:
    """Revoke all tokens of an account that is being closed, within an open writer. Return how many were revoked."""
    rows = Token.objects.unscoped(because="an account that closes takes its tokens along")
    tokens = list(rows.filter(user=owner, revoked_at__isnull=True))
    for token in tokens:
        w.update(token, _revoked(w), permission=permission)
    return len(tokens)


def _revoked(w: Writer) -> dict[str, object]:
    return {"revoked_at": w.at, "revoked_by_id": w.access.actor.id}


def upgrade_tokens(access: Access) -> Iterable[ContentReport]:
    """Upgrade tokens of earlier versions: name them, and limit their life to a year from the upgrade."""
    rows = Token.objects.unscoped(because="tokens of earlier versions have no name")
    if not rows.filter(name="").exists():
        return []
    with writing(access, because=_("Tokens have a name and live for a year at most")) as w:
        end = w.at + LONGEST
        for token in rows.filter(name=""):
            words = {"day": timezone.localdate(token.created_at).isoformat()}
            w.update(token, {"name": _("Made %(day)s") % words, "expires_at": min(token.expires_at, end)})
    return []
