"""Panels of agreements, suppliers and processings; the task to answer about a sub-processor."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.graph.suppliers.models import Supplier
from akropolis.graph.suppliers.models.suppliers import ProcessorAgreement
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processor_agreements.models import (
    AgreementParty,
    DataProcessingAgreement,
    SubProcessor,
)
from akropolis.privacy.processor_agreements.register.lists import STATES, new_agreement_url
from akropolis.privacy.processor_agreements.selectors.processors import (
    EDIT,
    READ,
    ProcessorLine,
    list_processors,
)
from akropolis.privacy.processor_agreements.selectors.transfers import agreement_remarks, transfer_remarks


def agreement_panel(access: Access, row: DataProcessingAgreement) -> PanelContent:
    """Return the chain of sub-processors with transfers and answers, what is missing, and the next step."""
    today = timezone.localdate()
    subs = SubProcessor.objects.visible(access).filter(agreement=row)
    chain = _in_chain(list(subs.select_related("parent", "transfer_basis", "fallback_basis")))
    parties = AgreementParty.objects.visible(access).filter(agreement=row).select_related("unit")
    writes = row.archived_at is None and access.may(EDIT, row.owner_unit)
    waiting = [each for each in chain if each.object_by and not each.answer]
    context = {
        "subs": [(each, transfer_remarks(each, today)) for each in chain],
        "parties": [each.name for each in (row.owner_unit, *[party.unit for party in parties])]
        if parties
        else (),
        "writes": writes,
    }
    late = _("Object to %(name)s by %(day)s, or accept it.")
    dates = [late % {"name": each, "day": each.object_by} for each in waiting]
    return PanelContent(
        context=context if chain or parties else None,
        missing="" if chain or parties else _("No sub-processor is written."),
        acts=[*_acts(row, waiting)] if writes else (),
        sentences=[*agreement_remarks(row, today), *dates],
    )


def _acts(row: DataProcessingAgreement, waiting: Sequence[SubProcessor]) -> Iterable[RowAct]:
    if waiting:
        label = _("Answer about %(name)s") % {"name": waiting[0]}
        yield RowAct(label, reverse("sub-processor-answer", args=[waiting[0].pk]), ActRank.NEXT)
    elif row.points_that_are(None):
        url = reverse("processor-agreements-edit", args=[row.pk])
        yield RowAct(_("Go through the points"), url, ActRank.NEXT)
    yield RowAct(_("Add a sub-processor"), reverse("sub-processor-create", args=[row.pk]), ActRank.BESIDE)
    yield RowAct(_("State the transfer"), reverse("agreement-transfer", args=[row.pk]))
    yield RowAct(_("Choose for whom it holds"), reverse("agreement-parties", args=[row.pk]))


def _in_chain(rows: Sequence[SubProcessor]) -> list[SubProcessor]:
    """Return the rows so that each stands below who engaged it."""
    found: list[SubProcessor] = []
    waiting = [row for row in reversed(rows) if row.parent_id is None]
    while waiting:
        found.append(each := waiting.pop())
        waiting += [row for row in reversed(rows) if row.parent_id == each.pk]
    return found


def _lines(access: Access, found: Iterable[ProcessorLine]) -> list[dict[str, object]]:
    """Return a line for each agreement, and one for each supplier that has none."""
    shown: list[dict[str, object]] = []
    for line in found:
        for row in line.agreements:
            words, kind = STATES[ProcessorLine(line.unit, line.supplier, [row]).state]
            url = reverse("processor-agreements-detail", args=[row.pk])
            note = [*agreement_remarks(row, timezone.localdate()), str(row.transfer_basis or "")]
            shown.append(
                {"name": row.label(), "url": url, "words": words, "kind": kind, "note": note, "add": ""}
            )
        if not line.agreements:
            words, kind = STATES["none"]
            add = new_agreement_url(line.supplier, line.unit) if access.may(EDIT, line.unit) else ""
            plain = {"name": line.supplier.label(), "url": "", "note": ()}
            shown.append({**plain, "words": words, "kind": kind, "add": add})
    return shown


def processing_panel(access: Access, row: Processing) -> PanelContent | None:
    """Return the agreement with each supplier among the processing's places and recipients; None without suppliers."""
    found = list_processors(access, timezone.localdate(), row) if access.anywhere(READ) else []
    if not found:
        return None
    bare = [line.supplier.name for line in found if not line.agreements]
    sentences = [_("No agreement covers the processor %(name)s.") % {"name": name} for name in bare]
    return PanelContent(context={"lines": _lines(access, found)}, sentences=sentences)


def supplier_panel(access: Access, row: Supplier) -> PanelContent | None:
    """Return the supplier's agreements with what is missing, and where they contradict the supplier's own row."""
    if not access.anywhere(READ):
        return None
    rows = DataProcessingAgreement.objects.visible(access).filter(supplier=row, archived_at=None)
    found = list(rows.select_related("owner_unit", "transfer_basis", "fallback_basis"))
    says = row.processor_agreement
    if not found and says == ProcessorAgreement.NOT_NEEDED:
        return None
    sentences = []
    if found and says in (ProcessorAgreement.MISSING, ProcessorAgreement.NOT_NEEDED):
        words = {"says": row.get_processor_agreement_display()}
        sentences.append(_("The supplier's row says “%(says)s”, but there is an agreement.") % words)
    if not found and says == ProcessorAgreement.SIGNED:
        sentences.append(_("The supplier's row says that an agreement is signed, but none is written here."))
    may = access.anywhere(EDIT) and row.archived_at is None
    return PanelContent(
        context={"lines": _lines(access, [ProcessorLine(row.owner_unit, row, found)])} if found else None,
        missing="" if found else _("No data processing agreement."),
        add=RowAct(_("Add an agreement"), new_agreement_url(row)) if may else None,
        sentences=sentences,
    )


def _unanswered(access: Access, _today: date) -> QuerySet[SubProcessor]:
    mine = access.asked(EDIT, "agreement__owner_unit")
    rows = SubProcessor.objects.visible(access).filter(mine, object_by__isnull=False, answer="")
    rows = rows.filter(agreement__archived_at=None)
    return rows.select_related("agreement__owner_unit").order_by("object_by", "id")


@task_feed(_unanswered, right=EDIT)
def pending_answers(row: SubProcessor) -> PendingTask:
    """A task for each announced sub-processor that nobody has answered about (GDPR article 28.2)."""
    words = {"name": row, "agreement": row.agreement, "unit": row.agreement.owner_unit}
    return PendingTask(
        key=f"sub-processor:{row.pk}",
        title=_("Object to or accept the sub-processor “%(name)s”") % words,
        url=reverse("sub-processor-answer", args=[row.pk]),
        why=_("It was announced under %(agreement)s in %(unit)s. Afterwards it is too late to object.")
        % words,
        due=row.object_by,
        about=refer(row.agreement),
    )
