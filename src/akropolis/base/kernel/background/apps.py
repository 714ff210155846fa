from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    name = "akropolis.base.kernel.background"
    label = "background"
    verbose_name = _("Work in the background")

    def ready(self) -> None:
        """Register the job that deletes finished work, and the source of tasks for the owners of background work."""
        from akropolis.base.kernel.background.waiting import (  # reason: apps must be loaded first
            list_background_tasks,
            sweep,
        )
        from akropolis.base.kernel.deadlines.jobs import Job, jobs
        from akropolis.base.kernel.deadlines.tasks import fleeting

        jobs.add("background", Job(timedelta(hours=1), sweep, label=_("Large files put aside")))
        fleeting.add("background", list_background_tasks)
