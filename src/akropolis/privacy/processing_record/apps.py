from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingRecordConfig(DomainConfig):
    name = "akropolis.privacy.processing_record"
    label = "processing_record"
    verbose_name = _("The record of processing")

    def domain(self) -> Domain:
        """Declare the record of processing."""
        return Domain()
