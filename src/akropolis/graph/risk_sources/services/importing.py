"""Import of a risk register of another maker: each row is checked, then all are imported or none.

A risk is found again by the register's name and the row's id, so that a file that is read in again makes no doubles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet, SheetLine
from akropolis.base.kernel.records.external import records_by_name, store_names
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.display import altered
from akropolis.base.kernel.registers.foreign import ForeignChoices
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.base.lib.headings import plain_words
from akropolis.base.lib.text import unprintable
from akropolis.graph.risk.models import JudgementKind, Risk, RiskMatrix
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.matrices import body_of
from akropolis.graph.risk.services.judging import JudgementInput, add_judgements
from akropolis.graph.risk_sources.rules import foreign_register as rules
from akropolis.shared.classification.models import Scheme

ROWS = 2000
"""Maximum number of rows per file."""
LENGTHS = {rules.TITLE: 200, rules.REF: 150}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices(ForeignChoices):
    """The user's choices, with the step of each word of a scale.

    `steps` is keyed by whether the word is a likelihood and by the word. `harm` is the kind of harm that the
    consequences concern, since the file does not say.
    """

    steps: Mapping[tuple[bool, str], int]
    matrix: RiskMatrix | None = None
    scheme: Scheme | None = None
    harm: str = ""
    internal_control: bool = False


@dataclass(slots=True)
class ImportedRisk:
    """One row: its values, its judgements, the stored risk if there is one, and its errors and remarks."""

    line: int
    ref: str
    values: dict[str, object] = field(default_factory=dict)
    judged: list[JudgementInput] = field(default_factory=list)
    stored: Risk | None = None
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def report(self) -> RowReport:
        """Return the row's line in the report."""
        changes = altered(self.stored, self.values) if self.stored else ()
        unchanged = self.stored is not None and not changes and not self.judged
        outcome = (
            RowOutcome.UNCHANGED if unchanged else RowOutcome.UPDATE if self.stored else RowOutcome.CREATE
        )
        return RowReport(
            self.line,
            RowOutcome.REFUSED if self.problems else outcome,
            self.stored.number if self.stored else "",
            str(self.values.get(rules.TITLE, "")),
            tuple(self.problems),
            tuple(self.notes),
            changes,
            (
                str(self.values.get("owner_unit", "")),
                "; ".join(str(JudgementKind(each.kind).label) for each in self.judged),
            ),
        )


class RiskImport:
    """Checks one sheet for one user, in a fixed number of queries. Raises Refused for a file that is too long."""

    def __init__(self, access: Access, sheet: Sheet, choices: ImportChoices) -> None:
        if len(sheet.lines) > ROWS:
            sentence = _("The file has more than %(most)s rows. Divide it, and read in one part at a time.")
            raise Refused(sentence % {"most": ROWS}, code="too_many_rows")
        self.access, self.sheet, self.choices = access, sheet, choices
        self.body = body_of(choices.matrix) if choices.matrix else None

    @cached_property
    def rows(self) -> list[ImportedRisk]:
        """Every row, checked by itself, against the others and against the stored risks."""
        rows = [self._row(line) for line in self.sheet.lines]
        found = records_by_name(Risk, self.choices.source("risk"), [row.ref for row in rows])
        keys = [key for several in found.values() for key in several]
        mine = Risk.objects.visible(self.access).filter(self.access.units(EDIT, "owner_unit"), pk__in=keys)
        stored = mine.select_related("matrix", "owner_unit").in_bulk()
        seen: dict[str, int] = {}
        for row in rows:
            row.stored = next((stored[key] for key in found.get(row.ref, ()) if key in stored), None)
            if seen.setdefault(row.ref, row.line) != row.line:
                sentence = _("The same risk stands in row %(line)s. Keep one of them.") % {
                    "line": seen[row.ref]
                }
                row.problems.append(CellProblem("", sentence))
            self._compare(row)
        return rows

    def report(self) -> Report:
        """Return every row's outcome."""
        return Report(tuple(row.report() for row in self.rows))

    def carry_out(self, w: Writer) -> None:
        """Store the risks, their judgements and their ids in the other register."""
        names = {}
        for row in self.rows:
            risk = w.update(row.stored, row.values) if row.stored else w.create(Risk, row.values)
            names[risk.pk] = row.ref
            if row.judged:
                add_judgements(w, risk, row.judged, scheme=self.choices.scheme)
        store_names(Risk, self.choices.source("risk"), names)

    def _row(self, line: SheetLine) -> ImportedRisk:
        title = self._cell(line, rules.TITLE)
        row = ImportedRisk(line.number, self._cell(line, rules.REF) or plain_words(title)[:150])
        unit = self._unit(row, line)
        texts = {name: self._cell(line, name) for name in rules.TEXTS if name in self.choices.columns}
        row.values = {**texts, **({"owner_unit": unit} if unit else {})}
        if not title:
            row.problems.append(CellProblem(self._heading(rules.TITLE), _("Write what the risk is.")))
        for name, text in {**texts, rules.REF: row.ref}.items():
            most = LENGTHS.get(name, 4000)
            if len(text) > most:
                sentence = _("The text is longer than %(most)s characters. Shorten it.") % {"most": most}
                row.problems.append(CellProblem(self._heading(name), sentence))
            if unprintable(text):
                sentence = _("The text holds a sign that cannot be stored. Write it anew.")
                row.problems.append(CellProblem(self._heading(name), sentence))
        if self.choices.internal_control:
            row.values["internal_control"] = True
        if word := self._cell(line, rules.TREATMENT):
            row.values["treatment"] = rules.guess_treatment(word)
            if not row.values["treatment"]:
                row.notes.append(_("“%(word)s” is no treatment here, and is left out.") % {"word": word[:40]})
        self._judgements(row, line)
        return row

    def _unit(self, row: ImportedRisk, line: SheetLine) -> Unit | None:
        word = self._cell(line, rules.UNIT)
        found = self._units.get(word.casefold()) if word else self.choices.unit
        if found is None:
            sentence = _("Choose a unit for the rows that name none.")
            if word:
                sentence = _(
                    "There is no unit %(unit)s in which you may write risks. Write its code or name."
                )
                sentence %= {"unit": word[:60]}
            row.problems.append(CellProblem(self._heading(rules.UNIT), sentence))
        return found

    def _judgements(self, row: ImportedRisk, line: SheetLine) -> None:
        for kind, names in rules.SCALES.items():
            words = [self._cell(line, name) for name in names]
            if not any(words):
                continue
            steps = [self.choices.steps.get((place == 0, word)) for place, word in enumerate(words)]
            likelihood, consequence = steps
            if likelihood is None or consequence is None:
                said = {"kind": JudgementKind(kind).label, "words": " × ".join(word or "–" for word in words)}
                row.notes.append(_("%(kind)s is not read in: %(words)s is no cell of the matrix.") % said)
            else:
                harm = {self.choices.harm: consequence}
                given = JudgementInput(kind=kind, likelihood=likelihood, consequences=harm)
                row.judged.append(given)

    def _compare(self, row: ImportedRisk) -> None:
        """Leave out the judgements that the stored risk has already; refuse a risk that has ended."""
        risk = row.stored
        if risk is None:
            return
        if risk.ended_on or risk.archived_at:
            row.problems.append(CellProblem("", _("The risk has ended here. Take it up again first.")))
        row.judged = [each for each in row.judged if not self._has(risk, each)]

    def _has(self, risk: Risk, given: JudgementInput) -> bool:
        consequence = given.consequences[self.choices.harm]
        if given.kind == JudgementKind.CURRENT:
            return (risk.likelihood, risk.consequence) == (given.likelihood, consequence)
        level = self.body.cells[given.likelihood, consequence] if self.body else None
        return bool(getattr(risk, f"{given.kind}_level") == level)

    def _cell(self, line: SheetLine, name: str) -> str:
        place = self.choices.columns.get(name)
        return "" if place is None else line.cell(place).strip()

    def _heading(self, name: str) -> str:
        place = self.choices.columns.get(name)
        return "" if place is None else self.sheet.header[place]

    @cached_property
    def _units(self) -> dict[str, Unit]:
        today = timezone.localdate()
        rows = editable_units(self.access, EDIT).exclude(valid_to__lt=today)
        return {
            word.casefold(): unit for unit in rows for word in (unit.name, unit.short_name, unit.code) if word
        }
