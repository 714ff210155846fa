from django.utils.translation import gettext_lazy as _

from akropolis.kernel.domain import Domain, DomainConfig, Resource


class ReviewConfig(DomainConfig):
    name = "akropolis.review"
    label = "review"
    verbose_name = _("Management review")

    def domain(self) -> Domain:
        """The rights to reviews, remarks and answers, and the directions that await an answer."""
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.records.belongings import Belonging, always
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.review.addresses import answer_url
        from akropolis.review.models import Answer, DirectionUnit, Recipient, Remark, Review
        from akropolis.review.selectors.recipients import over
        from akropolis.review.services.causes import ANSWER
        from akropolis.review.web import observed
        from akropolis.review.web.unanswered import unanswered

        words = {
            "read": _("read"),
            "read_decided": _("read decided ones"),
            "edit": _("write"),
            "circulate": _("send out for comment"),
            "decide": _("decide"),
        }
        return Domain(
            rights=[
                Resource("review:review", _("Management reviews"), words, {"read": "read_decided"}),
                Resource("review:remark", _("Remarks on reviews")),
                Resource("review:answer", _("Answers to directions")),
            ],
            panels={"observations": [Panel("directions", observed.panel, "review/_observed_panel.html")]},
            belongings=[
                Belonging(Review, _("Management reviews"), "owner_unit", over=always),
                Belonging(Remark, _("Remarks on reviews"), over=always),
                Belonging(Recipient, _("Reviews sent for comment"), over=over),
                Belonging(DirectionUnit, _("Directions"), over=always),
                Belonging(Answer, _("Answers to directions"), over=always),
            ],
            tasks={"directions": unanswered},
            extensions=[
                lambda: declare_provable(Answer, _("Answer to a direction"), answer_url),
                ANSWER.declare,
            ],
        )
