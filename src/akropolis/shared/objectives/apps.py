from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ObjectivesConfig(DomainConfig):
    name = "akropolis.shared.objectives"
    label = "objectives"
    verbose_name = _("Objectives")

    def domain(self) -> Domain:
        """Declare the register of objectives, and what their indicators measure beside the outcome."""
        from akropolis.base.kernel.registers.declaration import Panel
        from akropolis.shared.objectives.register.measured import measured_panel
        from akropolis.shared.objectives.register.objectives import OBJECTIVES

        return Domain(
            registers=[OBJECTIVES],
            panels={
                OBJECTIVES.key: [
                    Panel(
                        "measured", measured_panel, "objectives/_measured.html", title=_("What is measured")
                    )
                ]
            },
        )
