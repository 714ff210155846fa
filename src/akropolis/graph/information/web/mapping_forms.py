"""Forms for importing a classification result: the file, and what its columns hold."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.registers.foreign import sample_table
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Table
from akropolis.base.ui.words import Phrase
from akropolis.graph.information.rules import mapping as rules
from akropolis.graph.information.services import mapping
from akropolis.graph.information.services.mapping_rows import Choices
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.selectors import schemes

LABELS = {
    rules.NAME: gettext_lazy("Information set"),
    rules.NUMBER: gettext_lazy("Its number here"),
    rules.UNIT: gettext_lazy("Unit"),
    rules.DECIDED_ON: gettext_lazy("Decided on"),
    rules.VALID_TO: gettext_lazy("Valid to"),
    rules.DECIDED_BY: gettext_lazy("Decided by"),
    rules.NOTE: gettext_lazy("Note"),
}
HELP = {
    rules.NUMBER: gettext_lazy("For information sets that are here already, for example IM-2026-0001."),
    rules.DECIDED_ON: gettext_lazy("Without a day, the decisions are of today."),
    rules.VALID_TO: gettext_lazy("Without a day, the decisions hold as long as is proposed for new ones."),
    rules.DECIDED_BY: gettext_lazy("Without a name, yours stands there."),
}
NONE = ""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ColumnsForm(ChoiceForm):
    """Form for what each column holds: as chosen, or guessed from the headings. `choices` is the service's input."""

    title = gettext_lazy("What the columns are")

    def __init__(self, data: FormData, *, access: Access, sheet: Sheet, scheme: Scheme) -> None:
        self.scheme, self.sheet, body = scheme, sheet, schemes.body_of(scheme)
        super().__init__(data, initial=rules.guess_columns(sheet.header, body))
        columns = [(NONE, _("None")), *_columns(sheet)]
        for name in (rules.NAME, rules.NUMBER, rules.UNIT):
            self.fields[name] = _field(LABELS[name], columns, HELP.get(name, ""))
        self.fields["default_unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=mapping.units_to_decide(access)),
            to_field_name="code",
            required=False,
            empty_label=gettext_lazy("None"),
            label=gettext_lazy("Unit of the rows that name none"),
        )
        unmarked(self.fields["default_unit"])
        self.aspects = [aspect.key.value for aspect in body.active]
        for aspect in body.active:
            self.fields[aspect.key.value] = _field(f"{aspect.name} ({aspect.letter})", columns, "")
        for name in (rules.DECIDED_ON, rules.VALID_TO, rules.DECIDED_BY, rules.NOTE):
            self.fields[name] = _field(LABELS[name], columns, HELP.get(name, ""))
        self.names = (*rules.FIELDS, *self.aspects)

    @property
    def choices(self) -> Choices:
        """Return the chosen columns and unit, as the import service takes them. Requires that the form is valid."""
        given = self.cleaned_data
        columns = {name: int(given[name]) for name in self.names if given.get(name)}
        return Choices(columns, self.scheme, given.get("default_unit"))

    @property
    def sample(self) -> Table:
        """Return a table with the first rows of the file."""
        return sample_table(self.sheet)

    @property
    def levels(self) -> list[forms.BoundField]:
        """Return the fields that choose the column of each aspect's level."""
        return [self[name] for name in self.aspects]

    @property
    def sets(self) -> list[forms.BoundField]:
        """Return the fields that choose the columns of the information set and its unit, and the default unit."""
        return [self[name] for name in (rules.NAME, rules.NUMBER, rules.UNIT, "default_unit")]

    @property
    def decisions(self) -> list[forms.BoundField]:
        """Return the fields that choose the columns about the decision: its days, its decider and its note."""
        return [self[name] for name in (rules.DECIDED_ON, rules.VALID_TO, rules.DECIDED_BY, rules.NOTE)]

    def clean(self) -> dict[str, object]:
        """Add an error unless a column for the set's name or number and one for at least one aspect are chosen."""
        for sentence in self.choices.problems():
            self.add_error(None, sentence)
        return self.cleaned_data


def _columns(sheet: Sheet) -> list[tuple[str, str]]:
    width = max([len(sheet.header), *(len(line.cells) for line in sheet.lines[:50])])
    headings = [*sheet.header, *[""] * (width - len(sheet.header))]
    return [(str(place), _heading(place, text)) for place, text in enumerate(headings)]


def _heading(place: int, text: str) -> str:
    letter = LETTERS[place] if place < len(LETTERS) else f"{LETTERS[place // 26 - 1]}{LETTERS[place % 26]}"
    return f"{letter}: {text[:60]}" if text else letter


def _field(label: Phrase, columns: list[tuple[str, str]], help_text: Phrase) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=columns, required=False, help_text=help_text)
    return unmarked(field)
