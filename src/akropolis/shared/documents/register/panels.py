"""Panel on a document's page: the version that applies, all versions, the draft and its proposal."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.shared.documents.models import DocumentAudience, DocumentUnit, DraftChapter, GoverningDocument
from akropolis.shared.documents.models.documents import draft_locked, locked
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.confirmations import confirmations, in_words
from akropolis.shared.documents.selectors.versions import applied_of, proposal_of, versions_of

DRAFT = DraftChapter.permission


def _build(access: Access, row: GoverningDocument) -> Mapping[str, object]:
    unit, shut = row.owner_unit, locked(row)
    drafts = access.may(f"{DRAFT}:{EDIT}", unit) and not shut
    writes = drafts and not draft_locked(row)
    held = applied_of(access, [row], timezone.localdate()).get(row.pk)
    versions = versions_of(access, row)
    confirmed = confirmations(access, timezone.localdate(), [row])
    return {
        "document": row,
        "applies": held,
        "versions": [
            {
                "version": each,
                "url": reverse("documents-version", args=[row.pk, each.number]),
                "applies": held is not None and each.pk == held.version.pk,
            }
            for each in versions
        ],
        "confirmed": in_words(confirmed) if confirmed else "",
        "proposal": proposal_of(access, row),
        "may_take_back": drafts,
        "send_url": reverse("documents-send", args=[row.pk]) if writes else "",
        "draft_url": reverse("documents-draft", args=[row.pk]) if access.may(f"{DRAFT}:{READ}", unit) else "",
        "named": _named(access, row),
        "units_url": reverse("documents-units", args=[row.pk])
        if row.audience == DocumentAudience.NAMED
        and access.may(f"{row.permission}:{EDIT}", unit)
        and not shut
        else "",
        "compare_url": reverse("documents-compare", args=[row.pk]) if len(versions) > 1 else "",
        "writes": writes,
        "decide_url": reverse("documents-decide", args=[row.pk])
        if access.may(APPROVE, unit) and not shut
        else "",
    }


def _named(access: Access, row: GoverningDocument) -> list[str]:
    """Return the names of the units named as the audience; empty if it is the own unit and those below."""
    if row.audience != DocumentAudience.NAMED:
        return []
    rows = DocumentUnit.objects.visible(access).filter(document=row).select_related("unit")
    return [each.unit.name for each in rows]


TEXT = Panel("versions", _build, "documents/_versions.html")
