"""The reference tables of leadership, and the register of call lists."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.base.ui.parts import Cell
from akropolis.events.leadership.models import CallEntry, ClimbRule, LeadershipLevel, MessageTemplate

UNDER = ("incidents-list", _("Incidents"))

LEVELS: KeptTable[LeadershipLevel] = KeptTable(
    key="leadership-levels",
    slug="ledningsnivaer",
    model=LeadershipLevel,
    intro=_("On which levels an event is led, and what proposes each. A person decides."),
    add=_("New level"),
    fields=(
        "name",
        "name_en",
        "criteria",
        "criteria_en",
        "from_severity",
        "from_units",
        "beyond",
        "position",
    ),
    columns=(
        KeptColumn(_("Level"), lambda row: Cell(text=row.title, note=row.said("criteria"))),
        "from_severity",
        "from_units",
        SOURCE,
        VALID,
        MARK,
    ),
    content="levels.yaml",
    under=UNDER,
)

LADDER: KeptTable[ClimbRule] = KeptTable(
    key="reminder-ladder",
    slug="paminnelsetrappa",
    model=ClimbRule,
    intro=_("Who besides those who walk a track is told of a step that is not done, and when."),
    add=_("New step of the ladder"),
    fields=("name", "name_en", "regime", "hours", "role"),
    columns=("name", "regime", "hours", "role", SOURCE, VALID, MARK),
    content="ladder.yaml",
    under=UNDER,
)

TEMPLATES: KeptTable[MessageTemplate] = KeptTable(
    key="message-templates",
    slug="meddelandemallar",
    model=MessageTemplate,
    intro=_(
        "Words to staff, residents and media that are filled from an event. They are sent by the city's own channels."
    ),
    add=_("New template"),
    fields=("name", "name_en", "audience", "text", "text_en"),
    columns=("name", "audience", SOURCE, VALID, MARK),
    content="messages.yaml",
    under=UNDER,
    filters=("audience",),
)

CALLS = Register(
    key="call-lists",
    slug="ringlistor",
    model=CallEntry,
    one=_("line of a call list"),
    many=_("Call lists"),
    new=_("New line"),
    intro=_("Who does what on each level of leadership, who stands in, and in which order they are rung."),
    empty=_("No call list here. Without one nobody is named in the incident room."),
    sections=(
        FieldSection(_("The duty"), ("duty", "owner_unit", "level", "position")),
        FieldSection(_("Who is rung"), ("person", "telephone", "stand_in", "stand_in_telephone", "note")),
    ),
    columns=("duty", "owner_unit", "level", "position", "person", "telephone", "stand_in"),
    filters=("owner_unit", "person", "stand_in"),
    sort=("position", "sort_key", "number"),
)
