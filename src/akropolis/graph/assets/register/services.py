"""The registers of it-tjänster, processes, platforms, locations and groups of devices."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register, SelectionRule
from akropolis.base.lib.periods import Period
from akropolis.graph.assets.models import DeviceGroup, Location, Platform, Process, Service, ServiceStatus


def in_use(period: Period) -> Q:
    """Filter services in use on the cut-off. Dates decide; if one is empty, status does. Planned ones never are."""
    begun = Q(in_use_from__isnull=True) | Q(in_use_from__lte=period.cutoff)
    ended_not = Q(in_use_to__gte=period.cutoff)
    ended_not |= Q(in_use_to__isnull=True) & ~Q(status=ServiceStatus.RETIRED)
    return begun & ended_not & ~Q(status=ServiceStatus.PLANNED)


SERVICES = Register(
    key="services",
    slug="tjanster",
    model=Service,
    one=_("it service"),
    many=_("IT services"),
    intro=_("What the city runs: who owns each service, who operates it and whether others use it."),
    empty=_("No services here. Add one, or read them in from a file."),
    sections=(
        FieldSection(_("The service"), ("name", "description", "status", "shared")),
        FieldSection(_("Who answers for it"), ("owner_unit", "operator_unit")),
        FieldSection(_("What decides its security measures"), ("internet", "own_development")),
        FieldSection(_("When"), ("in_use_from", "in_use_to")),
    ),
    columns=("name", "number", "owner_unit", "operator_unit", "status", "shared"),
    filters=("owner_unit", "operator_unit", "status", "shared", "in_use_from", "in_use_to"),
    sort=("sort_key", "number", "status"),
    rules=(SelectionRule("in_use", _("in use on the cut-off"), in_use),),
    period="in_use_from",
)


PROCESSES = Register(
    key="processes",
    slug="processer",
    model=Process,
    one=_("business process"),
    many=_("Business processes"),
    intro=_("What the unit does for people, and how long it can do without its support."),
    empty=_("No processes here. Add what must work every day."),
    sections=(
        FieldSection(_("The process"), ("name", "description")),
        FieldSection(_("How sensitive it is to an outage"), ("critical", "tolerated_hours")),
        FieldSection(_("Who answers for it"), ("owner_unit",)),
    ),
    columns=("name", "number", "owner_unit", "critical", "tolerated_hours"),
    filters=("owner_unit", "critical", "tolerated_hours"),
    sort=("sort_key", "number", "tolerated_hours"),
)

PLATFORMS = Register(
    key="platforms",
    slug="plattformar",
    model=Platform,
    one=_("platform or component"),
    many=_("Platforms and components"),
    intro=_("What services run on: platforms, databases, networks and software components."),
    empty=_("No platforms here. Add one, or read in a bill of materials (CycloneDX)."),
    sections=(
        FieldSection(_("The platform"), ("name", "description", "kind", "shared")),
        FieldSection(_("Product"), ("edition", "purl")),
        FieldSection(_("Who answers for it"), ("owner_unit",)),
    ),
    columns=("name", "number", "owner_unit", "kind", "edition"),
    filters=("owner_unit", "kind", "shared"),
    sort=("sort_key", "number", "kind"),
)

LOCATIONS = Register(
    key="locations",
    slug="lokaler",
    model=Location,
    one=_("location"),
    many=_("Locations"),
    intro=_("Where equipment stands and information is handled."),
    empty=_("No locations here. Add those that much depends on, a server room for instance."),
    sections=(
        FieldSection(_("The location"), ("name", "description", "address")),
        FieldSection(_("Who answers for it"), ("owner_unit",)),
    ),
    columns=("name", "number", "owner_unit", "address"),
    filters=("owner_unit",),
    sort=("sort_key", "number"),
)

DEVICE_GROUPS = Register(
    key="devices",
    slug="enhetsgrupper",
    model=DeviceGroup,
    one=_("group of devices"),
    many=_("Groups of devices"),
    intro=_("Devices as a group, such as mobile telephones or tablets in home care."),
    empty=_("No groups of devices here. Add one per sort of device and use."),
    sections=(
        FieldSection(_("The devices"), ("name", "description", "count", "mobile")),
        FieldSection(_("Who answers for them"), ("owner_unit",)),
    ),
    columns=("name", "number", "owner_unit", "count", "mobile"),
    filters=("owner_unit", "mobile"),
    sort=("sort_key", "number", "count"),
)
