"""The small fixed cast: a city with two nämnder and a bolag, roles from our own content, and people in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, Unit, User
from akropolis.base.kernel.records.writer import writing

TODAY = date(2026, 11, 25)
START = date(2019, 1, 1)
PASSWORD = "korrekt-häst-batteri"
UNITS = (
    ("stad", "Mälarstad", "city", None),
    ("utb", "Utbildningsnämnden", "committee", "stad"),
    ("utbf", "Utbildningsförvaltningen", "administration", "utb"),
    ("ald", "Äldrenämnden", "committee", "stad"),
    ("bos", "Mälarstads Bostäder AB", "company", "stad"),
)
PEOPLE = (
    ("admin", "Hanna Törnros", "administrator", "stad", True),
    ("ciso", "Katarina Vesterlund", "ciso", "stad", True),
    ("revisor", "Birgitta Sjövall", "revisor", "stad", True),
    ("samordnare.utb", "Nadja Perić", "samordnare", "utb", True),
    ("medarbetare.utb", "Oskar Tallgren", "medarbetare", "utb", True),
    ("samordnare.ald", "Per-Olov Estlind", "samordnare", "ald", True),
    ("outsider", "Ingen Alls", "", "", False),
)


@cache
def _hashed() -> str:
    """The password's stored form, made once: it is slow on purpose."""
    return make_password(PASSWORD)


@dataclass
class Cast:
    """Units by code, roles by code, people by user name."""

    units: dict[str, Unit] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def access(self, username: str, day: date = TODAY) -> Access:
        """What the person may do."""
        return access_for(self.people[username], day)


def build(role_grants: dict[str, list[str]] | None = None) -> Cast:
    """The cast, written through the same services as everything else."""
    cast, access = Cast(), system("Test")
    grants = role_grants or {}
    with writing(access) as w:
        for code, name, kind, parent in UNITS:
            values = {
                "code": code,
                "name": name,
                "kind": kind,
                "valid_from": START,
                "reviews": kind != "administration",
            }
            cast.units[code] = w.create(Unit, {**values, "parent": cast.units.get(parent or "")})
        for code in {role for _u, _n, role, _unit, _b in PEOPLE if role}:
            values = {"code": code, "name": code, "grants": grants.get(code, ["*:*:read"])}
            cast.roles[code] = w.create(Role, values)
        for username, name, role, unit, below in PEOPLE:
            person = w.create(User, {"username": username, "name": name, "password": _hashed()})
            cast.people[username] = person
            if role:
                values = {
                    "user": person,
                    "role": cast.roles[role],
                    "unit": cast.units[unit],
                    "and_below": below,
                }
                w.create(Appointment, {**values, "valid_from": START})
    return cast
