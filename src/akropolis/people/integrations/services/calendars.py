"""Create and end calendar addresses. The secret in an address is returned once, and stored nowhere."""

from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.base.kernel.access.tokens import new_secret
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.people.integrations.models import CalendarAddress


def make(access: Access) -> tuple[CalendarAddress, str]:
    """Create a calendar address for the user; return it and its secret, which must be shown now, as it cannot
    be shown later.

    The user's previous address ends at the same moment. Raises Hidden if the user is not a person with an
    account.
    """
    if access.actor.id is None or access.actor.program:
        raise Hidden
    with writing(access, because=_("Calendar address made")) as w:
        end_in(w, access.actor.id)
        secret = new_secret()
        return w.create(CalendarAddress, {"user_id": access.actor.id, "digest": digest(secret)}), secret


def end(access: Access) -> int:
    """End the user's own address at once. Returns how many there were: none, or one. Raises Hidden as `make` does."""
    if access.actor.id is None:
        raise Hidden
    with writing(access, because=_("Calendar address ended")) as w:
        return end_in(w, access.actor.id)


def end_in(w: Writer, owner: UUID, *, permission: str | None = None) -> int:
    """The same for that person, within an open writer: the account may be closing."""
    rows = CalendarAddress.objects.unscoped(because="an account that closes takes its address along")
    found = list(rows.filter(user_id=owner, ended_at__isnull=True))
    for row in found:
        w.update(row, {"ended_at": w.at}, permission=permission)
    return len(found)
