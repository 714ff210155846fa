from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig, Resource


class ComplianceConfig(DomainConfig):
    name = "akropolis.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def domain(self) -> Domain:
        """The catalogue of requirements, how far its measures are fulfilled, and the tallies that follow."""
        from akropolis.actions.selectors.causes import over
        from akropolis.assets.models import DeviceGroup, Platform, Service
        from akropolis.campaigns.register.row_panel import declare_kinds
        from akropolis.compliance.models import Fulfilment, MeasureAction, Objection
        from akropolis.compliance.register import catalogue, measure_lists, panels
        from akropolis.compliance.rules.permissions import FULFILMENT
        from akropolis.compliance.selectors import inherited, standing
        from akropolis.compliance.services import causes, tallying
        from akropolis.compliance.web import asking, objections, places
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.deadlines.jobs import Job
        from akropolis.kernel.records.belongings import Belonging

        return Domain(
            tables=catalogue.TABLES,
            lists=[
                measure_lists.MeasureList,
                measure_lists.UnitMeasureList,
                measure_lists.ServiceMeasureList,
            ],
            rights=[Resource(FULFILMENT, _("fulfilments"), by_name=True)],
            panels={
                **{model: [panels.MEASURES] for model in (Service, Platform, DeviceGroup)},
                "documents": [panels.ANSWERS],
            },
            belongings=[
                Belonging(MeasureAction, _("Actions for missing measures"), about="action", over=over),
                Belonging(Fulfilment, _("Fulfilments"), partial=standing.partial_words),
                Belonging(Objection, _("Objections"), over=inherited.withdrawn),
            ],
            projections={"tallies": tallying.PROJECTION},
            jobs={
                "tallies": Job(timedelta(hours=1), tallying.refresh, label=_("Counts of requirements met"))
            },
            tasks={"objections": objections.pending_objections},
            extensions=[
                lambda: declare_provable(Fulfilment, _("Fulfilment"), places.fulfilment_url),
                causes.MEASURE.declare,
                lambda: declare_kinds(asking.MEASURES),
            ],
        )
