from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ExercisesConfig(DomainConfig):
    name = "akropolis.events.exercises"
    label = "exercises"
    verbose_name = _("Exercises")

    def domain(self) -> Domain:
        """The register with its panels, the written exercises, and what the incident room shows of one."""
        from akropolis.assurance.deviations.services.deviations import SOURCES
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.events.exercises.models import ExerciseThreat
        from akropolis.events.exercises.register.exercises import EXERCISES, SCRIPT_INJECTS, SCRIPTS
        from akropolis.events.exercises.selectors.held import held_between
        from akropolis.events.exercises.services.causes import DEVIATION_SOURCE, EXERCISE
        from akropolis.events.exercises.web import panels
        from akropolis.events.incidents.selectors.room import PANELS
        from akropolis.shared.threats.selectors.naming import NAMING
        from akropolis.shared.year_wheel.models.evidence import DutyEvidence, duty_evidence

        played = Panel("exercise", panels.room_panel, "exercises/_played_panel.html")
        return Domain(
            registers=[EXERCISES],
            tables=[SCRIPTS, SCRIPT_INJECTS],
            panels={
                EXERCISES.key: [
                    Panel("observations", panels.observations_panel, "exercises/_observations_panel.html"),
                    Panel("injects", panels.injects_panel, "exercises/_injects_panel.html"),
                ]
            },
            links={
                "incidents-list": [ListLink("exercises-list", EXERCISES.read, EXERCISES.many)],
            },
            extensions=[
                lambda: PANELS.add(played.key, played),
                lambda: NAMING.add(EXERCISES.key, ExerciseThreat),
                EXERCISE.declare,
                lambda: duty_evidence.add(
                    "exercise", DutyEvidence(_("An exercise has been held"), held_between)
                ),
                lambda: SOURCES.add(EXERCISES.key, DEVIATION_SOURCE),
            ],
        )
