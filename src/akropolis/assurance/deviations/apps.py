from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class DeviationsConfig(DomainConfig):
    name = "akropolis.assurance.deviations"
    label = "deviations"
    verbose_name = _("Deviations")

    def domain(self) -> Domain:
        """Declare the one register of deviations."""
        from akropolis.assurance.deviations.register.deviations import DEVIATIONS, GRADES
        from akropolis.assurance.deviations.rules import permissions
        from akropolis.assurance.deviations.services.deviation_cause import DEVIATION
        from akropolis.assurance.deviations.services.deviations import SOURCES
        from akropolis.assurance.deviations.services.sources import CONTROL_SOURCE, TEST_SOURCE
        from akropolis.assurance.deviations.web import panels, waiting
        from akropolis.assurance.effect_tests.register.tests import EFFECT_TESTS
        from akropolis.base.kernel.records.models import Record
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.assets.models import DeviceGroup, Platform, Service
        from akropolis.graph.internal_control.register.controls import CONTROLS

        about = Panel(
            "deviations-about", panels.about_panel, "deviations/_raised_panel.html", title=_("Deviations")
        )
        return Domain(
            registers=[DEVIATIONS],
            tables=[GRADES],
            panels={
                DEVIATIONS.key: [
                    Panel(
                        "standing", panels.standing_panel, "deviations/_standing_panel.html", PanelPlace.SIDE
                    )
                ],
                **{model: [about] for model in (Service, Platform, DeviceGroup)},
                Record: [
                    Panel(
                        "deviations",
                        panels.raised_panel,
                        "deviations/_raised_panel.html",
                        title=_("Deviations"),
                    )
                ],
            },
            rights=[
                Resource(
                    permissions.EXCEPTION,
                    _("exceptions from deviations"),
                    {"accept": _("grant exceptions")},
                    by_name=True,
                )
            ],
            rights_of_people={permissions.ACCEPT: True},
            tasks={
                "deviation people": waiting.pending_people,
                "deviation late": waiting.pending_late,
                "deviation verifications": waiting.pending_verifications,
                "deviation exceptions": waiting.pending_exceptions,
            },
            extensions=[
                lambda: SOURCES.add(CONTROLS.key, CONTROL_SOURCE),
                lambda: SOURCES.add(EFFECT_TESTS.key, TEST_SOURCE),
                DEVIATION.declare,
            ],
        )
