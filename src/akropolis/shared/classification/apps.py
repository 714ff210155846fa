from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class ClassificationConfig(DomainConfig):
    name = "akropolis.shared.classification"
    label = "classification"
    verbose_name = _("Classification")

    def domain(self) -> Domain:
        """The rights to schemes and intake stops, the legal bases, and the schemes that ship with the system."""
        from akropolis.shared.classification.rules.permissions import INTAKE, SCHEME
        from akropolis.shared.classification.services import content
        from akropolis.shared.classification.web.legal_bases import LEGAL_BASES

        return Domain(
            tables=[LEGAL_BASES],
            rights=[
                Resource(SCHEME, _("classification schemes")),
                Resource(INTAKE, _("intake stops"), {"settle": _("settle")}),
            ],
            content={"classification": content.load},
        )
