from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class IntakeConfig(DomainConfig):
    name = "akropolis.events.intake"
    label = "intake"
    verbose_name = _("Reports of events")

    def domain(self) -> Domain:
        """The right to report events, and the reports that were stopped or await an answer."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.events.incidents.models import ReportStop
        from akropolis.events.incidents.rules.permissions import REPORT
        from akropolis.events.intake.web import following, reporting

        return Domain(
            rights=[Resource(REPORT, _("reports of events"))],
            belongings=[Belonging(ReportStop, _("Stopped reports"), over=always)],
            tasks={"report stops": following.pending_stops},
            awaited={"incidents": reporting.list_sent_reports},
        )
