"""Fill an exercise from a written one: scene, goals, kind of attack, and injects using the city's own graph."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.exercises.models import (
    Exercise,
    ExerciseState,
    ExerciseThreat,
    Inject,
    Script,
    ScriptInject,
)
from akropolis.events.exercises.rules.injects import InjectFacts, InjectWords, fill_inject, fill_placeholders
from akropolis.events.exercises.selectors.reached import known_of


def lines_of(access: Access, script: Script, severity: int) -> list[InjectWords]:
    """Return the written exercise's injects in force that are meant for that severity, in the city's language."""
    rows = ScriptInject.in_force(access, timezone.localdate())
    return [
        InjectWords(row.minute, row.text, row.whom, row.expected)
        for row in rows
        if row.script_id == script.pk and row.from_severity <= severity
    ]


def fill_from(access: Access, exercise: Exercise, script: Script) -> list[Inject]:
    """Replace the exercise's injects with those of the written exercise, filled with names of what the attack
    reaches.

    Scene, goals and kind of attack are set if they are empty. Raises Hidden without the permission, and
    Refused once the exercise has begun.
    """
    with writing(access) as w:
        w.require(exercise)
        if exercise.state != ExerciseState.PLANNED:
            raise Refused(_("The exercise has begun. Add injects one by one instead."))
        return fill_within(w, exercise, script)


def fill_within(w: Writer, exercise: Exercise, script: Script) -> list[Inject]:
    """Fill the exercise, as part of a larger transaction. Return the new injects."""
    with override(settings.LANGUAGE_CODE):
        _name_attack(w, exercise, script)
        known = known_of(w.access, exercise)
        _set_scene(w, exercise, script, known)
        before = Inject.objects.visible(w.access).filter(exercise=exercise)
        for row in before.select_related("exercise__owner_unit"):
            w.remove(row)
        lines = lines_of(w.access, script, exercise.severity)
        made = [each for line in lines for each in fill_inject(line, known)]
        return w.create_many(Inject, [_values(exercise, line) for line in made])


def _name_attack(w: Writer, exercise: Exercise, script: Script) -> None:
    named = ExerciseThreat.objects.visible(w.access).filter(exercise=exercise)
    if script.threat_id and not named.exists():
        w.create(ExerciseThreat, {"exercise": exercise, "threat": script.threat})


def _set_scene(w: Writer, exercise: Exercise, script: Script, known: InjectFacts) -> None:
    empty = [name for name in ("scene", "goals") if not getattr(exercise, name).strip()]
    if empty:
        w.update(
            exercise, {name: fill_placeholders(getattr(script, name), known.said)[:4000] for name in empty}
        )


def _values(exercise: Exercise, line: InjectWords) -> dict[str, object]:
    return {
        "exercise": exercise,
        "minute": line.minute,
        "text": line.text[:2000],
        "whom": line.whom[:120],
        "expected": line.expected[:2000],
    }
