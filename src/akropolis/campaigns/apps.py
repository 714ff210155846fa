from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "akropolis.campaigns"
    label = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Declare the register, questions, rights to answer and sign, what waits, and what belongs to units."""
        from akropolis.campaigns.models import Ask
        from akropolis.campaigns.models.campaigns import SIGN
        from akropolis.campaigns.register.campaigns import CAMPAIGNS, QUESTIONS
        from akropolis.campaigns.register.row_panel import declare_kinds
        from akropolis.campaigns.selectors.asked import over
        from akropolis.campaigns.selectors.units import UNITS
        from akropolis.campaigns.web import keeping
        from akropolis.campaigns.web.answer_list import AnswerList
        from akropolis.campaigns.web.waiting import campaigns_sent, campaigns_waiting
        from akropolis.kernel.access.permissions import KEEPING, registry
        from akropolis.kernel.deadlines.tasks import awaited, sources
        from akropolis.kernel.kept.declaration import declare as declare_kept
        from akropolis.kernel.records.belongings import Belonging, belong
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import declare
        from akropolis.kernel.registers.declaration import registry as registers

        declare(CAMPAIGNS)
        declare_kept(QUESTIONS)
        declare_lists(AnswerList)
        declare_kinds(UNITS)
        registry.declare(Ask.permission, _("Answers to campaigns"), {**KEEPING, SIGN: _("sign")})
        registers.add_panel("campaigns", keeping.PROGRESS)
        sources.add("campaigns", campaigns_waiting)
        awaited.add("campaigns", campaigns_sent)
        belong(Belonging(Ask, _("Questions in campaigns"), over=over))
