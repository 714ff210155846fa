"""The statement of applicability in words: as a document tree for page and files, and as a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import groupby

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.exchange.writing import CELL_LIMIT, workbook
from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Emphasis,
    Inline,
    LineBreak,
    Strong,
    Text,
    heading,
    paragraph,
    table,
)
from akropolis.base.lib.document.build import Words
from akropolis.base.lib.swedish import capitalised, number, sort_key
from akropolis.graph.compliance.models import FulfilmentChoice
from akropolis.graph.compliance.models.tallies import NUMBERS, in_numbers
from akropolis.graph.compliance.reports.words import area_name, why_words
from akropolis.graph.compliance.rules.demands import Because, MeasureOutcome, Status, summed, total
from akropolis.graph.compliance.selectors.applicability import (
    ApplicabilityStatement,
    AppliedMeasure,
    DemandedMeasure,
)
from akropolis.shared.evidence.models import Evidence

SHOWN = 3
"""Maximum number of names, texts or pieces of evidence per cell of the document; the workbook has all of them."""
EVERY = 10_000
UNKNOWN = "Paragraf ej fastställd"
"""The reference that `content/requirements.yaml` gives requirements whose paragraph nobody has read."""
REASONS = 200
"""Maximum length in characters of a written reason in the document."""
STANDS = (
    *(Status.MET, Status.PARTLY, Status.LAPSED, Status.NOT_BEGUN),
    *(Status.NOT_ASSESSED, Status.NOT_APPLICABLE),
)
"""The statuses of a measure in the order in which they are listed."""


def title_of(given: ApplicabilityStatement) -> str:
    """Return the heading of the statement, with the unit's name."""
    return f"{_('Statement of applicability')}: {given.unit.name}"


def subtitle_of(given: ApplicabilityStatement) -> str:
    """Return the framework's title, or that the statement covers the whole catalogue."""
    return given.framework.title if given.framework else _("All security measures of the catalogue")


def lead_of(given: ApplicabilityStatement) -> list[str]:
    """Return sentences that sum up the statement and say what it covers."""
    rows = given.rows
    applying = [row for row in rows if row.applies]
    done = sum(all(each.fulfilled for each in row.held) for row in applying)
    words = {"all": number(len(rows)), "yes": number(len(applying)), "done": number(done)}
    lead = [_("Measures that apply: %(yes)s of %(all)s. %(done)s of these are fulfilled everywhere.") % words]
    lead.append(_("In each unit and service: %(sum)s") % {"sum": in_numbers(total(row.sum for row in rows))})
    if len(given.units) > 1:
        lead.append(_("It covers: %(units)s.") % {"units": ", ".join(unit.name for unit in given.units)})
    if by := sorted({each.by for row in rows for each in row.inherited}):
        lead.append(_("Part of it is inherited from: %(units)s.") % {"units": ", ".join(by)})
    if given.unanswered:
        references = ", ".join(row.reference for row in given.unanswered)
        lead.append(_("No measure answers these requirements: %(references)s.") % {"references": references})
    return lead


# The cells of a row


def status_words(status: Status) -> str:
    """Return the status of a measure in words."""
    beside = {Status.LAPSED: _("Has lapsed"), Status.NOT_ASSESSED: _("Not assessed")}
    return beside.get(status) or str(FulfilmentChoice(status.value).label)


def applies_words(row: AppliedMeasure) -> str:
    """Return "Yes" or "No": whether the measure applies."""
    return _("Yes") if row.applies else _("No")


def because_words(row: AppliedMeasure) -> str:
    """Return why the measure applies: levels and conditions. If it does not apply, the assessors' reasons."""
    if row.applies:
        return why_words(reduce(Because.also, (held.why for held in row.held)))
    said = dict.fromkeys(held.reasons for held in row.held if held.reasons)
    return "; ".join(said) or _("not demanded at the levels of the unit's services")


def answers_words(row: AppliedMeasure) -> list[str]:
    """Return the requirements that the measure answers, one line per framework. Paragraphs that are not known are
    left out.
    """
    grouped = groupby(row.requirements, key=lambda each: each.framework.title)
    once = ((name, dict.fromkeys(each.reference for each in rows)) for name, rows in grouped)
    return [
        f"{name} {', '.join(_unbroken(each) for each in references if each != UNKNOWN)}".rstrip()
        for name, references in once
    ]


def _unbroken(reference: str) -> str:
    return reference.replace(" ", "\u00a0")


def status_lines(row: AppliedMeasure, most: int) -> list[str]:
    """Return the measure's statuses in the units and at their own services: one line per status, with the places."""
    found = []
    for status in STANDS:
        if held := [each for each in row.own if each.status == status]:
            places = _listed((each.place for each in held), most)
            named = f"{status_words(status)}: {places}" if places else status_words(status)
            found.append(named + (_until(held) if status == Status.MET else ""))
    return found


def _until(held: Iterable[DemandedMeasure]) -> str:
    first = min((each.until for each in held if each.until), default=None)
    return _(", holds until %(day)s") % {"day": first.isoformat()} if first else ""


def reasons_words(row: AppliedMeasure, most: int) -> list[str]:
    """Return the assessors' reasons, each text once with its places. Empty if the measure does not apply."""
    where: dict[str, list[str]] = {}
    for each in row.own:
        if each.reasons and row.applies:
            where.setdefault(each.reasons, []).append(each.place)
    return _some([_places_text(text, _listed(places, most), most) for text, places in where.items()], most)


def _places_text(text: str, places: str, most: int) -> str:
    short = text if most == EVERY or len(text) <= REASONS else f"{text[:REASONS]} …"
    return f"{places}: {short}" if places else short


def inherited_words(row: AppliedMeasure, most: int) -> list[str]:
    """Return what is inherited, one line per operator: counts, services, and when the first assessment lapses."""
    rows = sorted(row.inherited, key=lambda held: held.by)
    return [_inherited(by, list(held), most) for by, held in groupby(rows, key=lambda held: held.by)]


def _inherited(by: str, held: Sequence[DemandedMeasure], most: int) -> str:
    count = summed(each.counted for each in held)
    words = {"by": by} | {each.value: number(count.of(each)) for each in MeasureOutcome}
    told = _("%(by)s: %(fulfilled)s fulfilled, %(lacking)s lacking, %(not_assessed)s not assessed") % words
    places = _listed((each.place for each in held), most)
    return f"{told} ({places})" + _until(each for each in held if each.fulfilled) + _objected(held)


def _objected(held: Sequence[DemandedMeasure]) -> str:
    count = sum(each.objected for each in held)
    words = ngettext("; %(n)s objection", "; %(n)s objections", count) % {"n": number(count)}
    return words if count else ""


def proof_words(row: AppliedMeasure, most: int, day: date) -> list[str]:
    """Return the pieces of evidence, each once, with its last day and whether that has passed on `day`."""
    found = {proof.pk: _proof(proof, day) for held in row.held for proof in held.proofs}
    return _some(list(found.values()), most)


def _proof(proof: Evidence, day: date) -> str:
    until = ""
    if proof.valid_to:
        words = _(", ran out %(day)s") if proof.valid_to < day else _(", holds until %(day)s")
        until = words % {"day": proof.valid_to.isoformat()}
    return f"{proof.number} {proof.name}{until}"


def _listed(names: Iterable[str], most: int) -> str:
    shown = _some(sorted({name for name in names if name}, key=sort_key), most)
    return f"{', '.join(shown[:most])} {shown[most]}" if len(shown) > most else ", ".join(shown)


def _some(texts: Sequence[str], most: int) -> list[str]:
    """Return the first `most` texts and, if there are more, a text that says how many."""
    left = len(texts) - most
    if left <= 0:
        return list(texts)
    return [*texts[:most], ngettext("and %(n)s more", "and %(n)s more", left) % {"n": number(left)}]


# The document


def document(given: ApplicabilityStatement) -> Document:
    """Return the statement as a document tree: one table per area."""
    meta = DocumentMeta(
        authority=given.unit.name, date=given.day.isoformat(), kind=_("Statement of applicability")
    )
    return Document(
        title_of(given),
        tuple(_blocks(given)),
        subtitle=subtitle_of(given),
        language=get_language() or "sv",
        meta=meta,
    )


def _blocks(given: ApplicabilityStatement) -> Iterator[Block]:
    yield from (paragraph(sentence) for sentence in lead_of(given))
    for area, rows in given.sections:
        yield heading(1, area_name(given.areas, area))
        yield _area_table(given, rows)


def area_document(given: ApplicabilityStatement, area: int) -> Document:
    """Return the table of one area as a document tree of its own, for the page, where each area is folded."""
    rows = dict(given.sections)[area]
    return Document(
        area_name(given.areas, area), (_area_table(given, rows),), language=get_language() or "sv"
    )


def area_words(rows: Sequence[AppliedMeasure]) -> str:
    """Return the counts of the area's measures, in each unit and service, as a sentence."""
    return in_numbers(total(row.sum for row in rows))


def _area_table(given: ApplicabilityStatement, rows: Sequence[AppliedMeasure]) -> Block:
    return table(
        (
            _("Security measure"),
            _("Applies, and answers"),
            _("How it stands, and where"),
            _("What proves it"),
        ),
        [_row(row, given.day) for row in rows],
        widths=(20, 28, 33, 19),
        header_column=True,
    )


def _row(row: AppliedMeasure, day: date) -> Sequence[Words]:
    applies = _lines([applies_words(row), capitalised(because_words(row)), "; ".join(answers_words(row))])
    return row.control.title, applies, _standing(row) or "–", _lines(proof_words(row, SHOWN, day)) or "–"


def _standing(row: AppliedMeasure) -> list[Inline]:
    """Return a cell with the statuses, the reasons and what is inherited, one below the other."""
    parts = [_lines(status_lines(row, SHOWN))]
    parts += [[Emphasis((Text(text),))] for text in reasons_words(row, SHOWN)]
    if inherited := inherited_words(row, SHOWN):
        parts += [[Strong((Text(_("Inherited from")),))], _lines(inherited)]
    found: list[Inline] = []
    for part in filter(None, parts):
        found += [LineBreak(), *part]
    return found[1:]


def _lines(texts: Iterable[str]) -> list[Inline]:
    """Return the texts as inline content with line breaks between them."""
    found: list[Inline] = []
    for text in filter(None, texts):
        found += [LineBreak(), Text(text)]
    return found[1:]


# The workbook


def book(given: ApplicabilityStatement) -> bytes:
    """Return the statement as a workbook with all names and texts, cut only where a cell cannot hold more."""
    columns = (
        OutColumn(_("Area of measures"), ValueKind.PROSE, width=24),
        OutColumn(_("Security measure"), ValueKind.PROSE, width=32),
        OutColumn(_("Answers these requirements"), ValueKind.PROSE, width=32),
        OutColumn(_("Applies"), width=10),
        *(OutColumn(str(heading), ValueKind.NUMBER, width=12) for heading in NUMBERS.values()),
        OutColumn(_("Why"), ValueKind.PROSE, width=28),
        OutColumn(_("How it stands, and where"), ValueKind.PROSE, width=50),
        OutColumn(_("Reasons"), ValueKind.PROSE, width=40),
        OutColumn(_("Inherited from"), ValueKind.PROSE, width=40),
        OutColumn(_("What proves it"), ValueKind.PROSE, width=36),
    )
    about = (OutColumn(_("About the statement"), ValueKind.PROSE, width=100),)
    words = [[text] for text in (title_of(given), subtitle_of(given), given.day.isoformat(), *lead_of(given))]
    sheets = [OutSheet(_("Security measures"), columns, _cells(given)), OutSheet(_("About"), about, words)]
    return workbook(sheets, title=title_of(given))


def _cells(given: ApplicabilityStatement) -> Iterator[Sequence[Value]]:
    for area, rows in given.sections:
        for row in rows:
            yield (
                area_name(given.areas, area),
                row.control.title,
                _whole(answers_words(row)),
                applies_words(row),
                *(row.sum.of(outcome) for outcome in NUMBERS),
                _whole([because_words(row)]),
                _whole(status_lines(row, EVERY)),
                _whole(reasons_words(row, EVERY)),
                _whole(inherited_words(row, EVERY)),
                _whole(proof_words(row, EVERY, given.day)),
            )


def _whole(lines: Iterable[str]) -> str:
    return "\n".join(lines)[:CELL_LIMIT]
