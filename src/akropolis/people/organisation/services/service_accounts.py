"""Service accounts: accounts for programs, each with a responsible unit and a responsible person."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.people import SERVICE
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.records.writer import writing
from akropolis.people.integrations.services.webhooks import pause_all
from akropolis.people.organisation.services.tokens import revoke_all

CHANGEABLE = frozenset({"name", "title", "unit", "responsible", "is_active"})


def create(access: Access, values: Mapping[str, object], *, because: str = "") -> User:
    """Create a service account. It has no password, so nobody can sign in as it. It gets roles as a person does."""
    _must_be_person(values)
    fixed = {"kind": SERVICE, "password": make_password(None)}
    with writing(access, because=because) as w:
        return w.create(User, {**values, **fixed}, permission=KEEPS)


def change(
    access: Access,
    account: User,
    values: Mapping[str, object],
    *,
    version: int | None = None,
    because: str = "",
) -> User:
    """Change a service account. Closing it revokes its tokens at once, and pauses its webhooks."""
    if not account.is_program:
        raise Hidden
    _must_be_person(values)
    values = {name: value for name, value in values.items() if name in CHANGEABLE}
    with writing(access, because=because) as w:
        w.update(account, values, version=version, permission=KEEPS)
        if not account.is_active:
            revoke_all(w, account, permission=KEEPS)
            pause_all(w, account)
    return account


def _must_be_person(values: Mapping[str, Any]) -> None:
    responsible = values.get("responsible")
    if responsible is not None and responsible.is_program:
        raise Invalid({"responsible": [_("A person is responsible, and not another service account.")]})
