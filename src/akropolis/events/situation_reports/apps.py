from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class SituationsConfig(DomainConfig):
    name = "akropolis.events.situation_reports"
    label = "situations"
    verbose_name = _("Situation pictures")

    def domain(self) -> Domain:
        """The questions and the right, and the pictures that whoever leads has to write."""
        from akropolis.events.situation_reports.register.questions import QUESTIONS
        from akropolis.events.situation_reports.rules.permissions import RESOURCE
        from akropolis.events.situation_reports.web import waiting

        return Domain(
            tables=[QUESTIONS],
            rights=[Resource(RESOURCE, _("Situation pictures"))],
            tasks={"situations": waiting.list_paper_tasks},
            due={"situations": waiting.due_everywhere},
        )
