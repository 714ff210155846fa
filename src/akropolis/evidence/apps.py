from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "akropolis.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Declare the register and its lists, and that actions can be proved."""
        from akropolis.actions.models import Action
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.evidence import EVIDENCE
        from akropolis.evidence.register.panels import PROVES, declare_provable
        from akropolis.evidence.web.proof_list import ProofList
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import Link, declare, registry

        declare(EVIDENCE)
        declare_lists(ProofList)
        registry.add_panel("evidence", PROVES)
        registry.add_link("evidence-list", Link(ProofList.key, ProofList.permission, ProofList.title))
        declare_provable(Provable(Action, _("Action")))
