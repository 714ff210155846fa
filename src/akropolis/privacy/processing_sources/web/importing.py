"""Pages to read in a record of processing from Excel: the file, its columns, a preview, and the import."""

from collections.abc import Mapping
from typing import ClassVar

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.registers.foreign import ForeignForm
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.lib.headings import HeadingNames
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing_sources.rules import foreign_record as rules
from akropolis.privacy.processing_sources.services.importing import ROWS, RecordImport

OWN_LABELS: Mapping[str, Phrase] = {
    rules.REF: gettext_lazy("Its id in the other register"),
    rules.GROUPS: gettext_lazy("Groups of data subjects"),
    rules.CATEGORIES: gettext_lazy("Categories of personal data"),
    rules.SPECIAL: gettext_lazy("Special categories of data, yes or no"),
    rules.RECIPIENTS: gettext_lazy("Recipients"),
}


class RecordForm(ForeignForm):
    """Form of what each column of the record holds."""

    labels: ClassVar[Mapping[str, Phrase]] = {
        name: OWN_LABELS[name] if name in OWN_LABELS else capfirst(PROCESSINGS.model_field(name).verbose_name)
        for name in rules.HEADINGS
    }
    headings: ClassVar[HeadingNames] = rules.HEADINGS
    permission: ClassVar[str] = PROCESSINGS.edit
    untitled: ClassVar[Phrase] = gettext_lazy("Say which column holds the name of the processing.")
    unit_field: ClassVar[str] = "owner_unit"


def _form(data: FormData, sent: SentFile[None, RecordForm]) -> RecordForm:
    sheet = read(sent.name, sent.data, headings=rules.HEADINGS)
    return RecordForm(data, access=sent.access, sheet=sheet, name=sent.name)


IMPORT_RECORD: Flow[None, RecordImport, RecordForm] = Flow(
    title=gettext_lazy("Read in your list from Excel"),
    hint=gettext_lazy("An .xlsx or .csv. The headings may stand below a title."),
    accept=".xlsx,.csv",
    edit=PROCESSINGS.edit,
    find=lambda _access: None,
    judge=lambda sent: RecordImport(sent.access, sent.filled.sheet, sent.filled.choices, noted=sent.noted),
    way=lambda _target: Crumb(label=str(PROCESSINGS.many), url=reverse("processings-list")),
    lead=lambda _target: _(
        "Do you have your record in Excel or in another tool? Nothing is saved at once: first you see what each column "
        "is taken to hold, and then what each row would do."
    ),
    holds=lambda _target: [
        _("One processing in each row: its name, and as much of the rest as you have."),
        _("Groups, categories and recipients may stand several in a cell, divided by lines or semicolons."),
        _("At most %(most)s rows. Only the first sheet is read.") % {"most": number(ROWS)},
        _("Nothing that concerns Sweden's security: take such rows out before you send the file."),
        _("If one row is wrong, none is saved. A file that is sent again makes no doubles."),
    ],
    choices=_form,
    choices_template="registers/foreign_columns.html",
    columns=(gettext_lazy("Unit"),),
    notices=lambda plan, _target: plan.foreign.notices,
)
