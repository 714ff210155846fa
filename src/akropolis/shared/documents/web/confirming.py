"""Reminding the people who have not confirmed a document."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.shared.documents.register.confirmations import list_url
from akropolis.shared.documents.register.local_instructions import REMINDS
from akropolis.shared.documents.register.pages import version_url, way
from akropolis.shared.documents.selectors.confirmations import Confirmed, confirmations
from akropolis.shared.documents.selectors.readers import READS
from akropolis.shared.documents.selectors.versions import document_at


@requires(REMINDS)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remind the people in the chosen units who have not confirmed the version that applies."""
    access = access_of(request)
    document = document_at(access, pk)
    rows = [row for row in confirmations(access, timezone.localdate(), [document]) if row.missing]
    title, matter = _("Remind of the document"), _matter(or_hidden(next(iter(rows), None)), rows)
    return remind_page(
        request, matter, [row.unit for row in rows], title, way(document, title), list_url(document)
    )


def _matter(first: Confirmed, rows: Sequence[Confirmed]) -> Matter:
    document, version = first.document, first.version
    missing = {row.unit.pk: list(row.missing) for row in rows}
    return Matter(
        version,
        document.owner_unit,
        lambda: _("Read and confirm: %(title)s") % {"title": document.title},
        lambda _unit: version_url(document, version.number),
        reminds=REMINDS,
        does=READS,
        whom=lambda _units, _day: missing,
    )
