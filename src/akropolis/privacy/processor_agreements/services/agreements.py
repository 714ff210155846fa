"""Write what belongs to agreements: parties, sub-processors with answers, transfers; bring over what suppliers say."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.content import ContentReport
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.suppliers.models import Supplier
from akropolis.graph.suppliers.models.suppliers import ProcessorAgreement
from akropolis.privacy.processor_agreements.models import (
    AgreementParty,
    DataProcessingAgreement,
    SubProcessor,
)


def answer_sub_processor(
    access: Access, row: SubProcessor, values: Mapping[str, object], *, version: int | None = None
) -> SubProcessor:
    """Record what the controller answered when the sub-processor was announced (GDPR article 28.2), by whom and when.

    Raises Stale after another's change.
    """
    with writing(access) as w:
        who = {"answered_on": timezone.localdate(w.at), "answered_by": access.actor.name}
        return w.update(row, {**values, **who}, version=version)


def name_parties(
    access: Access, agreement: DataProcessingAgreement, units: Sequence[Unit], *, version: int | None = None
) -> None:
    """Make the agreement hold for exactly these further units. Raises Stale after another's change."""
    with writing(access) as w:
        w.update(agreement, {}, version=version)
        set_links(w, AgreementParty, {"agreement": agreement}, "unit", units)
        w.touch(agreement, AgreementParty)


def bring_over(access: Access) -> Iterable[ContentReport]:
    """Make an agreement of each supplier whose row says that one is signed, if no agreement names the supplier.

    Nothing is known of its points, and the supplier's own fields stay as they are.
    """
    there = DataProcessingAgreement.objects.unscoped(because="whether the supplier has an agreement")
    signed = Supplier.objects.unscoped(because="suppliers of earlier versions").filter(
        ~Exists(there.filter(supplier=OuterRef("pk"))),
        processor_agreement=ProcessorAgreement.SIGNED,
        archived_at=None,
    )
    rows: list[Mapping[str, object]] = [
        {
            "title": _("Agreement with %(supplier)s") % {"supplier": row.name[:170]},
            "supplier": row,
            "owner_unit": row.owner_unit,
            "shared": row.shared,
        }
        for row in signed.select_related("owner_unit")
    ]
    if rows:
        with writing(access, because=_("The supplier's row said that it is signed")) as w:
            w.create_many(DataProcessingAgreement, rows)
    return []
