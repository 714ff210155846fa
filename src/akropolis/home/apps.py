from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "akropolis.home"
    label = "home"
    verbose_name = _("Start page and account")

    def ready(self) -> None:
        """The background jobs, and the reviews that wait for someone."""
        from akropolis.chapters.web.waiting import sent, waiting
        from akropolis.home.services import anchoring, reminders
        from akropolis.kernel.deadlines.tasks import awaited, sources

        reminders.add_jobs()
        anchoring.add_jobs()
        sources.add("reviews", waiting)
        awaited.add("reviews", sent)
