"""The list of a controller's personal-data breaches as a document and as a workbook (GDPR article 33.5)."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import write_book
from akropolis.base.lib.document import Block, Document, DocumentMeta, Secrecy, heading, paragraph, table
from akropolis.base.lib.periods import Period
from akropolis.events.authority_reports.selectors.breaches import COLUMNS, Breach
from akropolis.people.organisation.selectors.tree import legal_entity


def _days(period: Period) -> str:
    words = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return _("Events from %(first)s to %(last)s") % words


def breach_paper(access: Access, unit: Unit, period: Period, breaches: Sequence[Breach]) -> Document:
    """Return the list as a document, with each breach as a table under its number."""
    with override(settings.LANGUAGE_CODE):
        title, entity = _("Personal-data breaches (GDPR article 33.5)"), legal_entity(access, unit)
        blocks: list[Block] = [] if breaches else [paragraph(_("No personal-data breaches in the period."))]
        for each in breaches:
            secrecy = each.track.incident.secrecy
            blocks.append(heading(1, f"{each.track.number} ({each.track.incident.number})"))
            blocks += [paragraph(secrecy, secrecy=Secrecy(secrecy))] if secrecy else []
            rows = [(str(label), each.texts[key]) for key, label in COLUMNS.items()]
            blocks.append(table([_("Information"), _("What is written")], rows, widths=(2, 5)))
        meta = DocumentMeta(
            authority=str(unit),
            entity=" ".join((entity.name, entity.organisation_number)).strip() if entity else "",
            handler=access.actor.name,
            date=period.cutoff.isoformat(),
            kind=title,
        )
        return Document(title=title, subtitle=_days(period), meta=meta, blocks=tuple(blocks))


def breach_book(unit: Unit, period: Period, breaches: Sequence[Breach]) -> bytes:
    """Return the list as a workbook with a row for each breach."""
    with override(settings.LANGUAGE_CODE):
        heads = [_("Track"), _("Event"), *(str(label) for label in COLUMNS.values())]
        rows = (
            [each.track.number, each.track.incident.number, *(each.texts[key] for key in COLUMNS)]
            for each in breaches
        )
        sheet = OutSheet(_("Article 33.5"), [OutColumn(head, width=30) for head in heads], rows)
        return write_book("xlsx", [sheet], title=f"{unit}: {_days(period)}")
