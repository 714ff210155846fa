"""Panel on a document's page: the version that applies, all versions, the draft and its proposal."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.shared.documents.models import (
    DocumentAudience,
    DocumentReader,
    DocumentUnit,
    DraftChapter,
    GoverningDocument,
)
from akropolis.shared.documents.models.documents import draft_locked, locked
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.confirmations import confirmations, in_words
from akropolis.shared.documents.selectors.versions import applied_of, proposal_of, versions_of

DRAFT = DraftChapter.permission


def _build(access: Access, row: GoverningDocument) -> PanelContent:
    unit, shut = row.owner_unit, locked(row)
    drafts = access.may(f"{DRAFT}:{EDIT}", unit) and not shut
    writes = drafts and not draft_locked(row)
    held = applied_of(access, [row], timezone.localdate()).get(row.pk)
    versions = versions_of(access, row)
    confirmed = confirmations(access, timezone.localdate(), [row])
    proposal = proposal_of(access, row)
    context = {
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
        "proposal": proposal,
        "may_take_back": drafts,
        "named": _named(access, row),
        "readers": _readers(access, row) if row.read_by_name else [],
        "compare_url": reverse("documents-compare", args=[row.pk]) if len(versions) > 1 else "",
    }
    acts = []
    if access.may(APPROVE, unit) and not shut:
        acts.append(_act("decide", row, _("Decide on a version"), waits=proposal is not None))
    if access.may(f"{DRAFT}:{READ}", unit):
        label = _("Write in the draft") if writes else _("Read the draft")
        acts.append(_act("draft", row, label, waits=writes and not versions, beside=True))
    if writes:
        acts.append(_act("send", row, _("Send for decision"), beside=not versions))
    if row.read_by_name and access.may(f"{row.permission}:{EDIT}", unit) and not shut:
        acts.append(_act("readers", row, _("Choose who may read it")))
    elif row.audience == DocumentAudience.NAMED and access.may(f"{row.permission}:{EDIT}", unit) and not shut:
        acts.append(_act("units", row, _("Choose units")))
    return PanelContent(context=context, acts=acts)


def _act(
    name: str, row: GoverningDocument, label: str, *, waits: bool = False, beside: bool = False
) -> RowAct:
    rank = ActRank.NEXT if waits else ActRank.BESIDE if beside else ActRank.MENU
    return RowAct(label, reverse(f"documents-{name}", args=[row.pk]), rank)


def _named(access: Access, row: GoverningDocument) -> list[str]:
    """Return the names of the units named as the audience; empty if it is the own unit and those below."""
    if row.audience != DocumentAudience.NAMED:
        return []
    rows = DocumentUnit.objects.visible(access).filter(document=row).select_related("unit")
    return [each.unit.name for each in rows]


def _readers(access: Access, row: GoverningDocument) -> list[str]:
    """Return the names of those who are named as readers."""
    rows = DocumentReader.objects.visible(access).filter(document=row)
    return list(rows.values_list("person__name", flat=True))


TEXT = Panel("versions", _build, "documents/_versions.html", PanelPlace.FIRST)
