from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "akropolis.config"
    label = "config"

    def ready(self) -> None:
        """The background jobs, and the reviews that wait for someone."""
        from akropolis.config.reminders import add_jobs  # reason: apps must be loaded first
        from akropolis.kernel.deadlines.jobs import jobs
        from akropolis.kernel.deadlines.tasks import sources
        from akropolis.review.web.waiting import waiting

        add_jobs(jobs)
        sources.add("reviews", waiting)
