"""Recording that a user has read the version that applies."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.documents.models import Acknowledgement, DocumentVersion, GoverningDocument
from akropolis.shared.documents.models.documents import locked
from akropolis.shared.documents.selectors.readers import is_for
from akropolis.shared.documents.selectors.versions import applied_of, document_at


def acknowledge(access: Access, version: DocumentVersion) -> Acknowledgement:
    """Record that the user has read the version; a second call changes nothing.

    Raises Refused if the version does not apply (yet or any longer), if the document asks for no
    confirmation, or if the user is not in its audience.
    """
    with writing(access) as w:
        day = timezone.localdate(w.at)
        found = Acknowledgement.objects.visible(access).filter(of=version, person=access.actor.id).first()
        if found:
            return found
        if reason := _why_not(access, version, day):
            raise Refused(reason, code="not_in_force")
        return w.create(Acknowledgement, {"of": version, "person_id": access.actor.id, "at": w.at})


def _why_not(access: Access, version: DocumentVersion, day: date) -> str:
    document: GoverningDocument = document_at(access, version.document_id)
    if reason := locked(document):
        return str(reason)
    held = applied_of(access, [document], day).get(document.pk)
    if held is None or held.version.pk != version.pk:
        words = {"number": version.number, "now": held.version.number if held else "–"}
        sentence = _(
            "Version %(number)s does not apply. The one that applies is %(now)s: read and confirm that one."
        )
        return sentence % words
    if not document.acknowledge:
        return _("Nobody is asked to confirm that this document is read.")
    return (
        "" if is_for(access, document) else _("The document is not for the units in which you have a role.")
    )
