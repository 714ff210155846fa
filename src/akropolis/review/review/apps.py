from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.permissions import registry as permissions
from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class ReviewConfig(DomainConfig):
    name = "akropolis.review.review"
    label = "review"
    verbose_name = _("Management review")

    def domain(self) -> Domain:
        """Declare the permissions for reviews, remarks and answers, and the tasks for unanswered directions."""
        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.base.kernel.registers.declaration import Panel
        from akropolis.review.review.addresses import answer_url
        from akropolis.review.review.models import Answer, DirectionUnit, Recipient, Remark, Review
        from akropolis.review.review.rules.kind import REVIEW
        from akropolis.review.review.rules.states import ENTER, MINUTES, REGISTER, REGISTRATION
        from akropolis.review.review.selectors.recipients import settled_recipients
        from akropolis.review.review.services.causes import ANSWER
        from akropolis.review.review.services.declaring import declare_report
        from akropolis.review.review.web import observed
        from akropolis.review.review.web.unanswered import unanswered
        from akropolis.shared.evidence.register.panels import declare_provable

        writes = {"edit": _("write")}
        return Domain(
            rights=[
                Resource("review:remark", _("Remarks on reviews")),
                Resource("review:answer", _("Answers to directions")),
                Resource(REGISTRATION, _("Registration of decided reviews"), writes, by_name=True),
                Resource(MINUTES, _("Minutes of decisions on reviews"), writes, by_name=True),
            ],
            panels={"observations": [Panel("directions", observed.panel, "review/_observed_panel.html")]},
            belongings=[
                Belonging(Review, _("Management reviews"), "owner_unit", over=always),
                Belonging(Remark, _("Remarks on reviews"), over=always),
                Belonging(Recipient, _("Reviews sent for comment"), over=settled_recipients),
                Belonging(DirectionUnit, _("Directions"), over=always),
                Belonging(Answer, _("Answers to directions"), over=always),
            ],
            tasks={"directions": unanswered},
            extensions=[
                lambda: declare_report(REVIEW, _("Management reviews")),
                lambda: declare_provable(Answer, _("Answer to a direction"), answer_url),
                ANSWER.declare,
                lambda: permissions.falling.add(REGISTRATION, REGISTER),
                lambda: permissions.falling.add(MINUTES, ENTER),
            ],
        )
