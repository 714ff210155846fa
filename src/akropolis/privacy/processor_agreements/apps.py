from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessorAgreementsConfig(DomainConfig):
    name = "akropolis.privacy.processor_agreements"
    label = "processor_agreements"
    verbose_name = _("Data processing agreements")

    def domain(self) -> Domain:
        """Declare agreements with processors, and panels on the pages of suppliers and processings."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.suppliers.register import REGISTER as SUPPLIERS
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.privacy.processor_agreements.models import AgreementParty
        from akropolis.privacy.processor_agreements.register.agreements import AGREEMENTS
        from akropolis.privacy.processor_agreements.register.lists import Processors, Transfers
        from akropolis.privacy.processor_agreements.services.agreements import bring_over
        from akropolis.privacy.processor_agreements.web import panels

        beside = [ListLink(each.key, each.permission, each.title) for each in (Transfers, Processors)]
        own = ListLink(f"{AGREEMENTS.key}-list", AGREEMENTS.read, AGREEMENTS.many)
        title, template = AGREEMENTS.many, "processor_agreements/_agreements_panel.html"
        return Domain(
            registers=[AGREEMENTS],
            lists=[Transfers, Processors],
            panels={
                AGREEMENTS.key: [
                    Panel(
                        "sub-processors",
                        panels.agreement_panel,
                        "processor_agreements/_agreement_panel.html",
                        PanelPlace.FIRST,
                        title=_("Sub-processors and transfers"),
                    )
                ],
                SUPPLIERS.key: [Panel("processor-agreements", panels.supplier_panel, template, title=title)],
                PROCESSINGS.key: [
                    Panel("processor-agreements", panels.processing_panel, template, title=title)
                ],
            },
            links={
                "processor-agreements-list": beside,
                "suppliers-list": [own, *beside],
                "processings-list": [own, *beside],
            },
            belongings=[Belonging(AgreementParty, _("Parties to agreements"))],
            tasks={"sub-processors": panels.pending_answers},
            content={"processor_agreements": bring_over},
        )
