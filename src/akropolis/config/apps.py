from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "akropolis.config"
    label = "config"

    def ready(self) -> None:
        """The background jobs."""
        from akropolis.config.reminders import add_jobs  # reason: apps must be loaded first
        from akropolis.kernel.deadlines.jobs import jobs

        add_jobs(jobs)
