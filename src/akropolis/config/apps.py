from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "akropolis.config"
    label = "config"

    def ready(self) -> None:
        """The background jobs, and the reviews that wait for someone."""
        from akropolis.config import anchoring, reminders  # reason: apps must be loaded first
        from akropolis.kernel.deadlines.jobs import jobs
        from akropolis.kernel.deadlines.tasks import sources
        from akropolis.review.web.waiting import waiting

        reminders.add_jobs(jobs)
        anchoring.add_jobs(jobs)
        sources.add("reviews", waiting)
