"""Two neighbours in a small city: one who may write in alfa, one who may only read there, one in beta."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.records.writer import writing

START = date(2020, 1, 1)


@dataclass(frozen=True)
class City:
    """The units and people of these tests."""

    city: Unit
    alfa: Unit
    beta: Unit
    editor: User
    reader: User
    outsider: User

    def access(self, person: User) -> Access:
        """What the person may do today."""
        return access_for(person, timezone.localdate())


def person(w: Any, username: str, name: str, unit: Unit, grants: list[str]) -> User:
    user = w.create(User, {"username": username, "name": name})
    role = w.create(Role, {"code": username.replace(".", "-"), "name": username, "grants": grants})
    w.create(Appointment, {"user": user, "role": role, "unit": unit, "valid_from": START})
    return user  # type: ignore[no-any-return]


def build() -> City:
    """The town, stored."""
    with writing(system("test")) as w:

        def unit(code: str, name: str, parent: Unit | None) -> Unit:
            kind = "city" if parent is None else "committee"
            values = {"code": code, "name": name, "parent": parent, "kind": kind, "valid_from": START}
            return w.create(Unit, values)

        city = unit("stad", "Staden", None)
        alfa, beta = unit("alfa", "Alfanämnden", city), unit("beta", "Betanämnden", city)
        named = [right for right in registry.all() if registry.by_name(right)]
        both, reading = ["*:*:read", "*:*:edit", *named], ["*:*:read"]
        return City(
            city,
            alfa,
            beta,
            person(w, "eva.editor", "Eva Ek", alfa, both),
            person(w, "rut.reader", "Rut Ros", alfa, reading),
            person(w, "otto.outsider", "Otto Öst", beta, both),
        )
