"""Choosing the named units that a document applies to, instead of its own unit and those below."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.swedish import listing
from akropolis.shared.documents.models import DocumentAudience, DocumentUnit, GoverningDocument


def name_units(access: Access, document: GoverningDocument, units: Collection[Unit]) -> None:
    """Make the document apply to exactly these units. Raises Invalid at `units` if there are none or one has
    ended, and Refused for a locked document.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        ended = [unit.name for unit in units if not unit.valid_on(today)]
        if ended:
            words = {"names": listing(ended, _("and"))}
            sentence = _("%(names)s has ended. Choose the unit that has taken over.")
            raise Invalid({"units": [sentence % words]})
        if not units:
            raise Invalid({"units": [_("Choose at least one unit.")]})
        w.update(document, {"audience": DocumentAudience.NAMED})
        stored = list(DocumentUnit.objects.visible(access).filter(document=document))
        wanted = {unit.pk for unit in units}
        for row in stored:
            if row.unit_id not in wanted:
                w.remove(row)
        there = {row.unit_id for row in stored}
        for unit in units:
            if unit.pk not in there:
                w.create(DocumentUnit, {"document": document, "unit": unit})
