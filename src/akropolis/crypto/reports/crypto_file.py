"""The plan for cryptography as an Excel file."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.crypto.reports.crypto_words import VERDICTS, why
from akropolis.crypto.selectors.crypto import Line
from akropolis.kernel.exchange.sheets import Kind, OutColumn, Value
from akropolis.kernel.exchange.writing import xlsx


def crypto_file(lines: Iterable[Line], suppliers: Mapping[UUID, Sequence[str]]) -> bytes:
    """One line per asset, the most urgent first. What is not known is left empty, and named in a column of its own.

    `suppliers` names who delivers each asset, by its id.
    """
    columns = [
        OutColumn(_("Place"), Kind.NUMBER, width=8),
        OutColumn(_("Number"), width=14),
        OutColumn(_("Name"), width=36),
        OutColumn(_("Unit"), width=28),
        OutColumn(_("Algorithm"), width=18),
        OutColumn(_("Key length (bits)"), Kind.NUMBER, width=12),
        OutColumn(_("Protocol"), width=14),
        OutColumn(_("Verdict"), width=26),
        OutColumn(_("Why"), width=48),
        OutColumn(_("Source"), width=28),
        OutColumn(_("Confidentiality"), Kind.NUMBER, width=12),
        OutColumn(_("Secret until"), Kind.NUMBER, width=12),
        OutColumn(_("Years that count"), Kind.NUMBER, width=12),
        OutColumn(_("Effort"), width=12),
        OutColumn(_("Weight"), Kind.NUMBER, width=10),
        OutColumn(_("Not known"), width=32),
        OutColumn(_("Migration"), width=16),
        OutColumn(_("Certificate valid to"), Kind.DATE, width=14),
        OutColumn(_("Supplier"), width=28),
    ]
    rows = (
        [*_row(place, line), ", ".join(suppliers.get(line.asset.pk, ()))]
        for place, line in enumerate(lines, 1)
    )
    return xlsx(columns, rows, title=_("Plan for cryptography"))


def _row(place: int, line: Line) -> list[Value]:
    asset, placed = line.asset, line.placed
    return [
        place,
        asset.number,
        asset.name,
        asset.owner_unit.name,
        asset.algorithm,
        asset.key_bits,
        asset.protocol,
        str(VERDICTS[line.verdict]),
        why(line),
        line.rule.source if line.rule else "",
        placed.asset.level,
        asset.secret_until,
        placed.years,
        asset.get_effort_display() if asset.effort is not None else "",
        placed.weight,
        ", ".join(_unknown(name) for name in placed.unknown),
        asset.get_migration_display(),
        asset.certificate_to,
    ]


def _unknown(name: str) -> str:
    words = {"level": _("confidentiality"), "years": _("how long it must stay secret"), "effort": _("effort")}
    return words[name]
