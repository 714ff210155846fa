from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    name = "akropolis.filings"
    label = "filings"
    verbose_name = _("Assessments and reports of incidents")

    def ready(self) -> None:
        """Declare the kept tables, what a track's page says, and that a report is kept when its step is filed."""
        from akropolis.filings.services.reporting import freeze
        from akropolis.filings.web import panel
        from akropolis.filings.web.tables import CRITERIA, REPORT_FIELDS
        from akropolis.incidents.services.tracks import judgements, on_filed
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers

        declare(CRITERIA, REPORT_FIELDS)
        registers.add_panel("incident-tracks", Panel("filings", panel.build, "filings/_panel.html"))
        registers.add_reason("incident-tracks", "decide_not", panel.reason)
        on_filed.add("reports", freeze)
        judgements.add("assessments", panel.judged)
