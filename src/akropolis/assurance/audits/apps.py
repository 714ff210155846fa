from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class AuditsConfig(DomainConfig):
    name = "akropolis.assurance.audits"
    label = "audits"
    verbose_name = _("Audits")

    def domain(self) -> Domain:
        """Declare the audit programme, audits and observations."""
        from akropolis.assurance.audits.register.audits import AUDITS
        from akropolis.assurance.audits.register.programme import AuditProgramme
        from akropolis.assurance.audits.web import observations
        from akropolis.base.kernel.registers.declaration import ListLink, Panel

        programme = ListLink(AuditProgramme.key, AUDITS.read, AuditProgramme.title)
        return Domain(
            registers=[AUDITS],
            lists=[AuditProgramme],
            panels={
                AUDITS.key: [
                    Panel(
                        "findings", observations.panel, "audits/_observations_panel.html", title=_("Findings")
                    )
                ]
            },
            links={"audits-list": [programme], "deviations-list": [programme]},
            tasks={"audits": observations.pending_audits, "audit answers": observations.pending_answers},
        )
