from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CryptoConfig(AppConfig):
    name = "akropolis.crypto"
    label = "crypto"
    verbose_name = _("Cryptography")

    def ready(self) -> None:
        """Declare the rights, the register, its panel, and the certificates that run out."""
        from akropolis.assets.register.nodes import declare_nodes
        from akropolis.crypto.register.crypto import CRYPTO_ASSETS
        from akropolis.crypto.rules.permissions import CRYPTO_RULE
        from akropolis.crypto.web import crypto_plan
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers

        declare_nodes(CRYPTO_ASSETS)
        actions = {"read": _("read"), "edit": _("write")}
        permissions.declare(CRYPTO_RULE, _("rules on cryptography"), actions)
        registers.add_panel("crypto-assets", Panel("crypto", crypto_plan.panel, "crypto/crypto_panel.html"))
        tasks.add("certificates", crypto_plan.tasks)
