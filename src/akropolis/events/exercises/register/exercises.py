"""The register of exercises, and the reference tables of written exercises and their injects."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.base.kernel.registers.declaration import DueRule, FieldSection, Register
from akropolis.events.exercises.models import Exercise, ExerciseState, ExerciseThreat, Script, ScriptInject
from akropolis.events.exercises.services.holding import ExerciseVerbs
from akropolis.shared.threats.selectors.naming import by_threat

EXERCISES = Register(
    key="exercises",
    slug="ovningar",
    model=Exercise,
    one=_("exercise"),
    many=_("Exercises"),
    new=_("Plan an exercise"),
    intro=_("The programme year by year: what is to be trained, when, and how it went."),
    empty=_("No exercises here. Plan one, and let it be filled from a written exercise."),
    sections=(
        FieldSection(_("The exercise"), ("title", "owner_unit", "planned_on", "lead", "goals")),
        FieldSection(_("What happens in it"), ("scene", "supplier", "service", "severity", "pace")),
        FieldSection(_("How it went"), ("state",)),
    ),
    internal=("incident", "started_at", "ended_at"),
    columns=("title", "number", "owner_unit", "planned_on", "supplier", "lead", "state"),
    filters=("owner_unit", "planned_on", "state", "supplier", "service", "severity", "lead"),
    sort=("-planned_on", "sort_key", "number", "state"),
    narrowings=(by_threat(ExerciseThreat),),
    period="planned_on",
    due=DueRule("planned_on", "lead", Q(state=ExerciseState.PLANNED), _("Hold the exercise")),
    over=lambda _day: ~Q(state__in=(ExerciseState.PLANNED, ExerciseState.RUNNING)),
    verbs=ExerciseVerbs(),
    steps={
        "start": _("Start the exercise"),
        "hold": _("Note that it was held without the system"),
        "call_off": _("Call it off"),
        "plan": _("Plan it again"),
        "end": _("End the exercise"),
        "report": _("Report the exercise"),
        "reopen": _("Open again"),
    },
)

UNDER = ("exercises-list", EXERCISES.many)

SCRIPTS: KeptTable[Script] = KeptTable(
    key="exercise-scripts",
    slug="skrivna-ovningar",
    model=Script,
    intro=_("Exercises that are written already. Their places are filled from the city's own graph."),
    add=_("New written exercise"),
    fields=("name", "name_en", "threat", "scene", "scene_en", "goals", "goals_en"),
    columns=("name", "threat", SOURCE, VALID, MARK),
    content="scripts.yaml",
    under=UNDER,
)

SCRIPT_INJECTS: KeptTable[ScriptInject] = KeptTable(
    key="exercise-script-injects",
    slug="skrivna-ovningars-inspel",
    model=ScriptInject,
    intro=_("What those who play are given in a written exercise, minute by minute."),
    add=_("New inject"),
    fields=(
        "script",
        "minute",
        "text",
        "text_en",
        "whom",
        "whom_en",
        "expected",
        "expected_en",
        "from_severity",
    ),
    columns=("text", "script", "minute", "whom", "from_severity", SOURCE, VALID, MARK),
    content="script_injects.yaml",
    under=UNDER,
    filters=("script",),
)
