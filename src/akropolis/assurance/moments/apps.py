from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class MomentsConfig(DomainConfig):
    name = "akropolis.assurance.moments"
    label = "moments"
    verbose_name = _("Moments")

    def domain(self) -> Domain:
        """Declare moments, their tasks, and the table of their steps."""
        from akropolis.assurance.moments.register.moments import MOMENTS, STEPS
        from akropolis.assurance.moments.rules.permissions import TASK
        from akropolis.assurance.moments.web import moments, tasks
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.assets.models import DeviceGroup, Platform, Service

        of_service = Panel(
            "moments", moments.service_panel, "moments/_service_panel.html", title=MOMENTS.many
        )
        title = _("What is to be done")
        return Domain(
            registers=[MOMENTS],
            tables=[STEPS],
            rights=[Resource(TASK, _("tasks of moments"), {"edit": _("do tasks of moments")})],
            panels={
                MOMENTS.key: [
                    Panel("tasks", moments.tasks_panel, "moments/_tasks_panel.html", PanelPlace.FIRST, title)
                ],
                **{model: [of_service] for model in (Service, Platform, DeviceGroup)},
            },
            tasks={"moment tasks": tasks.pending_tasks_of_moments, "moment closings": tasks.pending_closings},
        )
