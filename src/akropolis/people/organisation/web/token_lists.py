"""Tokens and service accounts: what a token may do, until when, and its state in words; and lists of them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Token, User
from akropolis.base.kernel.access.models.people import SERVICE
from akropolis.base.kernel.access.models.tokens import KEEPS, TokenScope
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.access.tokens import TokenStatus, token_status
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import capitalised, date_iso, datetime_iso
from akropolis.base.ui.parts import Cell, Kind, Term

KINDS: dict[str, Kind] = {
    TokenStatus.IN_FORCE: "success",
    TokenStatus.EXPIRED: "neutral",
    TokenStatus.REVOKED: "neutral",
    TokenStatus.CLOSED: "neutral",
}
UNUSED = timedelta(days=90)
NEVER_LATELY = "unused"
STATES = (*TokenStatus.choices, (NEVER_LATELY, gettext_lazy("In force, not used for 90 days")))


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


def unused(token: Token) -> bool:
    """Return whether the token works but has been unused for so long that somebody should ask whether it is needed."""
    now = timezone.now()
    return (
        token_status(token, now) == TokenStatus.IN_FORCE
        and (token.used_at or token.created_at) < now - UNUSED
    )


def _day(moment: str) -> Callable[[Token], date | None]:
    return lambda token: timezone.localdate(value) if (value := getattr(token, moment)) else None


def _standing(_list: object, token: Token) -> Cell:
    found = token_status(token, timezone.now())
    return Cell(text=found.label, kind=KINDS[found], note=str(STATES[-1][1]) if unused(token) else "")


class TokenList(Computed[Token]):
    """List of the tokens that reach into units whose tokens the user administers."""

    key, slug, permission = "tokens", "api-nycklar", KEEPS
    start = (gettext_lazy("Service accounts"), "service-accounts")
    title, empty = gettext_lazy("API tokens"), gettext_lazy("No token reaches into your units.")
    filters = (ListFilter("state", gettext_lazy("State"), lambda _asked: STATES),)
    columns = (
        ListColumn(
            gettext_lazy("Name"),
            lambda token: token.name or scope_in_words(token),
            key="name",
            width=32,
            link=lambda token: reverse("token", args=[token.pk]),
        ),
        ListColumn(gettext_lazy("Account"), "user.name", key="account", width=28),
        ListColumn(
            gettext_lazy("What it may do"), lambda token: scope_in_words(token), key="scope", width=40
        ),
        ListColumn(gettext_lazy("Made"), _day("created_at"), ValueKind.DATE, key="made", sort="created_at"),
        ListColumn(gettext_lazy("Last used"), _day("used_at"), ValueKind.DATE, key="used"),
        ListColumn(gettext_lazy("Valid to"), last_day, ValueKind.DATE, key="until", sort="expires_at"),
        ListColumn(
            gettext_lazy("State"),
            lambda token: str(token_status(token, timezone.now()).label),
            key="state",
            cell=_standing,
        ),
    )

    @cached_property
    def every(self) -> list[Token]:
        """Return all rows of the list, whatever the filter."""
        return list(Token.objects.visible(self.access).select_related("user"))

    def rows(self) -> Sequence[Token]:
        """Return the tokens in the state chosen in the filter."""
        state = self.chosen["state"]
        if state == NEVER_LATELY:
            return [token for token in self.every if unused(token)]
        now = timezone.now()
        return [token for token in self.every if state in ("", token_status(token, now))]


class ServiceAccounts(Computed[User]):
    """List of the service accounts of units whose tokens the user administers."""

    key, slug, permission = "service-accounts", "servicekonton", KEEPS
    start = (gettext_lazy("People"), "people")
    title, empty = gettext_lazy("Service accounts"), gettext_lazy("There is no service account here.")
    template = "organisation/service_accounts.html"
    filters = (
        ListFilter(
            "unit", gettext_lazy("Unit"), lambda asked: units_of(row.unit for row in asked.every if row.unit)
        ),
        ListFilter(
            "open",
            gettext_lazy("State"),
            lambda _asked: (("1", _("The account is open")), ("0", _("The account is closed"))),
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Name"),
            "name",
            key="name",
            width=32,
            sort="sort_key",
            link=lambda row: reverse("person", args=[row.pk]),
        ),
        ListColumn(gettext_lazy("What the account does"), "title", key="purpose", width=40),
        ListColumn(gettext_lazy("Responsible unit"), "unit.name", key="unit", width=28),
        ListColumn(gettext_lazy("Responsible person"), "responsible.name", key="responsible", width=28),
        ListColumn(
            gettext_lazy("State"),
            lambda row: str(_("The account is open") if row.is_active else _("The account is closed")),
            key="state",
        ),
    )

    @cached_property
    def every(self) -> list[User]:
        """Return all rows of the list, whatever the filter."""
        rows = User.objects.visible(self.access).filter(self.access.units(KEEPS, "unit"), kind=SERVICE)
        return list(rows.select_related("unit", "responsible"))

    def rows(self) -> Sequence[User]:
        """Return the rows of the unit and state chosen in the filter."""
        unit, state = self.chosen["unit"], self.chosen["open"]
        return [
            r
            for r in self.every
            if unit in ("", r.unit and r.unit.code) and state in ("", str(int(r.is_active)))
        ]
