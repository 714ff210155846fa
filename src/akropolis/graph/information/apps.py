from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class InformationConfig(DomainConfig):
    name = "akropolis.graph.information"
    label = "information"
    verbose_name = _("Information sets")

    def domain(self) -> Domain:
        """The register of information sets, their classification, and how it sets levels in the dependency graph."""
        from akropolis.base.kernel.deadlines.jobs import Job
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.graph.assets.models import NodeKind
        from akropolis.graph.assets.selectors.kept import DECISIONS, DecidedLevels
        from akropolis.graph.assets.services.dependencies import FOLLOWERS
        from akropolis.graph.information.models import ClassificationDecision
        from akropolis.graph.information.register.information import INFORMATION_SETS
        from akropolis.graph.information.selectors.classification import DECIDE
        from akropolis.graph.information.services import causes, reasons
        from akropolis.graph.information.web import classification_panel
        from akropolis.graph.information.web.mapping import CLASSIFICATIONS

        panel = Panel(
            "classification",
            classification_panel.build,
            "information/classification_panel.html",
            PanelPlace.FIRST,
        )
        decided = DecidedLevels(NodeKind.INFORMATION, ClassificationDecision, "information_id")
        imports = ListLink("classification-import", DECIDE, CLASSIFICATIONS.title)
        return Domain(
            registers=[INFORMATION_SETS],
            panels={INFORMATION_SETS.key: [panel]},
            links={f"{INFORMATION_SETS.key}-list": [imports]},
            jobs={
                "classification": Job(
                    timedelta(days=1), reasons.raise_found_reasons, label=_("Reasons to classify anew")
                )
            },
            tasks={"classification": classification_panel.list_classification_tasks},
            awaited={"classification": classification_panel.list_sent_drafts},
            extensions=[
                lambda: DECISIONS.add("information", decided),
                lambda: FOLLOWERS.add("reasons", reasons.newly_dependent),
                causes.REASON.declare,
            ],
        )
