"""Transfers outside the EU and EEA, and what is missing in them and in agreements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.swedish import listing
from akropolis.privacy.processing.models import Processing, ProcessingRecipient
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.processor_agreements.models import DataProcessingAgreement, SubProcessor
from akropolis.privacy.processor_agreements.models.points import POINTS, AgreementPoint

FRESH = timedelta(days=365)
"""How long a look at the list of a basis counts."""


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A transfer by an agreement's processor or a sub-processor, or to a recipient of a processing (`what`)."""

    what: str
    recipient: str
    source: DataProcessingAgreement | Processing
    row: DataProcessingAgreement | SubProcessor | ProcessingRecipient
    remarks: Sequence[str]

    @property
    def unit(self) -> Unit:
        """The unit whose agreement or processing it is."""
        return self.source.owner_unit

    @property
    def falls_with(self) -> str:
        """The code of the decision that the transfer falls with; empty if none."""
        return self.row.transfer_basis.falls_with if self.row.transfer_basis else ""

    @property
    def has_fallback(self) -> str:
        """`yes` or `no`."""
        return "yes" if self.row.fallback_basis else "no"


def list_transfers(access: Access, day: date) -> list[TransferLine]:
    """List every transfer that the user may read: by agreements, sub-processors and processings. Three queries."""
    return sorted(_transfers(access, day), key=lambda line: (line.unit.sort_key, line.source.number))


def _transfers(access: Access, day: date) -> Iterator[TransferLine]:
    abroad, bases = Q(third_country=True), ("transfer_basis", "fallback_basis")
    agreements = DataProcessingAgreement.objects.visible(access).filter(abroad, archived_at=None)
    for row in agreements.select_related("owner_unit", "supplier", *bases):
        yield TransferLine("agreement", str(row.supplier), row, row, transfer_remarks(row, day))
    subs = SubProcessor.objects.visible(access).filter(abroad, agreement__archived_at=None)
    for sub in subs.select_related("agreement__owner_unit", *bases):
        yield TransferLine("sub-processor", sub.name, sub.agreement, sub, transfer_remarks(sub, day))
    named = ProcessingRecipient.objects.visible(access)
    recipients = named.filter(abroad, going_on(day, "processing__"), rejected=False)
    for each in recipients.select_related("processing__owner_unit", *bases):
        yield TransferLine("processing", each.name, each.processing, each, transfer_remarks(each, day))


def transfer_remarks(
    row: DataProcessingAgreement | SubProcessor | ProcessingRecipient, day: date
) -> list[str]:
    """Return what is missing in a transfer: basis, fallback, or a look at the list within the year."""
    if not row.third_country:
        return []
    if row.transfer_basis is None:
        return [_("What the transfer rests on is not stated.")]
    found = []
    if row.transfer_basis.falls_with and row.fallback_basis is None:
        found.append(_("Has no fallback if the decision falls."))
    if row.transfer_basis.listed and not isinstance(row, ProcessingRecipient):
        if row.listed_on is None:
            found.append(_("Nobody has looked whether the recipient is on the list."))
        elif row.listed_on < day - FRESH:
            words = {"day": row.listed_on.isoformat()}
            found.append(_("Found on the list on %(day)s, more than a year ago: look again.") % words)
    return found


def agreement_remarks(row: DataProcessingAgreement, day: date) -> list[str]:
    """Return what is missing in the agreement and what nobody has checked, by name, and whether it has ended."""
    found = []
    if row.valid_until and row.valid_until < day:
        found.append(_("It ended on %(day)s.") % {"day": row.valid_until.isoformat()})
    missing, unknown = row.points_that_are(False), row.points_that_are(None)
    if missing:
        found.append(_("Missing: %(points)s.") % {"points": _names(missing)})
    if len(unknown) == len(POINTS):
        found.append(_("Nobody has checked the points of article 28.3."))
    elif unknown:
        found.append(_("Not checked: %(points)s.") % {"points": _names(unknown)})
    if row.secrecy and not row.secrecy_assessment:
        found.append(
            _("It holds what is secret, but why that is not unsuitable is not written (OSL 10:2 a).")
        )
    return [*found, *transfer_remarks(row, day)]


def _names(points: Sequence[AgreementPoint]) -> str:
    return listing([str(point.label) for point in points], _("and"))
