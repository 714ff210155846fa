from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class YearWheelConfig(DomainConfig):
    name = "akropolis.shared.year_wheel"
    label = "year_wheel"
    verbose_name = _("Year wheel")

    def domain(self) -> Domain:
        """Declare the table of yearly duties, what came of them, the wheel and the desks."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.shared.year_wheel.models import DutyOutcome
        from akropolis.shared.year_wheel.register.duties import DUTIES
        from akropolis.shared.year_wheel.register.year_wheel import YearWheel
        from akropolis.shared.year_wheel.web.tasks import pending_duties

        return Domain(
            tables=[DUTIES],
            lists=[YearWheel],
            rights=[Resource(DutyOutcome.permission, _("outcomes of yearly duties"))],
            belongings=[Belonging(DutyOutcome, _("Outcomes of yearly duties"), over=always)],
            tasks={"yearly duties": pending_duties},
        )
