from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class EvidenceConfig(DomainConfig):
    name = "akropolis.shared.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def domain(self) -> Domain:
        """Declare the register of evidence, the list of what it proves, and that actions can have evidence."""
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.shared.actions.models import Action
        from akropolis.shared.evidence.register import evidence, panels
        from akropolis.shared.evidence.register.proof_list import ProofList

        return Domain(
            registers=[evidence.EVIDENCE],
            lists=[ProofList],
            panels={evidence.EVIDENCE.key: [panels.PROVES]},
            links={"evidence-list": [ListLink(ProofList.key, ProofList.permission, ProofList.title)]},
            extensions=[lambda: panels.declare_provable(Action, _("Action"))],
        )
