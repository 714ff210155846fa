"""The register of it-tjänster."""

from django.utils.translation import gettext_lazy as _

from akropolis.assets.models import Service
from akropolis.assets.selectors import services
from akropolis.kernel.registers.declaration import Register, Rule, Section

SERVICES = Register(
    key="services",
    slug="tjanster",
    model=Service,
    one=_("it service"),
    many=_("IT services"),
    intro=_("What the city runs: who owns each service, who operates it and whether others use it."),
    empty=_("No services here. Add one, or read them in from a file."),
    sections=(
        Section(_("The service"), ("name", "description", "status", "shared")),
        Section(_("Who answers for it"), ("owner_unit", "operator_unit")),
        Section(_("When"), ("in_use_from", "in_use_to")),
    ),
    columns=("name", "number", "owner_unit", "operator_unit", "status", "shared"),
    filters=("owner_unit", "operator_unit", "status", "shared", "in_use_from", "in_use_to"),
    sort=("sort_key", "number", "status"),
    rules=(Rule("in_use", _("in use on the cut-off"), services.in_use),),
    period="in_use_from",
)
