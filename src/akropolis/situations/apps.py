from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SituationsConfig(AppConfig):
    name = "akropolis.situations"
    label = "situations"
    verbose_name = _("Situation pictures")

    def ready(self) -> None:
        """Declare the questions, the rights, and what waits for who leads."""
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import feeds, sources
        from akropolis.kernel.kept.declaration import declare as declare_kept
        from akropolis.situations.register.questions import QUESTIONS
        from akropolis.situations.rules.permissions import RESOURCE
        from akropolis.situations.web.waiting import due_everywhere, waiting

        permissions.declare(RESOURCE, _("Situation pictures"))
        declare_kept(QUESTIONS)
        sources.add("situations", waiting)
        feeds.add("situations", due_everywhere)
