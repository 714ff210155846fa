"""Looks up a person's calendar address, and the owner of the secret in an address."""

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.people.integrations.models import CalendarAddress


def address_of(access: Access) -> CalendarAddress | None:
    """Return the user's own calendar address that is still valid; None if there is none."""
    rows = CalendarAddress.objects.visible(access).filter(ended_at__isnull=True)
    return rows.filter(user=access.actor.id).first()


def address_with(secret: str) -> CalendarAddress:
    """Return the address that the secret opens, with its person. Raises `Hidden` if it is ended, closed or unknown."""
    rows = CalendarAddress.objects.unscoped(because="an address is looked up before anyone is known")
    mine = rows.filter(digest=digest(secret), ended_at__isnull=True, user__is_active=True)
    return or_hidden(mine.select_related("user").first())
