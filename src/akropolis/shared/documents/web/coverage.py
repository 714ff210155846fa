"""Reminding the authors of documents in units without a local instruction in force."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.shared.documents.register.local_instructions import (
    REMINDS,
    LocalInstructions,
    city_to_remind,
    page_for,
)
from akropolis.shared.documents.register.pages import under
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus
from akropolis.shared.documents.selectors.coverage import coverage
from akropolis.shared.documents.services.sending import WRITE


@requires(REMINDS)
def remind(request: HttpRequest) -> HttpResponse:
    """Remind those who write documents, in the chosen units that have no local instruction in force."""
    access = access_of(request)
    lacks = {
        row.unit: row
        for row in coverage(access, timezone.localdate())
        if row.standing is not RequiredDocumentStatus.VALID
    }
    city, title = or_hidden(city_to_remind(access)), _("Remind of the local instruction")
    matter = Matter(
        city,
        city,
        lambda: _("Write the local instruction and have it decided"),
        lambda unit: page_for(lacks[unit]),
        reminds=REMINDS,
        does=WRITE,
    )
    back = reverse(LocalInstructions.key)
    steps = under((LocalInstructions.title, back), (title, ""))
    return remind_page(request, matter, list(lacks), title, steps, back)
