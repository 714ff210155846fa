"""The cast with quick passwords, browsers that are signed in by the form, and apps that show codes."""

import re
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models import User
from akropolis.people.second_factors.models import Factor, FactorKind
from tests.organisation.cast import PASSWORD, Cast, build

SIGN_IN, CODE, KEY, ASKED = "/logga-in/", "/logga-in/kod/", "/logga-in/nyckel/", "/logga-in/nyckel/fraga/"
APP, PASSKEY, ACCOUNT = "/konto/faktorer/app/", "/konto/faktorer/nyckel/", "/konto/"


class Cheap(Argon2PasswordHasher):
    """As slow as a test can bear."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture
def cast(settings: Any) -> Cast:
    """The cast, whose passwords are quick to check."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Cheap"]
    made = build({"administrator": ["*:*:*"], "samordnare": ["*:*:*"]})
    User.everything.update(password=make_password(PASSWORD))
    for person in made.people.values():
        person.refresh_from_db()
    return made


def sign_in(username: str, **more: Any) -> tuple[Client, Any]:
    """A new browser after the first step, and what it was answered."""
    client = Client(**more)
    return client, client.post(SIGN_IN, {"username": username, "password": PASSWORD})


def code(secret: str, at: datetime | None = None) -> str:
    """What the app shows."""
    return pyotp.TOTP(secret).at(at or timezone.now())


def set_up_app(client: Client, name: str = "Appen i min telefon") -> tuple[str, list[str]]:
    """An app set up on the pages, as who is signed in: its secret, and the recovery codes that were shown."""
    page = client.get(APP).content.decode()
    secret = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")  # type: ignore[index]
    answer = client.post(APP, {"name": name, "code": code(secret)})
    assert answer.status_code in (200, 302), answer.content.decode()
    return secret, re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", answer.content.decode())


def forget_uses() -> None:
    """As if half a minute had gone since each code was used, so that a test need not wait."""
    Factor.everything.filter(kind=FactorKind.TOTP).update(counter=0)


def later(client: Client, *names: str, by: timedelta = timedelta(hours=1)) -> None:
    """As if so long had gone since what the session remembers under these names."""
    session = client.session
    for name in names:
        session[name] = (datetime.fromisoformat(session[name]) - by).isoformat()
    session.save()
