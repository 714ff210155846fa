from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExercisesConfig(AppConfig):
    name = "akropolis.exercises"
    label = "exercises"
    verbose_name = _("Exercises")

    def ready(self) -> None:
        """Declare the register with its panels and figures, the written exercises, and what the room shows of one."""
        from akropolis.actions.selectors.causes import KINDS
        from akropolis.exercises.models import ExerciseThreat
        from akropolis.exercises.register.exercises import EXERCISES, SCRIPT_INJECTS, SCRIPTS
        from akropolis.exercises.services.causes import EXERCISE
        from akropolis.exercises.web import panels
        from akropolis.incidents.selectors.room import PANELS
        from akropolis.kernel.kept.declaration import declare as declare_kept
        from akropolis.kernel.registers.declaration import Link, Panel, declare
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
        from akropolis.threats.selectors.naming import NAMING, READ

        declare(EXERCISES)
        declare_kept(SCRIPTS, SCRIPT_INJECTS)
        registers.add_link("incidents-list", Link("exercises-list", EXERCISES.read, EXERCISES.many))
        registers.add_panel(
            EXERCISES.key,
            Panel("observations", panels.observations_panel, "exercises/_observations_panel.html"),
        )
        registers.add_panel(
            EXERCISES.key, Panel("injects", panels.injects_panel, "exercises/_injects_panel.html")
        )
        PANELS.add("exercise", Panel("exercise", panels.room_panel, "exercises/_played_panel.html"))
        NAMING.add(EXERCISES.key, ExerciseThreat)
        registers.add_link("exercises-list", Link("threats", READ, _("Threat catalogue")))
        KINDS.add(EXERCISE.key, EXERCISE)
        figures.declare("exercises", __file__)
