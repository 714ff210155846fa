from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig


class EvidenceConfig(DomainConfig):
    name = "akropolis.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def domain(self) -> Domain:
        """The register with the list of what it proves, and evidence of actions."""
        from akropolis.actions.models import Action
        from akropolis.evidence.register import evidence, panels
        from akropolis.evidence.register.proof_list import ProofList
        from akropolis.kernel.registers.declaration import ListLink

        return Domain(
            registers=[evidence.EVIDENCE],
            lists=[ProofList],
            panels={evidence.EVIDENCE.key: [panels.PROVES]},
            links={"evidence-list": [ListLink(ProofList.key, ProofList.permission, ProofList.title)]},
            extensions=[lambda: panels.declare_provable(Action, _("Action"))],
        )
