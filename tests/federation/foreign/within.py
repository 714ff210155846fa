"""The process that `inside` asks: it fills the installation, and then answers about people."""

import json
import sys

from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.records.writer import create
from akropolis.people.federation.models import GroupRule, Identity
from tests.world import SYSTEM, build


def answer() -> None:
    """Fill the installation, and then write one line of JSON for each user name until there are no more."""
    world = build()
    role = Role.everything.get(code="samordnare")
    for code in ("utb", "kul"):
        create(SYSTEM, GroupRule, {"group": f"LIS-{code}", "role": role, "unit": world.units[code]})
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_person(line.strip())) + "\n")
        sys.stdout.flush()


def _person(username: str) -> object:
    user = User.everything.filter(username=username).first()
    if user is None:
        return None
    held = Appointment.everything.filter(user=user, valid_to=None).select_related("role", "unit")
    return {
        "name": user.name,
        "email": user.email,
        "roles": sorted(f"{row.role.code} {row.unit.code if row.unit else ''}" for row in held),
        "subjects": sorted(Identity.everything.filter(user=user).values_list("subject", flat=True)),
    }
