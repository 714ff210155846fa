from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CryptoConfig(AppConfig):
    name = "akropolis.crypto"
    label = "crypto"
    verbose_name = _("Cryptography")

    def ready(self) -> None:
        """Declare the register, the rules, its panel, and the certificates that run out."""
        from akropolis.assets.register import declare_nodes
        from akropolis.crypto.register.crypto import CRYPTO_ASSETS
        from akropolis.crypto.web import crypto_plan
        from akropolis.crypto.web.crypto_rules import CRYPTO_RULES
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        figures.declare("crypto", __file__)
        declare_nodes(CRYPTO_ASSETS)
        declare(CRYPTO_RULES)
        registers.add_panel("crypto-assets", Panel("crypto", crypto_plan.panel, "crypto/crypto_panel.html"))
        declare_lists(crypto_plan.PlanList)
        tasks.add("certificates", crypto_plan.tasks)
