"""A service account that reads one nämnd, a webhook of its, and changes to be told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Appointment, User
from akropolis.base.kernel.records.writer import writing
from akropolis.people.integrations.models import Webhook
from akropolis.people.integrations.services import webhooks
from akropolis.people.organisation.services import service_accounts
from akropolis.shared.actions.models import Action
from tests.integrations.receivers import Receiver, receiver
from tests.organisation.cast import START, Cast, build

SYSTEM = system("Test")
KEEPER = ["*:*:read", "organisation:token:edit"]
WORD = "Havsörn"


@dataclass
class Scene:
    """The cast, the account, its webhook with its secret, and the receiver that it tells."""

    cast: Cast
    robot: User
    hook: Webhook
    secret: str
    there: Receiver

    def act(self, count: int, unit: str = "utb", word: str = WORD) -> list[Action]:
        """As many new actions in the unit."""
        rows = [{"title": f"{word} {n}", "owner_unit": self.cast.units[unit]} for n in range(count)]
        with writing(SYSTEM) as w:
            return w.create_many(Action, rows)


def robot(cast: Cast, *, unit: str = "utb", role: str = "samordnare", name: str = "robot") -> User:
    """A service account with a role in the unit; Oskar is responsible."""
    values = {"username": name, "name": name.capitalize(), "title": "Hämtar", "unit": cast.units[unit]}
    account = service_accounts.create(SYSTEM, values | {"responsible": cast.people["medarbetare.utb"]})
    with writing(SYSTEM) as w:
        held = {"user": account, "role": cast.roles[role], "unit": cast.units[unit], "valid_from": START}
        w.create(Appointment, held)
    return account


def allow_here(settings: Any) -> None:
    """Let this machine be sent to, without TLS."""
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    settings.WEBHOOK_HTTP = True


@contextmanager
def scene(settings: Any) -> Iterator[Scene]:
    """All of it, until the end of the block."""
    allow_here(settings)
    cast = build({"administrator": ["*:*:*"], "samordnare": KEEPER})
    account = robot(cast)
    with receiver() as there:
        hook, secret = webhooks.set_up(SYSTEM, account, {"name": "SIEM", "url": there.url, "registers": []})
        yield Scene(cast, account, hook, secret, there)
