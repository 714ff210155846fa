from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class SuppliersConfig(DomainConfig):
    name = "akropolis.graph.suppliers"
    label = "suppliers"
    verbose_name = _("Suppliers")

    def domain(self) -> Domain:
        """Declare the register of suppliers with contacts, certificates and sub-suppliers, and what evidence proves."""
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.suppliers.models import SupplierCertificate
        from akropolis.graph.suppliers.register import REGISTER
        from akropolis.graph.suppliers.web import certificates, chain, contacts
        from akropolis.shared.evidence.register.panels import declare_provable

        first = PanelPlace.FIRST
        return Domain(
            registers=[REGISTER],
            panels={
                REGISTER.key: [
                    Panel(
                        "contacts",
                        contacts.contacts_panel,
                        "suppliers/_contacts_panel.html",
                        first,
                        title=_("Contacts"),
                    ),
                    Panel(
                        "certificates",
                        certificates.certificates_panel,
                        "suppliers/_certificates_panel.html",
                        title=_("Certificates"),
                    ),
                    Panel(
                        "chain",
                        chain.chain_panel,
                        "suppliers/_chain_panel.html",
                        title=_("Sub-suppliers"),
                    ),
                ]
            },
            tasks={
                "supplier-contacts": contacts.pending_verifications,
                "supplier-certificates": certificates.pending_certificates,
            },
            extensions=[
                lambda: declare_provable(REGISTER.model, _("Supplier")),
                lambda: declare_provable(
                    SupplierCertificate, _("Certificate of a supplier"), certificates.certificate_page
                ),
            ],
        )
