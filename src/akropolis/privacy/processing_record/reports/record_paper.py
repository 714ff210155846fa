"""The record of a controller as a document and as a workbook, letter by letter; and one processing by itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet
from akropolis.base.kernel.exchange.writing import write_book
from akropolis.base.kernel.registers import display
from akropolis.base.lib.document import Block, Document, DocumentMeta, heading, paragraph, table
from akropolis.base.lib.registry import Registry
from akropolis.people.organisation.rules.tree import ways_up
from akropolis.people.organisation.selectors.letterheads import letterhead_of
from akropolis.people.organisation.selectors.tree import legal_entity
from akropolis.privacy.processing.models import Processing, find_controller
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing.selectors.article_30 import CONTROLLER, FIELDS, PROCESSOR
from akropolis.privacy.processing.selectors.contents import Contents, read_contents

ADDITIONS: Registry[str, Callable[[Access, Processing], Sequence[Block]]] = Registry(
    "part of a processing's paper"
)
"""What higher packages add to the document of one processing, as far as the person may read it."""


def record_paper(access: Access, unit: Unit, day: date, record: Sequence[Contents]) -> Document:
    """Return the record of the controller as it was on the day: article 30.1 and 30.2 apart, letter by letter."""
    with override(settings.LANGUAGE_CODE):
        blocks = [_contacts(access, unit, day)]
        for paragraph_of, title in _paragraphs():
            rows = [held for held in record if held.demanded[0].paragraph == paragraph_of]
            blocks.append(heading(1, title))
            blocks += [] if rows else [paragraph(_("No processings."))]
            for held in rows:
                blocks += [heading(2, f"{held.row.number} {held.row}"), _table(held)]
        return _document(access, unit, day, _("The record of processing"), blocks)


def processing_paper(access: Access, row: Processing, day: date) -> Document:
    """Return everything about one processing: what article 30 demands, the other fields, and what is added to it."""
    with override(settings.LANGUAGE_CODE):
        held, unit = read_contents(access, [row])[0], find_controller(row.owner_unit) or row.owner_unit
        shown, _missing = display.sections(PROCESSINGS, row, access)
        terms = [(str(term.label), str(term.value)) for section in shown for term in section.terms]
        terms.append((_("Where it is done"), ", ".join(node.label for node in held.places)))
        terms.append((_("Last confirmed"), row.attested_on.isoformat() if row.attested_on else ""))
        blocks = [_contacts(access, unit, day), heading(1, _("What article 30 demands")), _table(held)]
        blocks += [heading(1, _("Everything that is written")), _pairs(terms)]
        blocks += [block for add in ADDITIONS for block in add(access, row)]
        return _document(access, unit, day, f"{row.number} {row}", blocks)


def record_book(unit: Unit, day: date, record: Sequence[Contents]) -> bytes:
    """Return the record as a workbook, with a sheet each for article 30.1 and 30.2."""
    with override(settings.LANGUAGE_CODE):
        title = f"{_('The record of processing')} {unit} {day.isoformat()}"
        return write_book("xlsx", [_sheet(key, record) for key, _title in _paragraphs()], title=title)


def _sheet(paragraph_of: str, record: Sequence[Contents]) -> OutSheet:
    fields = [field for field in FIELDS if field.paragraph == paragraph_of]
    heads = [
        _("Number"),
        _("Processing"),
        _("Unit"),
        *(f"{f.letter}. {capfirst(str(f.label))}" for f in fields),
    ]
    rows = (
        [held.row.number, str(held.row), str(held.row.owner_unit), *(_written(held, f.key) for f in fields)]
        for held in record
        if held.demanded == fields
    )
    return OutSheet(
        _("Article %(paragraph)s") % {"paragraph": paragraph_of},
        [OutColumn(h, width=30) for h in heads],
        rows,
    )


def _paragraphs() -> list[tuple[str, str]]:
    return [
        (CONTROLLER, _("As a controller (article 30.1)")),
        (PROCESSOR, _("As a processor (article 30.2)")),
    ]


def _written(held: Contents, key: str) -> str:
    return "; ".join(filter(None, (held.words(key), _("information missing") if held.lacks(key) else "")))


def _table(held: Contents) -> Block:
    rows = [(f.letter, capfirst(str(f.label)), _written(held, f.key)) for f in held.demanded]
    return table([_("Letter"), _("Information"), _("What is written")], rows, widths=(0.6, 2, 5))


def _pairs(terms: Sequence[tuple[str, str]]) -> Block:
    return table([_("Information"), _("What is written")], [pair for pair in terms if pair[1]], widths=(2, 5))


def _contacts(access: Access, unit: Unit, day: date) -> Block:
    """Return who the controller is and how it and its data protection officer are reached (30.1 a, 30.2 a)."""
    head, entity = letterhead_of(access, unit), legal_entity(access, unit)
    lines = [str(unit), *([f"{entity}, {entity.organisation_number}"] if entity else [])]
    lines += head.sender.splitlines() if head else []
    officers = ", ".join(_officers(unit, day)) or _("information missing")
    return _pairs(
        [(_("Controller or processor"), ", ".join(lines)), (_("Data protection officer"), officers)]
    )


def _officers(unit: Unit, day: date) -> Iterator[str]:
    near = Q(unit=None) | Q(unit__path__in=ways_up(unit.path), and_below=True) | Q(unit=unit)
    rows = Appointment.objects.unscoped(because="the contact of the officer belongs in the record (30.1 a)")
    rows = rows.filter(near, Q(valid_to=None) | Q(valid_to__gte=day), role__code="dso", valid_from__lte=day)
    for row in rows.select_related("user").order_by("user__sort_key", "pk"):
        yield f"{row.user.name}, {row.user.email}" if row.user.email else row.user.name


def _document(access: Access, unit: Unit, day: date, title: str, blocks: Sequence[Block]) -> Document:
    kind = _("The record of processing")
    meta = DocumentMeta(authority=str(unit), handler=access.actor.name, date=day.isoformat(), kind=kind)
    subtitle = _("As it was on %(day)s") % {"day": day.isoformat()}
    return Document(title=title, subtitle=subtitle, meta=meta, blocks=tuple(blocks))
