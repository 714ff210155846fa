"""Pages to import a classification result from another tool: the file, its columns, a preview, and the import."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.registers.report import ROWS, RowOutcome, counts
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb
from akropolis.graph.information.rules import mapping as rules
from akropolis.graph.information.selectors.classification import DECIDE
from akropolis.graph.information.services.mapping import MappingCheck
from akropolis.graph.information.services.mapping_rows import origin_of
from akropolis.graph.information.web.mapping_forms import ColumnsForm
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.selectors import schemes

WORDS = {
    RowOutcome.CREATE: lambda n: ngettext(
        "%(count)s new information set", "%(count)s new information sets", n
    ),
    RowOutcome.UPDATE: lambda n: ngettext("%(count)s new decision", "%(count)s new decisions", n),
}


def _scheme(access: Access) -> Scheme:
    scheme = schemes.edition_in_force(access)
    if scheme is None:
        sentence = _("There is no published classification scheme. Ask the information security coordinator.")
        raise Refused(sentence, code="no_scheme")
    return scheme


def _columns(data: FormData, sent: SentFile[None, ColumnsForm]) -> ColumnsForm:
    sheet = read(sent.name, sent.data)
    return ColumnsForm(data, access=sent.access, sheet=sheet, scheme=_scheme(sent.access))


def _judge(sent: SentFile[None, ColumnsForm]) -> MappingCheck:
    return MappingCheck(
        sent.access, sent.filled.sheet, sent.filled.choices, origin=origin_of(sent.name, sent.data)
    )


def _holds(_target: object) -> list[str]:
    most = _("At most %(most)s rows. Only the first sheet is read.") % {"most": number(rules.ROWS)}
    return [
        _("The headings in the first row, and one information set in each row below it."),
        _("The name or number of the information set, and its level in at least one aspect."),
        _("A level is written as 3, K3, Serious, or all of them together in one column as K3 R2 T2."),
        most,
        _("Nothing that concerns Sweden's security: take such rows out before you send the file."),
        _("If one row is wrong, none is saved."),
    ]


def _notices(check: MappingCheck, _target: object) -> list[str]:
    silent = listing(check.choices.missing_aspects(), _("and"))
    sentence = _("No column gives %(silent)s: the decisions say nothing of that.")
    return [*([sentence % {"silent": silent}] if silent else []), *check.sheet.notices]


CLASSIFICATIONS: Flow[None, MappingCheck, ColumnsForm] = Flow(
    title=gettext_lazy("Read in a classification"),
    hint=gettext_lazy("An .xlsx or .csv with the headings in the first row."),
    accept=".xlsx,.csv",
    edit=DECIDE,
    find=lambda _access: None,
    judge=_judge,
    way=lambda _target: Crumb(label=_("Information sets"), url=reverse("information-list")),
    lead=lambda _target: _(
        "Have you classified in another tool? Read in the result as decisions. Nothing is saved at once: first you say "
        "what the columns are, and then you see what each row would do."
    ),
    holds=_holds,
    choices=_columns,
    choices_template="information/mapping_columns.html",
    save=gettext_lazy("Save as decisions"),
    labels={
        RowOutcome.CREATE: gettext_lazy("new information set, with its decision"),
        RowOutcome.UPDATE: gettext_lazy("new decision"),
    },
    headings={"label": gettext_lazy("Information set")},
    columns=(
        gettext_lazy("Unit"),
        gettext_lazy("Levels"),
        gettext_lazy("Decided on"),
        gettext_lazy("Valid to"),
    ),
    unbroken=frozenset({1, 2, 3}),
    counts=partial(counts, words=ROWS | WORDS),
    notices=_notices,
)
