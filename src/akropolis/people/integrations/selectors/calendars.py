"""A person's calendar address, and whose a secret is."""

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.tokens import digest
from akropolis.people.integrations.models import CalendarAddress


def address_of(access: Access) -> CalendarAddress | None:
    """The person's own address that is in force."""
    rows = CalendarAddress.objects.visible(access).filter(ended_at__isnull=True)
    return rows.filter(user=access.actor.id).first()


def address_with(secret: str) -> CalendarAddress:
    """The address that the secret opens, with its person. `Hidden` for one that is ended, closed or never was."""
    rows = CalendarAddress.objects.unscoped(because="an address is looked up before anyone is known")
    mine = rows.filter(digest=digest(secret), ended_at__isnull=True, user__is_active=True)
    return or_hidden(mine.select_related("user").first())
