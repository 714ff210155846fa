"""A user's pending tasks: confirm reading, write a missing local instruction, decide."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.shared.documents.register.local_instructions import begin_url
from akropolis.shared.documents.register.pages import draft_url, version_url
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus
from akropolis.shared.documents.selectors.coverage import coverage
from akropolis.shared.documents.selectors.readers import READS, to_acknowledge
from akropolis.shared.documents.services.sending import WRITE
from akropolis.shared.documents.web import sending


def list_document_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield all pending tasks that the user has with documents."""
    if access.actor.id is None or not access.anywhere(READS):
        return
    for version in to_acknowledge(access, today):
        yield PendingTask(
            key=f"document-read:{version.pk}",
            title=_("Read and confirm: %(title)s") % {"title": version.title},
            url=version_url(version.document, version.number),
            why=_("%(unit)s has decided on version %(number)s, and it holds for you.")
            % {"unit": version.document.owner_unit.name, "number": version.number},
        )
    yield from sending.list_proposals(access)
    if access.anywhere(WRITE):
        yield from _local(access, today)


def _local(access: Access, today: date) -> Iterator[PendingTask]:
    """List missing or out-of-date local instructions. The register reminds the responsible person, if any."""
    for row in coverage(access, today):
        if row.standing is RequiredDocumentStatus.VALID or not access.is_asked(WRITE, row.unit):
            continue
        if row.version and row.document and row.document.responsible_id:
            continue
        url = draft_url(row.document) if row.document else begin_url(row)
        late = row.standing is RequiredDocumentStatus.OUT_OF_DATE
        said = _("The local instruction is out of date.") if late else _("None is decided yet.")
        yield PendingTask(
            key=f"local-instruction:{row.unit.pk}",
            title=_("Local instruction for %(unit)s") % {"unit": row.unit.name},
            url=url,
            why=said,
            due=row.valid_to,
            about=refer(row.unit),
        )
