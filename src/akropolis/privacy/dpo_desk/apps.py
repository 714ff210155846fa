from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class DpoDeskConfig(DomainConfig):
    name = "akropolis.privacy.dpo_desk"
    label = "dpo_desk"
    verbose_name = _("The desk of the data protection officer")

    def domain(self) -> Domain:
        """Declare the officer's desk, reviews and advice, and what controllers answer."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.privacy.dpo_desk.register import reviews
        from akropolis.privacy.dpo_desk.services.observations import DPO
        from akropolis.privacy.dpo_desk.web import desk
        from akropolis.privacy.dpo_desk.web.reviews import panel, pending_answers, pending_reviews

        way = ListLink("dpo-desk", desk.READ, _("All controllers"))
        return Domain(
            registers=[reviews.REVIEWS, reviews.ADVICE],
            rights=[
                Resource("dpo:desk", _("The desk of the data protection officer"), {"read": _("read")}),
                Resource("dpo:answer", _("Answers to the data protection officer")),
            ],
            panels={
                reviews.REVIEWS.key: [
                    Panel(
                        "observations",
                        panel,
                        "dpo_desk/_observations_panel.html",
                        PanelPlace.FIRST,
                        title=_("Observations and answers"),
                    )
                ]
            },
            links={"dpo-reviews-list": [way], "dpo-advice-list": [way]},
            tasks={"dpo answers": pending_answers, "dpo reviews": pending_reviews},
            extensions=[DPO.declare],
        )
