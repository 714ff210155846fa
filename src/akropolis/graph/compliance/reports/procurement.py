"""Requirements at a level profile, as an appendix for bidders. It reveals nothing that is known about the units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Emphasis,
    Inline,
    LineBreak,
    Strong,
    Text,
    bullets,
    heading,
    paragraph,
    table,
)
from akropolis.base.lib.document.build import Words
from akropolis.graph.compliance.reports.words import area_name, why_words
from akropolis.graph.compliance.selectors.catalogue import Demand, SupplierDemands


@dataclass(frozen=True, slots=True)
class Appendix:
    """The appendix: what is procured (in the officer's words), for which unit, and at which levels (`K3 R2 T2`)."""

    subject: str
    unit: str
    profile: str
    day: date
    demands: SupplierDemands

    @property
    def title(self) -> str:
        """Return the heading of the appendix."""
        return _("Requirements on information security")

    @property
    def levels(self) -> str:
        """Return the levels as text; basic protection if no levels are given."""
        return self.profile or _("basic protection")

    def about(self) -> list[tuple[str, str]]:
        """Return (label, text) for each stated fact about the procurement."""
        lines = (
            (_("Concerns"), self.subject),
            (_("Procuring unit"), self.unit),
            (_("Levels"), self.levels),
            (_("Number of requirements"), str(self.demands.count)),
            (_("Date"), self.day.isoformat()),
        )
        return [line for line in lines if line[1]]

    def intro(self) -> list[str]:
        """Return sentences on how a bidder reads and answers the appendix."""
        return [
            _("All requirements are mandatory and hold during the whole term of the agreement."),
            _("Answer each requirement with yes or no, and describe how it is met."),
            _("Enclose the evidence that is asked for, and name the file at the requirement."),
            _("What is done by a subcontractor is answered by the supplier."),
        ]


def document(given: Appendix) -> Document:
    """Return the appendix as a document tree: one table per area, with fields for the bidder's answers."""
    meta = DocumentMeta(authority=given.unit, date=given.day.isoformat(), kind=_("Appendix"))
    return Document(
        given.title,
        tuple(_blocks(given)),
        subtitle=given.subject,
        language=get_language() or "sv",
        meta=meta,
    )


def _blocks(given: Appendix) -> Iterator[Block]:
    yield paragraph(Strong((Text(_("Levels")),)), f": {given.levels}")
    yield bullets(given.intro())
    for section in given.demands.sections:
        yield heading(1, area_name(given.demands.areas, section.area))
        yield table(
            (_("No."), _("Requirement"), _("Evidence to enclose"), _("The supplier's answer")),
            [_row(demand) for demand in section.demands],
            widths=(7, 40, 24, 29),
            header_column=True,
        )


def _row(demand: Demand) -> Sequence[Words]:
    control = demand.control
    words: list[Inline] = [Strong((Text(control.title),)), LineBreak(), Text(control.said("supplier"))]
    words += [
        LineBreak(),
        Emphasis((Text(_("Why: %(why)s") % {"why": why_words(demand.why, outward=True)}),)),
    ]
    return demand.number, words, evidence_words(demand), _room()


def evidence_words(demand: Demand) -> str:
    """Return the evidence that a bidder encloses: only evidence that a supplier itself can have."""
    return demand.control.said("supplier_evidence") or _("The supplier's own description")


def _room() -> list[Inline]:
    """Return the answer fields: yes or no, how it is met, and the name of the enclosed evidence."""
    asked = (f"☐ {_('Yes')}   ☐ {_('No')}", _("How it is met:"), "", "", _("Enclosed evidence:"), "")
    room: list[Inline] = []
    for line in asked:
        room += [Text(line), LineBreak()]
    return room[:-1]


def book(given: Appendix) -> bytes:
    """Return the appendix as a workbook: one row per requirement, with columns for the bidder's answers."""
    answers = [_("Yes"), _("No")]
    columns = (
        OutColumn(_("No."), width=7),
        OutColumn(_("Area of measures"), ValueKind.PROSE, width=24),
        OutColumn(_("Security measure"), ValueKind.PROSE, width=28),
        OutColumn(_("Requirement"), ValueKind.PROSE, width=60),
        OutColumn(_("Evidence to enclose"), ValueKind.PROSE, width=40),
        OutColumn(_("Why"), width=22),
        OutColumn(_("Met (yes or no)"), choices=answers, width=16),
        OutColumn(_("How it is met"), ValueKind.PROSE, width=50),
        OutColumn(_("Enclosed evidence"), ValueKind.PROSE, width=30),
    )
    about = (OutColumn(_("What"), width=28), OutColumn(_("Answer"), ValueKind.PROSE, width=90))
    lines: list[Sequence[Value]] = [
        *given.about(),
        *((_("How it is answered"), text) for text in given.intro()),
    ]
    sheets = [OutSheet(_("Requirements"), columns, _lines(given)), OutSheet(_("About"), about, lines)]
    return workbook(sheets, title=given.title)


def _lines(given: Appendix) -> Iterator[Sequence[Value]]:
    for section in given.demands.sections:
        name = area_name(given.demands.areas, section.area)
        for demand in section.demands:
            control = demand.control
            yield (
                *(demand.number, name, control.title, control.said("supplier"), evidence_words(demand)),
                *(why_words(demand.why, outward=True), None, None, None),
            )
