from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadershipConfig(AppConfig):
    name = "akropolis.leadership"
    label = "leadership"
    verbose_name = _("Leadership of events")

    def ready(self) -> None:
        """Declare the tables, the call lists, what the incident room shows of them, and the ladder of reminders."""
        from akropolis.incidents.selectors.room import PANELS
        from akropolis.kernel.deadlines.tasks import feeds, fleeting
        from akropolis.kernel.kept.declaration import declare as declare_kept
        from akropolis.kernel.registers.declaration import Link, Panel, declare
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.leadership.register.leading import CALLS, LADDER, LEVELS, TEMPLATES
        from akropolis.leadership.web import climbing, leading

        declare(CALLS)
        declare_kept(LEVELS, LADDER, TEMPLATES)
        registers.add_link("incidents-list", Link("call-lists-list", CALLS.read, CALLS.many))
        PANELS.add("leading", Panel("leading", leading.panel, "leadership/_leading_panel.html"))
        fleeting.add("ladder", climbing.waiting)
        feeds.add("ladder", climbing.due_everywhere)
