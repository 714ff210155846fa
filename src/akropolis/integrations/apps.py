from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "akropolis.integrations"
    label = "integrations"
    verbose_name = _("Integrations")

    def ready(self) -> None:
        """What waits because a webhook does not get through, and what is forgotten of its log."""
        from akropolis.integrations.services.deliveries import tidy
        from akropolis.integrations.services.extracting import nightly
        from akropolis.integrations.web.webhook_list import waiting
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import sources

        sources.add("webhooks", waiting)
        jobs.add("webhooks", Job(timedelta(days=1), tidy, label=_("Log of webhooks")))
        jobs.add(
            "extract",
            Job(timedelta(days=1), nightly, at=time(2, 30), label=_("Extract for the data warehouse")),
        )
