"""The town, and clients that carry a token. Models can be imported only when Django is ready."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.exchange.conftest import add, town

__all__ = ["add", "api", "town"]


@pytest.fixture
def api(town: Any) -> Callable[..., Any]:
    """A client for the named person: `api("editor")`, or `api("editor", scope="read")`."""
    from django.test import Client
    from django.utils import timezone

    from akropolis.base.kernel.access.gate import system
    from akropolis.base.kernel.access.models import Token
    from akropolis.base.kernel.access.models.tokens import digest
    from akropolis.base.kernel.records.writer import writing

    def client(name: str, *, scope: str = "write", days: int = 1) -> Any:
        secret = f"{name}-{scope}-{days}"
        values = {
            "user": getattr(town, name),
            "digest": digest(secret),
            "scope": scope,
            "expires_at": timezone.now() + timedelta(days=days),
        }
        with writing(system("test")) as w:
            w.create(Token, values)
        return Client(headers={"authorization": f"Bearer {secret}"})

    return client
