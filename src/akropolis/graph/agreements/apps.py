from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class AgreementsConfig(DomainConfig):
    name = "akropolis.graph.agreements"
    label = "agreements"
    verbose_name = _("Supplier agreements")

    def domain(self) -> Domain:
        """Declare the register of supplier agreements, panels on suppliers' pages, and tasks before days run out."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.agreements.models import SupplierAgreementParty
        from akropolis.graph.agreements.register.agreements import SUPPLIER_AGREEMENTS
        from akropolis.graph.agreements.services.agreements import bring_over
        from akropolis.graph.agreements.web import panels
        from akropolis.graph.suppliers.register import REGISTER as SUPPLIERS

        own = ListLink(f"{SUPPLIER_AGREEMENTS.key}-list", SUPPLIER_AGREEMENTS.read, SUPPLIER_AGREEMENTS.many)
        return Domain(
            registers=[SUPPLIER_AGREEMENTS],
            panels={
                SUPPLIER_AGREEMENTS.key: [
                    Panel(
                        "buyers",
                        panels.agreement_panel,
                        "agreements/_agreement_panel.html",
                        PanelPlace.FIRST,
                        title=_("Who buys, and what is delivered"),
                    )
                ],
                SUPPLIERS.key: [
                    Panel(
                        "supplier-agreements",
                        panels.supplier_panel,
                        "agreements/_supplier_panel.html",
                        title=_("Agreements"),
                    )
                ],
            },
            links={"suppliers-list": [own]},
            content={"agreements": bring_over},
            belongings=[Belonging(SupplierAgreementParty, _("Units that buy under agreements"))],
            tasks={
                "agreement-notices": panels.pending_notices,
                "agreement-ended": panels.pending_ended,
                "agreement-exits": panels.pending_exit_tests,
            },
        )
