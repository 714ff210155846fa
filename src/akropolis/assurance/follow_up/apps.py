from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class FollowUpConfig(DomainConfig):
    name = "akropolis.assurance.follow_up"
    label = "follow_up"
    verbose_name = _("Follow-up")

    def domain(self) -> Domain:
        """Declare the questions of follow-up, the campaign that asks them, and the list of what units answered."""
        from akropolis.assurance.follow_up.models import RESOURCE
        from akropolis.assurance.follow_up.register.answers import FollowUpAnswers
        from akropolis.assurance.follow_up.register.questions import QUESTIONS
        from akropolis.assurance.follow_up.web.asking import FOLLOW_UP
        from akropolis.base.kernel.access.permissions import KEEPING
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.shared.campaigns.register.row_panel import declare_kinds

        link = ListLink(FollowUpAnswers.key, FollowUpAnswers.permission, FollowUpAnswers.title)
        return Domain(
            tables=[QUESTIONS],
            lists=[FollowUpAnswers],
            rights=[Resource(RESOURCE, _("Answers in follow-up"), KEEPING, by_name=True)],
            links={"campaigns-list": [link]},
            extensions=[lambda: declare_kinds(FOLLOW_UP)],
        )
