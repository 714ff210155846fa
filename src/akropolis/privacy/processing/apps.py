from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingConfig(DomainConfig):
    name = "akropolis.privacy.processing"
    label = "processing"
    verbose_name = _("The record of processing")

    def domain(self) -> Domain:
        """Declare the record of processing, its kept tables, and what stands on a processing's page."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.privacy.processing.models import ProcessingParty
        from akropolis.privacy.processing.register import vocabulary
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.privacy.processing.register.templates import TEMPLATES
        from akropolis.privacy.processing.web.panels import PANELS

        return Domain(
            registers=[PROCESSINGS],
            tables=[
                *(vocabulary.GROUPS, vocabulary.CATEGORIES, vocabulary.BASES, vocabulary.TRANSFERS),
                TEMPLATES,
            ],
            panels={PROCESSINGS.key: PANELS},
            belongings=[Belonging(ProcessingParty, _("Other controllers of processings"), field="unit")],
        )
