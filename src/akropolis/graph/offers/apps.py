from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class OffersConfig(DomainConfig):
    name = "akropolis.graph.offers"
    label = "offers"
    verbose_name = _("Offered levels and gaps")

    def domain(self) -> Domain:
        """What operators offer, the gaps between demanded and offered levels, and questions to operators."""
        from akropolis.base.kernel.access.permissions import KEEPING
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink
        from akropolis.graph.assets.models import GraphRecord
        from akropolis.graph.information.services.foreseen import OFFERS
        from akropolis.graph.offers.models import Controllership, GapAction, GapException, Offer, Question
        from akropolis.graph.offers.register import gap_matrix, gaps, offer_panel
        from akropolis.graph.offers.register.unanswered import UnansweredList
        from akropolis.graph.offers.reports.gap_cause import GAP
        from akropolis.graph.offers.rules import permissions
        from akropolis.graph.offers.selectors import offers
        from akropolis.graph.offers.web import asking, finding, gaps_waiting
        from akropolis.shared.actions.selectors.causes import over
        from akropolis.shared.campaigns.register.row_panel import declare_kinds
        from akropolis.shared.evidence.register.panels import declare_provable

        unanswered = ListLink(UnansweredList.key, UnansweredList.permission, UnansweredList.crumb)
        return Domain(
            lists=[gaps.GapList, gaps.UnstatedList, gap_matrix.GapMatrix, gaps.AcceptedList, UnansweredList],
            rights=[
                Resource(permissions.OFFER, _("offered levels")),
                Resource(permissions.GAP, _("gaps"), {**KEEPING, "accept": _("accept")}, by_name=True),
                Resource(permissions.QUESTION, _("questions to operators")),
                Resource(permissions.CONTROLLERSHIP, _("responsibility for personal data")),
            ],
            panels={GraphRecord: [offer_panel.PANEL]},
            links={"services-list": [unanswered]},
            belongings=[
                Belonging(GapException, _("Accepted gaps"), about="node__record", over=offers.expired),
                Belonging(GapAction, _("Actions for gaps"), about="action", over=over),
                Belonging(Question, _("Questions to operators"), over=offers.answered),
                Belonging(Controllership, _("Responsibility for personal data"), about="node__record"),
            ],
            tasks={"questions": gaps_waiting.pending_questions, "gaps": gaps_waiting.pending_gaps},
            awaited={"questions": gaps_waiting.questions_sent},
            extensions=[
                lambda: OFFERS.add("offers", offers.offered_levels),
                lambda: declare_kinds(asking.OFFERS, asking.CONTROLLERS),
                lambda: declare_provable(
                    Offer, _("Offered level"), finding.offer_url, offers.statements_on_dependencies
                ),
                lambda: declare_provable(GapException, _("Accepted gap"), finding.accepted_url),
                GAP.declare,
            ],
        )
