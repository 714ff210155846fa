"""Webhooks in the API: set up, changed, paused and resumed by the same services as behind the pages.

Secrets go in and never out: the client that sets a webhook up sends the signing secret.
"""

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import SERVICE
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.registers.api.parts import Nothing, PartRows, Sent, Verb, declare, pointed_at
from akropolis.people.integrations.models import Webhook
from akropolis.people.integrations.services import webhooks

SIGNED_WITH = "`whsec_` and 24 to 64 random bytes in base64. It is never given back."
TOLD_OF = "Keys of registers; none to be told of all that the account may read."


class NewWebhook(Sent):
    """Where a service account's system is told of changes, and what is signed with."""

    account: str = Field(description="A service account's user name.")
    name: str = Field(max_length=80)
    url: str = Field(max_length=500)
    registers: list[str] = Field([], description=TOLD_OF)
    signing_secret: str = Field(max_length=100, description=SIGNED_WITH)


class WebhookChange(Sent):
    """Another name, address or choice. What is left out stays as it is."""

    name: str | None = Field(None, max_length=80)
    url: str | None = Field(None, max_length=500)
    registers: list[str] | None = Field(None, description=TOLD_OF)


class WebhookSecret(Sent):
    """What is signed with from now on; for a day by the one before too."""

    signing_secret: str = Field(max_length=100, description=SIGNED_WITH)


class WebhookPause(Sent):
    """Why nothing is sent for now."""

    because: str = Field("", max_length=200)


def _set_up(access: Access, _row: object, sent: NewWebhook) -> Webhook:
    kept = User.objects.visible(access).filter(access.units(KEEPS, "unit"), kind=SERVICE)
    accounts = kept.filter(username=sent.account)
    return webhooks.set_up(access, pointed_at(accounts, "account"), sent.model_dump(), sent.signing_secret)[0]


def _change(access: Access, row: Webhook, sent: WebhookChange) -> Webhook:
    values = {name: getattr(row, name) for name in webhooks.CHANGEABLE} | sent.model_dump(exclude_none=True)
    return webhooks.change(access, row, values, version=row.version)


def _renew(access: Access, row: Webhook, sent: WebhookSecret) -> Webhook:
    webhooks.renew_secret(access, row, sent.signing_secret)
    return row


def _pause(access: Access, row: Webhook, sent: WebhookPause) -> Webhook:
    return webhooks.pause(access, row, sent.because)


def _resume(access: Access, row: Webhook, _sent: Nothing) -> Webhook:
    return webhooks.resume(access, row)


def _retry(access: Access, row: Webhook, _sent: Nothing) -> Webhook:
    return webhooks.retry(access, row)


def _end(access: Access, row: Webhook, _sent: Nothing) -> Webhook:
    return webhooks.end(access, row)


declare(
    PartRows(
        key="webhooks",
        model=Webhook,
        about="Webhooks of service accounts, also those that have ended.",
        fields=(
            "account",
            "name",
            "url",
            "registers",
            "old_until",
            "paused_at",
            "paused_because",
            "ended_at",
        ),
        narrowed=("account",),
        verbs=(
            Verb("set_up", KEEPS, NewWebhook, _set_up, "Set a webhook up.", makes=True),
            Verb("change", KEEPS, WebhookChange, _change, "Change a webhook.", seen=True),
            Verb("renew", KEEPS, WebhookSecret, _renew, "Sign with another secret.", seen=True),
            Verb("pause", KEEPS, WebhookPause, _pause, "Send nothing until it is resumed."),
            Verb("resume", KEEPS, Nothing, _resume, "Go on where it was paused."),
            Verb("retry", KEEPS, Nothing, _retry, "Send what waits at once."),
            Verb("end", KEEPS, Nothing, _end, "Send nothing more, ever.", seen=True),
        ),
    ),
)
