from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "akropolis.home"
    label = "home"
    verbose_name = _("Start page and account")

    def ready(self) -> None:
        """The background jobs, the checks of the installation, and the reviews that wait for someone."""
        from akropolis.home.services import anchoring, keeping, reminders
        from akropolis.home.web import installation
        from akropolis.kernel.deadlines.tasks import awaited, fleeting, sources
        from akropolis.rounds.web.waiting import sent, waiting

        reminders.add_jobs()
        anchoring.add_jobs()
        keeping.add_jobs()
        keeping.add_checks()
        fleeting.add("installation", installation.waiting)
        sources.add("reviews", waiting)
        awaited.add("reviews", sent)
