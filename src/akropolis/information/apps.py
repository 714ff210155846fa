from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InformationConfig(AppConfig):
    name = "akropolis.information"
    label = "information"
    verbose_name = _("Information sets")

    def ready(self) -> None:
        """Declare the register with its figures, and what its decisions mean to the graph."""
        from datetime import timedelta

        from akropolis.actions.selectors.causes import KINDS
        from akropolis.assets.models import NodeKind
        from akropolis.assets.register import declare_nodes
        from akropolis.assets.selectors.kept import DECISIONS, Decided
        from akropolis.assets.services.dependencies import FOLLOWERS
        from akropolis.information.models import ClassificationDecision
        from akropolis.information.register.information import INFORMATION_SETS
        from akropolis.information.services import reasons
        from akropolis.information.services.causes import REASON
        from akropolis.information.web import classification_panel
        from akropolis.kernel.deadlines.jobs import Job, jobs
        from akropolis.kernel.deadlines.tasks import awaited
        from akropolis.kernel.deadlines.tasks import sources as tasks
        from akropolis.kernel.registers.declaration import Panel
        from akropolis.kernel.registers.declaration import registry as registers
        from akropolis.lib import figures

        declare_nodes(INFORMATION_SETS)
        DECISIONS.add("information", Decided(NodeKind.INFORMATION, ClassificationDecision, "information_id"))
        FOLLOWERS.add("reasons", reasons.newly_dependent)
        panel = Panel("classification", classification_panel.build, "information/classification_panel.html")
        registers.add_panel("information", panel)
        jobs.add("classification", Job(timedelta(days=1), reasons.look, label=_("Reasons to classify anew")))
        tasks.add("classification", classification_panel.waiting)
        awaited.add("classification", classification_panel.sent)
        figures.declare("information", __file__)
        KINDS.add(REASON.key, REASON)
