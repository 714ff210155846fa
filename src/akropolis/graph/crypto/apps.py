from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class CryptoConfig(DomainConfig):
    name = "akropolis.graph.crypto"
    label = "crypto"
    verbose_name = _("Cryptography")

    def domain(self) -> Domain:
        """The register of cryptographic assets, the rules that judge them, the plan, and expiring certificates."""
        from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
        from akropolis.graph.crypto.register import crypto_plan
        from akropolis.graph.crypto.register.crypto import CRYPTO_ASSETS
        from akropolis.graph.crypto.web import crypto_rules

        return Domain(
            registers=[CRYPTO_ASSETS],
            tables=[crypto_rules.CRYPTO_RULES],
            lists=[crypto_plan.PlanList],
            panels={
                CRYPTO_ASSETS.key: [
                    Panel("crypto", crypto_plan.panel, "crypto/crypto_panel.html", PanelPlace.FIRST)
                ]
            },
            tasks={"certificates": crypto_plan.tasks},
        )
