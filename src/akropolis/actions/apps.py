from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig


class ActionsConfig(DomainConfig):
    name = "akropolis.actions"
    label = "actions"
    verbose_name = _("Actions")

    def domain(self) -> Domain:
        """The register, and what raised an action on its page and on that of the row that raised it."""
        from akropolis.actions.models.cause_choices import AUDIT, OTHER, RISK, causes
        from akropolis.actions.register import REGISTER
        from akropolis.actions.web.causes import cause_panel, raised_panel
        from akropolis.kernel.records.models import Record
        from akropolis.kernel.registers.declaration import Panel

        return Domain(
            registers=[REGISTER],
            panels={
                REGISTER.key: [Panel("causes", cause_panel, "actions/_cause_panel.html")],
                Record: [Panel("raised", raised_panel, "actions/_raised_panel.html")],
            },
            extensions=[lambda: causes.update({cause.key: cause for cause in (AUDIT, RISK, OTHER)})],
        )
