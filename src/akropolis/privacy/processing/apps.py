from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingConfig(DomainConfig):
    name = "akropolis.privacy.processing"
    label = "processing"
    verbose_name = _("The record of processing")

    def domain(self) -> Domain:
        """Declare the record of processing and its kept tables."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.privacy.processing.models import ProcessingParty
        from akropolis.privacy.processing.register import vocabulary
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.privacy.processing.register.templates import TEMPLATES

        return Domain(
            registers=[PROCESSINGS],
            tables=[
                *(vocabulary.GROUPS, vocabulary.CATEGORIES, vocabulary.BASES, vocabulary.TRANSFERS),
                TEMPLATES,
            ],
            belongings=[Belonging(ProcessingParty, _("Other controllers of processings"), field="unit")],
        )
