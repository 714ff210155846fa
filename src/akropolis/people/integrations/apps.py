from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class IntegrationsConfig(DomainConfig):
    name = "akropolis.people.integrations"
    label = "integrations"
    verbose_name = _("Integrations")

    def domain(self) -> Domain:
        """Webhooks that do not get through, their log, and the nightly extract."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.people.integrations.services import deliveries, extracting
        from akropolis.people.integrations.web.webhook_list import pending_webhooks

        day, extract = timedelta(days=1), _("Extract for the data warehouse")
        return Domain(
            jobs={
                "webhooks": Job(day, deliveries.tidy, label=_("Log of webhooks")),
                "extract": Job(day, extracting.nightly, at=time(2, 30), label=extract),
            },
            tasks={"webhooks": pending_webhooks},
        )
