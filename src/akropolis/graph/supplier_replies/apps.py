from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class SupplierRepliesConfig(DomainConfig):
    name = "akropolis.graph.supplier_replies"
    label = "supplier_replies"
    verbose_name = _("Follow-ups of suppliers")

    def domain(self) -> Domain:
        """Declare follow-ups of suppliers, their panels and tasks, and that a finding raises actions."""
        from akropolis.base.kernel.records.belongings import Belonging
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.supplier_replies.models import InquiryQuestion
        from akropolis.graph.supplier_replies.register.follow_up_rules import FOLLOW_UP_RULES
        from akropolis.graph.supplier_replies.register.inquiries import INQUIRIES
        from akropolis.graph.supplier_replies.register.plan import FollowUpPlan
        from akropolis.graph.supplier_replies.services.finding_causes import FINDING_CAUSE
        from akropolis.graph.supplier_replies.web import panels
        from akropolis.graph.suppliers.register import REGISTER as SUPPLIERS

        lines = Panel(
            "questions",
            panels.inquiry_panel,
            "supplier_replies/_lines_panel.html",
            PanelPlace.FIRST,
            title=_("Questions and answers"),
        )
        follow_ups = Panel(
            "follow-ups",
            panels.supplier_panel,
            "supplier_replies/_supplier_panel.html",
            title=_("Follow-ups"),
        )
        return Domain(
            registers=[INQUIRIES],
            tables=[FOLLOW_UP_RULES],
            lists=[FollowUpPlan],
            panels={INQUIRIES.key: [lines], SUPPLIERS.key: [follow_ups]},
            links={
                "suppliers-list": [ListLink("supplier-inquiries-list", INQUIRIES.read, INQUIRIES.many)],
                "supplier-inquiries-list": [
                    ListLink(FollowUpPlan.key, FollowUpPlan.permission, FollowUpPlan.title),
                    ListLink("supplier-ask", INQUIRIES.edit, _("Ask suppliers")),
                    ListLink("supplier-links", INQUIRIES.edit, _("Make links for all that are not sent")),
                ],
            },
            belongings=[Belonging(InquiryQuestion, _("Questions to suppliers"))],
            tasks={
                "supplier answers": panels.pending_judgements,
                "silent suppliers": panels.pending_silent,
                "supplier promises": panels.pending_promises,
                "supplier plan": panels.pending_plan,
            },
            extensions=[FINDING_CAUSE.declare],
        )
