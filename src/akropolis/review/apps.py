from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "akropolis.review"
    label = "review"
    verbose_name = _("Management review")

    def ready(self) -> None:
        """Declare the rights, the figures of its own, what raises actions, and the answers that are waited for."""
        from akropolis.actions.selectors.causes import KINDS
        from akropolis.evidence.models.provable import Provable
        from akropolis.evidence.register.panels import declare_provable
        from akropolis.kernel.access.permissions import registry  # reason: apps must be loaded first
        from akropolis.kernel.deadlines.tasks import sources
        from akropolis.kernel.records.belongings import Belonging, always, belong
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures
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
        less = {"read": "read_decided"}
        registry.declare("review:review", _("Management reviews"), words, includes=less)
        registry.declare("review:remark", _("Remarks on reviews"))
        registry.declare("review:answer", _("Answers to directions"))
        declare_provable(Provable(Answer, _("Answer to a direction"), answer_url))
        sources.add("directions", unanswered)
        figures.declare("review", __file__)
        KINDS.add(ANSWER.key, ANSWER)
        belong(
            Belonging(Review, _("Management reviews"), "owner_unit", over=always),
            Belonging(Remark, _("Remarks on reviews"), over=always),
            Belonging(Recipient, _("Reviews sent for comment"), over=over),
            Belonging(DirectionUnit, _("Directions"), over=always),
            Belonging(Answer, _("Answers to directions"), over=always),
        )
        registers.add_panel(
            "observations", Panel("directions", observed.panel, "review/_observed_panel.html")
        )
