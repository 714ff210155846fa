from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ProcessingSourcesConfig(DomainConfig):
    name = "akropolis.privacy.processing_sources"
    label = "processing_sources"
    verbose_name = _("Where processings come from")

    def domain(self) -> Domain:
        """Declare the ways in to the record of processing, and what is offered on the page of a processing."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.privacy.processing_sources.web import building, filling, importing, offers

        return Domain(
            panels={
                PROCESSINGS.key: [
                    Panel("fill", filling.filling_panel, ""),
                    Panel("offer", offers.offer_panel, ""),
                ]
            },
            links={
                "processings-list": [
                    ListLink("processings-build", PROCESSINGS.edit, building.TITLE),
                    ListLink("processings-importing", PROCESSINGS.edit, importing.IMPORT_RECORD.title),
                    ListLink("processings-fill-first", PROCESSINGS.edit, _("Fill in what is missing")),
                ]
            },
        )
