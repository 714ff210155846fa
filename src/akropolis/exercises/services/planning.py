"""An exercise is filled from a written one: scene, goals, kind of attack, and injects of the city's own graph."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.exercises.models import Exercise, ExerciseState, ExerciseThreat, Inject, Script, ScriptInject
from akropolis.exercises.rules.injects import Words, fill, filled
from akropolis.exercises.selectors.reached import known_of
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import writing


def lines_of(access: Access, script: Script, severity: int) -> list[Words]:
    """The injects of the written exercise for that severity, in the city's language."""
    rows = ScriptInject.in_force(access, timezone.localdate())
    return [
        Words(row.minute, row.text, row.whom, row.expected)
        for row in rows
        if row.script_id == script.pk and row.from_severity <= severity
    ]


def fill_from(access: Access, exercise: Exercise, script: Script) -> list[Inject]:
    """The injects of the written exercise, with names from what the attack reaches, in place of those there were.

    Scene, goals and kind of attack are set where they are empty. Raises Hidden without the right, and Refused once the
    exercise has begun.
    """
    if exercise.state != ExerciseState.PLANNED:
        raise Refused(_("The exercise has begun. Add injects one by one instead."))
    with writing(access) as w, override(settings.LANGUAGE_CODE):
        w.require(exercise)
        named = ExerciseThreat.objects.visible(access).filter(exercise=exercise)
        if script.threat_id and not named.exists():
            w.create(ExerciseThreat, {"exercise": exercise, "threat": script.threat})
        known = known_of(access, exercise)
        texts = {name: fill(getattr(script, name), known.said) for name in ("scene", "goals")}
        empty = {name: text for name, text in texts.items() if not getattr(exercise, name).strip()}
        if empty:
            w.update(exercise, empty)
        for row in (
            Inject.objects.visible(access).filter(exercise=exercise).select_related("exercise__owner_unit")
        ):
            w.remove(row)
        lines = [made for line in lines_of(access, script, exercise.severity) for made in filled(line, known)]
        return w.create_many(
            Inject,
            [
                {
                    "exercise": exercise,
                    "minute": line.minute,
                    "text": line.text[:2000],
                    "whom": line.whom[:120],
                    "expected": line.expected[:2000],
                }
                for line in lines
            ],
        )
