from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class CampaignsConfig(DomainConfig):
    name = "akropolis.shared.campaigns"
    label = "campaigns"
    verbose_name = _("Campaigns")

    def domain(self) -> Domain:
        """The register and its questions, the right to answer and to sign, and the answers that are missing."""
        from akropolis.base.kernel.access.permissions import KEEPING
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.shared.campaigns.models import Ask, campaigns
        from akropolis.shared.campaigns.register.answer_list import AnswerList
        from akropolis.shared.campaigns.register.campaigns import CAMPAIGNS, QUESTIONS
        from akropolis.shared.campaigns.register.row_panel import declare_kinds
        from akropolis.shared.campaigns.selectors import asked, units
        from akropolis.shared.campaigns.web import keeping, waiting

        return Domain(
            registers=[CAMPAIGNS],
            tables=[QUESTIONS],
            lists=[AnswerList],
            rights=[
                Resource(Ask.permission, _("Answers to campaigns"), {**KEEPING, campaigns.SIGN: _("sign")})
            ],
            panels={CAMPAIGNS.key: [keeping.PROGRESS]},
            belongings=[Belonging(Ask, _("Questions in campaigns"), over=asked.over)],
            tasks={"campaigns": waiting.campaigns_waiting},
            awaited={"campaigns": waiting.campaigns_sent},
            extensions=[lambda: declare_kinds(units.UNITS)],
        )
