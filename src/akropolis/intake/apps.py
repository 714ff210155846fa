from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "akropolis.intake"
    label = "intake"
    verbose_name = _("Reports of events")

    def ready(self) -> None:
        """Declare the right to report, and what waits of what was reported."""
        from akropolis.incidents.models import ReportStop
        from akropolis.incidents.rules.permissions import REPORT
        from akropolis.intake.web import following, reporting
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import awaited
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.records.belongings import Belonging, always, belong

        permissions.declare(REPORT, _("reports of events"))
        awaited.add("incidents", reporting.sent)
        tasks.add("report stops", following.stops)
        belong(Belonging(ReportStop, _("Stopped reports"), over=always))
