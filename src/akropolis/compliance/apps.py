from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "akropolis.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def ready(self) -> None:
        """Declare the catalogue, what is said of measures, and the tallies that follow."""
        from datetime import timedelta

        from akropolis.assets.models import Service
        from akropolis.compliance.models import Fulfilment
        from akropolis.compliance.register import service_panel
        from akropolis.compliance.register.catalogue import TABLES
        from akropolis.compliance.rules.permissions import FULFILMENT
        from akropolis.compliance.services import tallying
        from akropolis.compliance.web.lists import ServiceMeasureList, UnitMeasureList
        from akropolis.compliance.web.places import fulfilment_url
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.belongings import Belonging, belong
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        figures.declare("compliance", __file__)
        declare(*TABLES)
        declare_lists(UnitMeasureList, ServiceMeasureList)
        permissions.declare(FULFILMENT, _("fulfilments"))
        projections.add("tallies", tallying.PROJECTION)
        jobs.add("tallies", Job(timedelta(hours=1), tallying.refresh))
        declare_provable(Provable(Fulfilment, _("Fulfilment"), fulfilment_url))
        registers.add_panel(Service, service_panel.PANEL)
        belong(Belonging(Fulfilment, _("Fulfilments")))
