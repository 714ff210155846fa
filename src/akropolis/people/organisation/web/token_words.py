"""What a token may do, until when, and its state, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.access.tokens import TokenStatus, token_status
from akropolis.base.lib.swedish import capitalised, date_iso, datetime_iso
from akropolis.base.ui.parts import Kind, Term

KINDS: dict[str, Kind] = {
    TokenStatus.IN_FORCE: "success",
    TokenStatus.EXPIRED: "neutral",
    TokenStatus.REVOKED: "neutral",
    TokenStatus.CLOSED: "neutral",
}


def right_in_words(permission: str) -> str:
    """Return a right's name as shown on pages, or its key if it no longer exists."""
    found = registry.resource_of(permission)
    if found is None:
        return permission
    return f"{capitalised(str(found.label))}: {found.actions[permission.rpartition(':')[2]]}"


def scope_in_words(token: Token) -> str:
    """Describe which of its account's rights the token has."""
    if token.scope == TokenScope.CHOSEN:
        return "; ".join(map(right_in_words, token.grants))
    return str(TokenScope(token.scope).label) if token.scope in TokenScope else _("Nothing")


def terms(token: Token) -> list[Term]:
    """Return all details of the token except its text, as pairs of label and value."""
    now = timezone.now()
    by = token.made_by.name if token.made_by else _("with the command on the server")
    found = [
        Term(label=_("Account"), value=token.user.name),
        Term(label=_("State"), value=str(token_status(token, now).label)),
        Term(label=_("What it may do"), value=scope_in_words(token)),
        Term(label=_("Made"), value=f"{_moment(token.created_at)}, {by}"),
        Term(label=_("Last used"), value=_moment(token.used_at) if token.used_at else _("Never")),
        Term(label=_("Works until"), value=date_iso(last_day(token))),
    ]
    if token.revoked_at:
        who = token.revoked_by.name if token.revoked_by else _("with the command on the server")
        found.append(Term(label=_("Revoked"), value=f"{_moment(token.revoked_at)}, {who}"))
    return found


def _moment(moment: datetime) -> str:
    return datetime_iso(timezone.localtime(moment))


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token as shown in a list: name, rights, state and last day, and whether it still works."""

    token: Token
    name: str
    may: str
    state: str
    kind: Kind
    last: date
    open: bool


def tokens_of(access: Access, account: User) -> list[ShownToken]:
    """List the account's tokens that are visible to the user, valid ones first."""
    now = timezone.now()
    rows = Token.objects.visible(access).filter(user=account).select_related("user")
    shown = [_token_view(token, token_status(token, now)) for token in rows]
    return sorted(shown, key=lambda each: not each.open)


def _token_view(token: Token, found: TokenStatus) -> ShownToken:
    in_force = found == TokenStatus.IN_FORCE
    name = token.name or scope_in_words(token)
    said = scope_in_words(token), str(found.label), KINDS[found]
    return ShownToken(token, name, *said, last=last_day(token), open=in_force)


def last_day(token: Token) -> date:
    """Return the last day on which the token works."""
    return timezone.localdate(token.expires_at - timedelta(seconds=1))


def program_terms(account: User) -> list[Term]:
    """Return the details of a service account, as pairs of label and value."""
    assert account.unit
    assert account.responsible
    return [
        Term(label=_("What the account does"), value=account.title),
        Term(label=_("User name"), value=account.username),
        Term(
            label=_("Responsible unit"),
            value=account.unit.name,
            url=reverse("unit", args=[account.unit.code]),
        ),
        Term(
            label=_("Responsible person"),
            value=account.responsible.name,
            url=reverse("person", args=[account.responsible.pk]),
        ),
        Term(
            label=_("State"),
            value=_("The account is open") if account.is_active else _("The account is closed"),
        ),
    ]
