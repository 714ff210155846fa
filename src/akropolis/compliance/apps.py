from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "akropolis.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def ready(self) -> None:
        """Declare the catalogue, and what is said of measures with the tallies that follow."""
        from datetime import timedelta

        from akropolis.actions.selectors.causes import KINDS, over
        from akropolis.assets.models import DeviceGroup, Platform, Service
        from akropolis.campaigns.register.row_panel import declare_kinds
        from akropolis.compliance.models import Fulfilment, MeasureAction, Objection
        from akropolis.compliance.register import catalogue, panels
        from akropolis.compliance.rules.permissions import FULFILMENT
        from akropolis.compliance.selectors.inherited import withdrawn
        from akropolis.compliance.selectors.standing import partial_words
        from akropolis.compliance.services import tallying
        from akropolis.compliance.services.causes import MEASURE
        from akropolis.compliance.web.asking import MEASURES
        from akropolis.compliance.web.lists import MeasureList, ServiceMeasureList, UnitMeasureList
        from akropolis.compliance.web.objections import tasks as objections_waiting
        from akropolis.compliance.web.places import fulfilment_url
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.belongings import Belonging, belong
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        figures.declare("compliance", __file__)
        declare(*catalogue.TABLES)
        declare_lists(MeasureList, UnitMeasureList, ServiceMeasureList)
        permissions.declare(FULFILMENT, _("fulfilments"), by_name=True)
        projections.add("tallies", tallying.PROJECTION)
        jobs.add("tallies", Job(timedelta(hours=1), tallying.refresh, label=_("Counts of requirements met")))
        declare_provable(Provable(Fulfilment, _("Fulfilment"), fulfilment_url))
        for model in (Service, Platform, DeviceGroup):
            registers.add_panel(model, panels.MEASURES)
        registers.add_panel("documents", panels.ANSWERS)
        KINDS.add(MEASURE.key, MEASURE)
        belong(Belonging(MeasureAction, _("Actions for missing measures"), about="action", over=over))
        belong(Belonging(Fulfilment, _("Fulfilments"), partial=partial_words))
        belong(Belonging(Objection, _("Objections"), over=withdrawn))
        declare_kinds(MEASURES)
        tasks.add("objections", objections_waiting)
