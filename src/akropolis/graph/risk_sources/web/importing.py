"""Pages to read in a risk register of another maker: the file, its columns and scale, a preview, and the import."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Crumb, Table, build_table
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk_sources.rules import foreign_register as rules
from akropolis.graph.risk_sources.services.importing import ROWS, ImportChoices, RiskImport
from akropolis.shared.classification.selectors import schemes

NONE, SAMPLE, WORDS = "-", 3, 30
"""The choice of no column or no step, which is sent as it is; rows shown; maximum number of words to map."""
HARM = "operations"
"""The kind of harm that a register's consequences are proposed to concern."""
type Step = tuple[int, str, tuple[str, ...]]
"""A step of our scale: its value, its label, and the words that mean it."""
LABELS = {
    rules.REF: gettext_lazy("Its id in the other register"),
    rules.TITLE: gettext_lazy("Risk"),
    rules.TEXT: gettext_lazy("What can happen"),
    rules.WEAKNESS: gettext_lazy("Weakness"),
    rules.PLAN: gettext_lazy("How it is treated"),
    rules.TREATMENT: gettext_lazy("Treatment"),
    rules.UNIT: gettext_lazy("Unit"),
    "inherent_likelihood": gettext_lazy("Likelihood without measures"),
    "inherent_consequence": gettext_lazy("Consequence without measures"),
    "likelihood": gettext_lazy("Likelihood as it stands"),
    "consequence": gettext_lazy("Consequence as it stands"),
    "target_likelihood": gettext_lazy("Likelihood of the target"),
    "target_consequence": gettext_lazy("Consequence of the target"),
}


class ImportForm(ChoiceForm):
    """What each column holds and what the words of the scale mean: as chosen, or guessed. `choices` is the result."""

    title = gettext_lazy("Columns and scale")
    register = forms.CharField(
        label=gettext_lazy("Name of the register"),
        max_length=30,
        help_text=gettext_lazy("Write the same name next time, so that the same risks are found again."),
    )
    internal_control = forms.BooleanField(
        label=gettext_lazy("The risks are part of the internal control"), required=False
    )

    def __init__(self, data: FormData, *, access: Access, sheet: Sheet, name: str) -> None:
        super().__init__(data, initial={"register": PurePath(name).stem[:30]})
        self.sheet, today = sheet, timezone.localdate()
        self.matrix, self.scheme = matrix_in_use(access, today), schemes.edition_in_force(access, today)
        self.columns: list[str] = []
        heads = [(NONE, _("None")), *((str(at), text or str(at + 1)) for at, text in enumerate(sheet.header))]
        guessed = rules.guess_columns(sheet.header)
        for field, label in LABELS.items():
            self._add(
                field, forms.ChoiceField(label=label, choices=heads, required=False), guessed.get(field)
            )
            self.columns.append(field)
        units = editable_units(access, EDIT).exclude(valid_to__lt=today)
        top = min(units, key=lambda unit: unit.path.count("/"), default=None)
        self.fields["unit_of_rest"] = unmarked(
            ScopedModelChoiceField(
                model=Unit,
                access=access,
                narrow=lambda _rows: units,
                to_field_name="code",
                required=False,
                initial=top.code if top and rules.UNIT not in guessed else None,
                empty_label=gettext_lazy("None"),
                label=gettext_lazy("Unit of the rows that name none"),
            )
        )
        self.words: dict[str, tuple[bool, str]] = {}
        if self.matrix is not None:
            self._add_scale()

    def _add_scale(self) -> None:
        """Add a field for each word of the chosen columns of likelihood and consequence, and the kind of harm."""
        assert self.matrix is not None
        body, scheme = body_of(self.matrix), schemes.body_of(self.scheme) if self.scheme else None
        named = {level.value: level for level in scheme.levels} if scheme else {}
        likelihoods: list[Step] = [(s.value, s.label, (s.labels.sv, s.labels.en)) for s in body.likelihoods]
        consequences: list[Step] = [
            (n, named[n].label if n in named else str(n), (named[n].label,) if n in named else ())
            for n in body.consequences
        ]
        for place, steps in enumerate((likelihoods, consequences)):
            words = self._words_of([pair[place] for pair in rules.SCALES.values()])
            guessed = rules.guess_steps(words, [(value, labels) for value, _label, labels in steps])
            choices = [(NONE, _("Not read in")), *((str(value), label) for value, label, _labels in steps)]
            name_of_scale = (_("Likelihood"), _("Consequence"))[place]
            for word in words:
                name = f"word-{place}-{sha256(word.encode()).hexdigest()[:10]}"
                self.words[name] = (place == 0, word)
                self._add(
                    name,
                    forms.ChoiceField(label=f"{name_of_scale}: {word}", choices=choices, required=False),
                    guessed.get(word),
                )
        if scheme:
            kinds = [(each.key, each.name) for each in scheme.categories]
            self.fields["harm"] = forms.ChoiceField(
                label=_("What the consequences concern"), choices=kinds, initial=HARM, required=False
            )

    def _add(self, name: str, field: forms.ChoiceField, guess: int | None) -> None:
        field.initial = NONE if guess is None else str(guess)
        self.fields[name] = unmarked(field)

    def _value(self, name: str) -> str:
        """Return what was chosen; for a field that was not on the page, what was guessed."""
        return str(self.data[name] if name in self.data else self.fields[name].initial or "")

    def _words_of(self, columns: Sequence[str]) -> list[str]:
        places = [int(value) for name in columns if (value := self._value(name)).isdecimal()]
        found = {line.cell(place).strip() for line in self.sheet.lines for place in places} - {""}
        return sorted(word for word in found if len(word) <= 60)[:WORDS]

    @property
    def choices(self) -> ImportChoices:
        """Return the choices as the import takes them. Requires that the form is valid."""
        values = {name: self._value(name) for name in (*self.columns, *self.words)}
        return ImportChoices(
            register=self.cleaned_data["register"],
            columns={name: int(values[name]) for name in self.columns if values[name].isdecimal()},
            steps={self.words[name]: int(values[name]) for name in self.words if values[name].isdecimal()},
            unit=self.cleaned_data.get("unit_of_rest"),
            matrix=self.matrix,
            scheme=self.scheme,
            harm=self.cleaned_data.get("harm") or HARM,
            internal_control=self.cleaned_data["internal_control"],
        )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by heading."""
        scale = [*self.words, *(["harm"] if self.words and "harm" in self.fields else [])]
        whose = ["register", "unit_of_rest", "internal_control"]
        found = [(_("The register"), whose), (_("Its columns"), self.columns), (_("Its scale"), scale)]
        return [(title, [self[name] for name in names]) for title, names in found if names]

    @property
    def sample(self) -> Table:
        """Return a table with the first rows of the file."""
        width = range(len(self.sheet.header))
        rows = ([line.cell(at)[:80] for at in width] for line in self.sheet.lines[:SAMPLE])
        return build_table(_("The first rows of the file"), [*self.sheet.header], rows)

    def clean(self) -> dict[str, object]:
        """Add an error unless a column holds the risk."""
        if not self._value(rules.TITLE).isdecimal():
            self.add_error(rules.TITLE, _("Say which column holds the risk."))
        return self.cleaned_data


def _form(data: FormData, sent: SentFile[None, ImportForm]) -> ImportForm:
    return ImportForm(data, access=sent.access, sheet=read(sent.name, sent.data), name=sent.name)


def _notices(plan: RiskImport, _target: object) -> list[str]:
    missing = [] if plan.choices.matrix else [_("No risk matrix is in use, so no judgements are read in.")]
    return [*missing, *plan.sheet.notices]


IMPORT_RISKS: Flow[None, RiskImport, ImportForm] = Flow(
    title=gettext_lazy("Read in a risk register"),
    hint=gettext_lazy("An .xlsx or .csv with the headings in the first row."),
    accept=".xlsx,.csv",
    edit=EDIT,
    find=lambda _access: None,
    judge=lambda sent: RiskImport(sent.access, sent.filled.sheet, sent.filled.choices),
    way=lambda _target: Crumb(
        label=str(Risk._meta.verbose_name_plural).capitalize(), url=reverse("risks-list")
    ),
    lead=lambda _target: _(
        "Do you have risks in another tool or in Excel? Nothing is saved at once: first you say what the columns and "
        "the scale mean, and then you see what each row would do."
    ),
    holds=lambda _target: [
        _("The headings in the first row, and one risk in each row below it."),
        _("Likelihood and consequence as numbers or words. You say which of our steps each of them is."),
        _("At most %(most)s rows. Only the first sheet is read.") % {"most": number(ROWS)},
        _("Nothing that concerns Sweden's security: take such rows out before you send the file."),
        _("If one row is wrong, none is saved."),
    ],
    choices=_form,
    choices_template="risk_sources/import_columns.html",
    columns=(gettext_lazy("Unit"), gettext_lazy("Judged")),
    notices=_notices,
)
