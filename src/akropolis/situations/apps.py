from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig, Resource


class SituationsConfig(DomainConfig):
    name = "akropolis.situations"
    label = "situations"
    verbose_name = _("Situation pictures")

    def domain(self) -> Domain:
        """The questions and the right, and the pictures that whoever leads has to write."""
        from akropolis.situations.register.questions import QUESTIONS
        from akropolis.situations.rules.permissions import RESOURCE
        from akropolis.situations.web import waiting

        return Domain(
            tables=[QUESTIONS],
            rights=[Resource(RESOURCE, _("Situation pictures"))],
            tasks={"situations": waiting.list_paper_tasks},
            due={"situations": waiting.due_everywhere},
        )
