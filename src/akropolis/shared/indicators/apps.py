from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class IndicatorsConfig(DomainConfig):
    name = "akropolis.shared.indicators"
    label = "indicators"
    verbose_name = _("Indicators")

    def domain(self) -> Domain:
        """Declare the tables of indicators and targets, who measures, the campaign that asks for the
        manual ones, and the job that measures what is counted."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.shared.campaigns.register.row_panel import declare_kinds
        from akropolis.shared.indicators.models import RESOURCE, IndicatorMeasurement
        from akropolis.shared.indicators.register.tables import INDICATORS, TARGETS
        from akropolis.shared.indicators.services.measuring import measure_ended
        from akropolis.shared.indicators.web.asking import INDICATORS_ASKED

        label = _("Indicators measured when their periods have ended")
        return Domain(
            tables=[INDICATORS, TARGETS],
            rights=[
                Resource(
                    RESOURCE,
                    _("measurements of indicators"),
                    {"read": _("read measurements of indicators"), "edit": _("measure indicators")},
                )
            ],
            belongings=[Belonging(IndicatorMeasurement, _("Measurements of indicators"), over=always)],
            extensions=[lambda: declare_kinds(INDICATORS_ASKED)],
            jobs={"indicators": Job(timedelta(days=1), measure_ended, at=time(4, 20), label=label)},
        )
