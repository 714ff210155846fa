from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "akropolis.offers"
    label = "offers"
    verbose_name = _("Offered levels and gaps")

    def ready(self) -> None:
        """Declare the rights, what is offered, and what waits for people."""
        from akropolis.actions.selectors.causes import KINDS, over
        from akropolis.assets.models import GraphRecord
        from akropolis.campaigns.register.row_panel import declare_kinds
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.information.services.foreseen import OFFERS
        from akropolis.kernel.access.permissions import KEEPING
        from akropolis.kernel.access.permissions import registry as permissions
        from akropolis.kernel.deadlines.tasks import awaited
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.records.belongings import Belonging, belong
        from akropolis.kernel.registers.computed import declare_lists
        from akropolis.kernel.registers.declaration import Link
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
        from akropolis.offers.models import Controllership, GapAction, GapException, Offer, Question
        from akropolis.offers.register import offer_panel
        from akropolis.offers.reports.gap_cause import GAP
        from akropolis.offers.rules import permissions as rights
        from akropolis.offers.selectors import offers
        from akropolis.offers.web import asking, gaps_waiting
        from akropolis.offers.web.finding import accepted_url, offer_url
        from akropolis.offers.web.gap_matrix import GapMatrix
        from akropolis.offers.web.gaps import AcceptedList, GapList, UnstatedList
        from akropolis.offers.web.unanswered import UnansweredList

        figures.declare("offers", __file__)
        permissions.declare(rights.OFFER, _("offered levels"))
        permissions.declare(rights.GAP, _("gaps"), {**KEEPING, "accept": _("accept")}, by_name=True)
        permissions.declare(rights.QUESTION, _("questions to operators"))
        permissions.declare(rights.CONTROLLERSHIP, _("responsibility for personal data"))
        registers.add_panel(GraphRecord, offer_panel.PANEL)
        declare_lists(GapList, UnstatedList, GapMatrix, AcceptedList, UnansweredList)
        unanswered = Link(UnansweredList.key, UnansweredList.permission, UnansweredList.crumb)
        registers.add_link("services-list", unanswered)
        OFFERS.add("offers", offers.offered_levels)
        declare_kinds(asking.OFFERS, asking.CONTROLLERS)
        declare_provable(
            Provable(Offer, _("Offered level"), offer_url, offers.stood_on),
            Provable(GapException, _("Accepted gap"), accepted_url),
        )
        tasks.add("questions", gaps_waiting.questions_waiting)
        awaited.add("questions", gaps_waiting.questions_sent)
        tasks.add("gaps", gaps_waiting.gaps_waiting)
        KINDS.add(GAP.key, GAP)
        belong(
            Belonging(GapException, _("Accepted gaps"), about="node__record", over=offers.expired),
            Belonging(GapAction, _("Actions for gaps"), about="action", over=over),
            Belonging(Question, _("Questions to operators"), over=offers.answered),
            Belonging(Controllership, _("Responsibility for personal data"), about="node__record"),
        )
