from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class LeadershipConfig(DomainConfig):
    name = "akropolis.events.leadership"
    label = "leadership"
    verbose_name = _("Leadership of events")

    def domain(self) -> Domain:
        """The tables and call lists, what the incident room shows of them, and the ladder of reminders."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, registry
        from akropolis.events.incidents.selectors.room import PANELS
        from akropolis.events.leadership.register.leading import CALLS, LADDER, LEVELS, TEMPLATES
        from akropolis.events.leadership.web import climbing, leading, room

        shown = Panel("leading", leading.panel, "leadership/_leading_panel.html")
        return Domain(
            registers=[CALLS],
            tables=[LEVELS, LADDER, TEMPLATES],
            links={"incidents-list": [ListLink("call-lists-list", CALLS.read, CALLS.many)]},
            uncached_tasks={"ladder": climbing.list_ladder_tasks},
            due={"ladder": climbing.due_everywhere},
            extensions=[
                lambda: PANELS.add(shown.key, shown),
                lambda: registry.pages.add("incidents", room.page),
            ],
        )
