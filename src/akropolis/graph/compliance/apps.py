from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class ComplianceConfig(DomainConfig):
    name = "akropolis.graph.compliance"
    label = "compliance"
    verbose_name = _("Requirements and measures")

    def domain(self) -> Domain:
        """Declares the catalogue of requirements, the assessments of its measures, and the derived tallies."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.graph.assets.models import DeviceGroup, Platform, Service
        from akropolis.graph.compliance.models import Fulfilment, MeasureAction, Objection
        from akropolis.graph.compliance.register import catalogue, measure_lists, panels
        from akropolis.graph.compliance.rules.permissions import FULFILMENT
        from akropolis.graph.compliance.selectors import inherited, standing
        from akropolis.graph.compliance.services import causes, documents, tallying
        from akropolis.graph.compliance.web import asking, objections, places
        from akropolis.shared.actions.selectors.causes import over
        from akropolis.shared.campaigns.register.row_panel import declare_kinds
        from akropolis.shared.documents.models import GoverningDocument
        from akropolis.shared.documents.services.following import followers
        from akropolis.shared.evidence.register.panels import declare_provable

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
                Belonging(Objection, _("Objections"), over=inherited.closed_objections),
            ],
            projections={"tallies": tallying.PROJECTION},
            jobs={
                "tallies": Job(timedelta(hours=1), tallying.refresh, label=_("Counts of requirements met"))
            },
            tasks={"objections": objections.pending_objections},
            extensions=[
                lambda: declare_provable(Fulfilment, _("Fulfilment"), places.fulfilment_url),
                lambda: declare_provable(GoverningDocument, _("Governing document")),
                lambda: followers.add("requirements", documents.FOLLOWER),
                causes.MEASURE.declare,
                lambda: declare_kinds(asking.MEASURES),
            ],
        )
