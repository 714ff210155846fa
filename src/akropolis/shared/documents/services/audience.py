"""Choosing the named units that a document applies to, and the people who read one that is read by name."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.swedish import listing
from akropolis.shared.documents.models import (
    DocumentAudience,
    DocumentReader,
    DocumentUnit,
    DraftChapter,
    GoverningDocument,
)
from akropolis.shared.documents.selectors.readers import list_possible_readers

WRITE = f"{DraftChapter.permission}:edit"


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


def name_readers(access: Access, document: GoverningDocument, people: Collection[User]) -> None:
    """Let exactly these people read the document, besides its responsible person.

    Raises Invalid at `people` if there are none, or somebody has no role with which the unit's documents are read.
    """
    with writing(access) as w:
        if not people:
            raise Invalid({"people": [_("Choose at least one person, otherwise nobody can go on with it.")]})
        set_readers(w, document, people, "people")
        chosen = {person.pk for person in people}
        stored = DocumentReader.objects.visible(access).filter(document=document)
        for row in stored:
            if row.person_id not in chosen:
                w.remove(row)


def set_readers(w: Writer, document: GoverningDocument, people: Collection[User], field: str) -> None:
    """Add readers. Raises Invalid at the field for somebody whose roles do not read the unit's documents."""
    possible = {person.pk for person in list_possible_readers(document, timezone.localdate(w.at))}
    if outside := [person.name for person in people if person.pk not in possible]:
        sentence = _("%(names)s has no role in the unit that lets them read its documents.")
        raise Invalid({field: [sentence % {"names": listing(outside, _("and"))}]})
    there = set(DocumentReader.everything.filter(document=document).values_list("person", flat=True))
    for person in people:
        if person.pk not in there:
            w.create(DocumentReader, {"document": document, "person": person}, permission=WRITE)
