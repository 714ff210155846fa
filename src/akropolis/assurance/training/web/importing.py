"""Pages to read in a learning system's file: the file, its columns, a preview, and the import."""

from collections.abc import Mapping
from typing import ClassVar

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.assurance.training.register.completions import COMPLETIONS
from akropolis.assurance.training.register.importing import HEADINGS, CompletionImport
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.registers.foreign import ForeignForm
from akropolis.base.kernel.registers.report import ROWS, RowOutcome, Words, counts
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.lib.headings import HeadingNames
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase

ROWS_READ: Words = ROWS | {
    RowOutcome.REFUSED: lambda n: ngettext(
        "%(count)s row that is not read in", "%(count)s rows that are not read in", n
    )
}


class CompletionColumnsForm(ForeignForm):
    """Form of what each column of a learning system's file holds."""

    labels: ClassVar[Mapping[str, Phrase]] = {
        name: capfirst(COMPLETIONS.model_field(name).verbose_name) for name in HEADINGS
    }
    headings: ClassVar[HeadingNames] = HEADINGS
    permission: ClassVar[str] = COMPLETIONS.edit
    untitled: ClassVar[Phrase] = gettext_lazy("Say which column holds the e-mail address or the user name.")
    title_field: ClassVar[str] = "person"
    unit_field: ClassVar[str] = "owner_unit"

    register = forms.CharField(
        label=gettext_lazy("Name of the learning system"),
        max_length=30,
        help_text=gettext_lazy("Is written as where the training was taken."),
    )


def _form(data: FormData, sent: SentFile[None, CompletionColumnsForm]) -> CompletionColumnsForm:
    sheet = read(sent.name, sent.data, headings=HEADINGS)
    return CompletionColumnsForm(data, access=sent.access, sheet=sheet, name=sent.name)


IMPORT_COMPLETIONS: Flow[None, CompletionImport, CompletionColumnsForm] = Flow(
    title=gettext_lazy("Read in from a learning system"),
    hint=gettext_lazy("An .xlsx or .csv. The headings may stand below a title."),
    accept=".xlsx,.csv",
    edit=COMPLETIONS.edit,
    find=lambda _access: None,
    judge=lambda sent: CompletionImport(
        sent.access, sent.filled.sheet, sent.filled.choices, noted=sent.noted
    ),
    way=lambda _target: Crumb(label=str(COMPLETIONS.many), url=reverse("completions-list")),
    holds=lambda _target: [
        _("One person and one course in each row, and the day on which it was completed."),
        _(
            "The person by e-mail address or user name. One who has no account here is named, and never created."
        ),
        _("The course by its name or key in the table of courses."),
        _(
            "Rows that cannot be read in are left out, and the others are saved. A file sent again makes no doubles."
        ),
    ],
    choices=_form,
    choices_template="registers/foreign_columns.html",
    notices=lambda plan, _target: plan.foreign.notices,
    counts=lambda report: counts(report, ROWS_READ),
    leaves=True,
)
