from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingRecordConfig(DomainConfig):
    name = "akropolis.privacy.processing_record"
    label = "processing_record"
    verbose_name = _("The record of processing")

    def domain(self) -> Domain:
        """Declare the record as a document, and what other registers say of a processing."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.privacy.processing_record.web import proposals

        return Domain(
            panels={
                PROCESSINGS.key: [Panel("sources", proposals.sources_panel, "")],
                GraphRecord: [Panel("controllers", proposals.service_panel, "")],
            },
            links={
                "processings-list": [
                    ListLink("processing-record", PROCESSINGS.read, _("The record as a document"))
                ]
            },
        )
