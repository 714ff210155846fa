"""The users: every account of the demo city, signed in, with the values that each of them may put into a
URL.

Sessions are created directly on the server: checking a password is slow by design, and the ten minutes
of a run include no sign-in.
"""

import random
import secrets
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import access_for_username
from akropolis.base.kernel.access.models import User
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.information.models import InformationSet
from akropolis.graph.suppliers.models import Supplier
from akropolis.people.organisation.services import tokens
from akropolis.review.review.models import ReviewState
from akropolis.review.review_text.models import Chapter
from akropolis.shared.actions.models import Action
from akropolis.tools.bench.crowd.mix import MIX, RequestKind
from akropolis.tools.bench.visiting import client_of

EACH = 20
"""Number of rows of each register that one person looks at."""
WORDS = ("system", "skola", "avtal", "drift", "brand", "moln", "journal", "kart", "utbildning", "logg")
ROWS = {
    "action": Action,
    "incident": Incident,
    "service": Service,
    "information": InformationSet,
    "supplier": Supplier,
}
LISTED = {"/api/v1/actions": Action, "/api/v1/services": Service}
"""Lists to which nothing is added during the run: an unknown row there belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person: the name shown on pages, the API token of the person's program, and what they request.

    `kinds` has the URL paths that work for the person, keyed by kind of request; `fill` the values of
    placeholders; `seen` the rows that the person may see in lists of the API.
    """

    name: str
    token: str
    kinds: dict[str, list[str]]
    fill: dict[str, list[str]]
    seen: dict[str, list[str]]


def visitors(count: int) -> dict[str, object]:
    """Return this number of browsers, shared out over all accounts in turn, as JSON-compatible values."""
    every = list(User.everything.filter(is_active=True, kind="person").order_by("username"))[:count]
    by_role: dict[str, dict[str, list[str]]] = {}
    accounts = {user.username: asdict(_account(user, by_role)) for user in every}
    browsers = [_browser(user) for user in islice(cycle(every), count)]
    _share_out(browsers, accounts)
    return {"accounts": accounts, "browsers": browsers}


def _browser(user: User) -> dict[str, object]:
    return {"account": user.username, "cookie": _cookie(user), "own": []}


def _share_out(browsers: list[dict[str, Any]], accounts: dict[str, Any]) -> None:
    """Give each browser rows that no other browser changes: concurrent saves of the same row are tested elsewhere."""
    by_row = defaultdict(list)
    for browser in browsers:
        for pk in accounts[browser["account"]]["fill"]["own"]:
            by_row[pk].append(browser)
    for pk, some in by_row.items():
        min(some, key=lambda browser: len(browser["own"]))["own"].append(pk)


def _cookie(user: User) -> str:
    return client_of(user.username).cookies[settings.SESSION_COOKIE_NAME].value


def _account(user: User, by_role: dict[str, dict[str, list[str]]]) -> Account:
    access, role = access_for_username(user.username), user.username.partition(".")[0]
    fill, token = _fill(access, user.username), _token(user)
    if role not in by_role:
        by_role[role] = _answered(client_of(user.username), token, fill)
    kinds = {key: [one for one in some if _fits(one, fill)] for key, some in by_role[role].items()}
    seen = {path: _ids(model, access) for path, model in LISTED.items()}
    return Account(user.name, token, {key: some for key, some in kinds.items() if some}, fill, seen)


def _fill(access: Access, username: str) -> dict[str, list[str]]:
    """Return the values that this person may put into URLs, keyed by placeholder, drawn deterministically."""
    chance = random.Random(username)  # noqa: S311 # repeatable on purpose
    found = {name: _drawn(chance, _ids(model, access)) for name, model in ROWS.items()}
    found["node"] = _drawn(chance, [str(pk) for pk in _nodes(access)])
    unit = username.partition(".")[2] or "slk"
    own = Action.objects.visible(access).filter(owner_unit__code=unit, archived_at=None, status="ongoing")
    chapters = _chapters(access, unit)
    return found | {
        "word": [*WORDS],
        "unit": [unit],
        "own": [str(pk) for pk in own.order_by("pk").values_list("pk", flat=True)],
        "chapter": chapters,
        "review": sorted({path.partition("/kapitel/")[0] for path in chapters}),
    }


def _nodes(access: Access) -> list[object]:
    rows = Node.objects.visible(access).filter(archived_at=None, kind__in=("service", "supplier"))
    return list(rows.order_by("pk").values_list("record", flat=True)[:1000])


def _chapters(access: Access, unit: str) -> list[str]:
    rows = Chapter.objects.visible(access).filter(included=True, review__owner_unit__code=unit)
    written = (
        rows.exclude(review__state=ReviewState.DECIDED).order_by("pk").values_list("review__year", "key")
    )
    return [f"{year}/{unit}/kapitel/{key}" for year, key in written]


def _ids(model: Any, access: Access) -> list[str]:
    rows = model.objects.visible(access).filter(archived_at=None)
    return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def _drawn(chance: random.Random, every: list[str]) -> list[str]:
    return chance.sample(every, min(EACH, len(every)))


def _token(user: User) -> str:
    wanted = tokens.TokenRequest(
        name=f"Bench {secrets.token_hex(4)}", last=timezone.localdate() + timedelta(days=1)
    )
    return tokens.make(system("Bench"), user, wanted)[1]


def _answered(client: Client, token: str, fill: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the paths that work for this user, keyed by kind of request. Each path is tried once."""
    found = {
        kind.key: [one for one in kind.addresses if _is_open(client, token, kind, one, fill)] for kind in MIX
    }
    return {key: some for key, some in found.items() if some}


def _is_open(client: Client, token: str, kind: RequestKind, address: str, fill: dict[str, list[str]]) -> bool:
    if not _fits(address, fill):
        return False
    path = address.format(**{name: values[0] for name, values in fill.items() if values})
    headers = {"Authorization": f"Bearer {token}"} if kind.token else {}
    browser = Client(headers={"host": "localhost"}) if kind.token else client
    return browser.get(path, headers=headers).status_code == HTTPStatus.OK


def _fits(address: str, fill: dict[str, list[str]]) -> bool:
    return all(values or f"{{{name}}}" not in address for name, values in fill.items())
