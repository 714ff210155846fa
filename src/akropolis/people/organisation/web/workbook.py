"""Pages of the organisation as one workbook: export it; choose a file, see what it would do, and save it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.exchange.web import attachment
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.web.flow import Flow
from akropolis.base.kernel.registers.web.weighing import ROW
from akropolis.base.ui.parts import Crumb
from akropolis.people.organisation.selectors.workbook import export_organisation
from akropolis.people.organisation.services.appointments import GIVES, KEEPS_ACCOUNTS
from akropolis.people.organisation.services.workbook import OrganisationWorkbook


def _way(access: Access) -> Crumb:
    """Return the way back: to the list of what to do first for who keeps the accounts, else to the units."""
    if access.may(KEEPS_ACCOUNTS, None):
        return Crumb(label=_("A new municipality"), url=reverse("setup"))
    return Crumb(label=_("Organisation"), url=reverse("units"))


ORGANISATION: Flow[Access, OrganisationWorkbook, ChoiceForm] = Flow(
    title=gettext_lazy("Units, people and roles from Excel"),
    hint=gettext_lazy("An .xlsx with one or more of the three sheets."),
    accept=".xlsx",
    edit=GIVES,
    find=lambda access: access,
    judge=lambda sent: OrganisationWorkbook(sent.access, read_sheets(sent.name, sent.data)),
    notices=lambda plan, _target: plan.notices,
    way=_way,
    headings={"number": gettext_lazy("Code or user name")},
    template="organisation/workbook.html",
)


def _weight(request: HttpRequest) -> int:
    return ROW * User.objects.visible(access_of(request)).count()


@requires(GIVES)
@require_safe
@heavy(_weight, also_read=True)
def export(request: HttpRequest) -> HttpResponse:
    """Return what exists as an Excel file, with headings and explanations, to be changed and read in again."""
    return attachment(export_organisation(access_of(request), timezone.localdate()), _("Organisation"))
