from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "akropolis.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def ready(self) -> None:
        """Declare the catalogue, what is said of measures with the tallies that follow, and the legal entities."""
        from datetime import timedelta

        from akropolis.actions.selectors.causes import KINDS
        from akropolis.assets.models import Service
        from akropolis.campaigns.register.row_panel import declare_kinds
        from akropolis.compliance.models import EntityProfile, Fulfilment, MeasureAction, Objection
        from akropolis.compliance.register import catalogue, entities, panels
        from akropolis.compliance.rules.permissions import FULFILMENT
        from akropolis.compliance.selectors.inherited import withdrawn
        from akropolis.compliance.selectors.standing import finished
        from akropolis.compliance.services import tallying
        from akropolis.compliance.services.causes import MEASURE
        from akropolis.compliance.web.asking import MEASURES
        from akropolis.compliance.web.entities import tasks as entities_waiting
        from akropolis.compliance.web.entity_list import EntityList
        from akropolis.compliance.web.lists import ServiceMeasureList, UnitMeasureList
        from akropolis.compliance.web.objections import tasks as objections_waiting
        from akropolis.compliance.web.places import fulfilment_url
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.kept.declaration import declare
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.records.projections import registry as projections
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        figures.declare("compliance", __file__)
        declare(*catalogue.TABLES, *entities.TABLES)
        declare_lists(UnitMeasureList, ServiceMeasureList, EntityList)
        permissions.declare(FULFILMENT, _("fulfilments"))
        permissions.declare(EntityProfile.permission, _("Legal entities"))
        permissions.keep_to_people(f"{EntityProfile.permission}:edit")
        projections.add("tallies", tallying.PROJECTION)
        jobs.add("tallies", Job(timedelta(hours=1), tallying.refresh, label=_("Counts of requirements met")))
        declare_provable(Provable(Fulfilment, _("Fulfilment"), fulfilment_url))
        registers.add_panel(Service, panels.MEASURES)
        registers.add_panel("documents", panels.ANSWERS)
        KINDS.add(MEASURE.key, MEASURE)
        belong(Belonging(MeasureAction, _("Actions for missing measures"), about="action", over=finished))
        belong(Belonging(Fulfilment, _("Fulfilments")), Belonging(Objection, _("Objections"), over=withdrawn))
        belong(Belonging(EntityProfile, _("Legal entities"), over=always))
        declare_kinds(MEASURES)
        tasks.add("entities", entities_waiting)
        tasks.add("objections", objections_waiting)
