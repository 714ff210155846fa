"""Pages to read in a risk register of another maker: the file, its columns and scale, a preview, and the import."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.registers.foreign import NONE, ForeignForm
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.lib.headings import HeadingNames
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk_sources.rules import foreign_register as rules
from akropolis.graph.risk_sources.services.importing import ROWS, ImportChoices, RiskImport
from akropolis.shared.classification.selectors import schemes

WORDS = 30
"""Maximum number of words to map."""
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


class ImportForm(ForeignForm):
    """What each column holds and what the words of the scale mean: as chosen, or guessed. `choices` is the result."""

    title = gettext_lazy("Columns and scale")
    labels: ClassVar[Mapping[str, Phrase]] = LABELS
    headings: ClassVar[HeadingNames] = rules.HEADINGS
    permission: ClassVar[str] = EDIT
    untitled: ClassVar[Phrase] = gettext_lazy("Say which column holds the risk.")
    scale: ClassVar[bool] = True

    internal_control = forms.BooleanField(
        label=gettext_lazy("The risks are part of the internal control"), required=False
    )

    def __init__(self, data: FormData, *, access: Access, sheet: Sheet, name: str) -> None:
        super().__init__(data, access=access, sheet=sheet, name=name)
        today = timezone.localdate()
        self.matrix, self.scheme = matrix_in_use(access, today), schemes.edition_in_force(access, today)
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
                self.add_choice(
                    name,
                    forms.ChoiceField(label=f"{name_of_scale}: {word}", choices=choices, required=False),
                    guessed.get(word),
                )
        if scheme:
            kinds = [(each.key, each.name) for each in scheme.categories]
            self.fields["harm"] = forms.ChoiceField(
                label=_("What the consequences concern"), choices=kinds, initial=HARM, required=False
            )

    def _words_of(self, columns: Sequence[str]) -> list[str]:
        places = [int(value) for name in columns if (value := self.value(name)).isdecimal()]
        found = {line.cell(place).strip() for line in self.sheet.lines for place in places} - {""}
        return sorted(word for word in found if len(word) <= 60)[:WORDS]

    @property
    def choices(self) -> ImportChoices:
        """Return the choices as the import takes them. Requires that the form is valid."""
        values = {name: self.value(name) for name in self.words}
        return ImportChoices(
            register=self.cleaned_data["register"],
            columns=self.columns,
            steps={self.words[name]: int(value) for name, value in values.items() if value.isdecimal()},
            unit=self.cleaned_data.get("unit_of_rest"),
            matrix=self.matrix,
            scheme=self.scheme,
            harm=self.cleaned_data.get("harm") or HARM,
            internal_control=self.cleaned_data["internal_control"],
        )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by heading."""
        (title, whose), columns = super().groups
        scale = [*self.words, *(["harm"] if self.words and "harm" in self.fields else [])]
        found = [(title, [*whose, self["internal_control"]]), columns]
        return [*found, (_("Its scale"), [self[name] for name in scale])] if scale else found


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
    choices_template="registers/foreign_columns.html",
    columns=(gettext_lazy("Unit"), gettext_lazy("Judged")),
    notices=_notices,
)
