from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class FilingsConfig(DomainConfig):
    name = "akropolis.events.authority_reports"
    label = "filings"
    verbose_name = _("Assessments and reports of incidents")

    def domain(self) -> Domain:
        """The kept tables, the assessments on a track's page, and the report that is frozen when its step is filed."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, registry
        from akropolis.events.authority_reports.selectors.assessments import READ
        from akropolis.events.authority_reports.services.reporting import freeze
        from akropolis.events.authority_reports.web import panel, tables
        from akropolis.events.incidents.services.tracks import judgements, on_filed

        breaches = ListLink("breach-register", READ, _("Breaches by article 33.5"))
        return Domain(
            links={
                place: [breaches]
                for place in ("incident-tracks-list", "processings-list", "dpo-reviews-list")
            },
            tables=[tables.CRITERIA, tables.REPORT_FIELDS],
            panels={"incident-tracks": [Panel("filings", panel.build, "filings/_panel.html")]},
            extensions=[
                lambda: registry.add_reason("incident-tracks", "decide_not", panel.reason),
                lambda: on_filed.add("reports", freeze),
                lambda: judgements.add("assessments", panel.outcomes_by_track),
            ],
        )
