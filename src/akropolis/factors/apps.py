from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactorsConfig(AppConfig):
    name = "akropolis.factors"
    label = "factors"
    verbose_name = _("Second factors")

    def ready(self) -> None:
        """The alarm of the emergency account: what waits because of it, and whom it is told."""
        from akropolis.factors.services.emergency import tell_contact
        from akropolis.factors.web.emergency import waiting
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import sources

        sources.add("emergency", waiting)
        jobs.add(
            "emergency", Job(timedelta(minutes=1), tell_contact, label=_("Alarm of the emergency account"))
        )
