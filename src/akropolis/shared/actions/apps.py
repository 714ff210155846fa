from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ActionsConfig(DomainConfig):
    name = "akropolis.shared.actions"
    label = "actions"
    verbose_name = _("Actions")

    def domain(self) -> Domain:
        """The register, and what raised an action on its page and on that of the row that raised it."""
        from akropolis.base.kernel.records.models import Record
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.shared.actions.models.cause_choices import AUDIT, OTHER, RISK, causes
        from akropolis.shared.actions.register import REGISTER
        from akropolis.shared.actions.register.order import ActionOrder
        from akropolis.shared.actions.web.causes import cause_panel, raised_panel
        from akropolis.shared.actions.web.series import pending_owners, series_panel

        raised = Panel("raised", raised_panel, "actions/_raised_panel.html", title=_("Actions"))
        causes_of = Panel("causes", cause_panel, "actions/_cause_panel.html", PanelPlace.SIDE)
        series = Panel("series", series_panel, "actions/_series_panel.html", PanelPlace.SIDE)
        return Domain(
            registers=[REGISTER],
            lists=[ActionOrder],
            panels={
                REGISTER.key: [series, causes_of],
                Record: [raised],
            },
            links={
                "actions-list": [
                    ListLink("action-frame", REGISTER.read, _("Plan and frame")),
                    ListLink(ActionOrder.key, REGISTER.read, ActionOrder.title),
                ]
            },
            tasks={"ownerless occurrences": pending_owners},
            extensions=[lambda: causes.update({cause.key: cause for cause in (AUDIT, RISK, OTHER)})],
        )
