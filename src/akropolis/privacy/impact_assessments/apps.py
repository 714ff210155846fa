from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig, Resource


class ImpactAssessmentsConfig(DomainConfig):
    name = "akropolis.privacy.impact_assessments"
    label = "impact_assessments"
    verbose_name = _("Impact assessments")

    def domain(self) -> Domain:
        """Declare the threshold and its criteria, impact assessments, and the advice on them."""
        from akropolis.base.kernel.registers.declaration import ListLink, Panel, PanelPlace
        from akropolis.privacy.impact_assessments.register.assessed import AssessedProcessings
        from akropolis.privacy.impact_assessments.register.criteria import CRITERIA
        from akropolis.privacy.impact_assessments.web import assessments
        from akropolis.privacy.processing.register.processings import PROCESSINGS
        from akropolis.shared.documents.register.documents import DOCUMENTS

        title, folder = _("Impact assessment"), "impact_assessments"
        of_processing = Panel(
            "assessment",
            assessments.processing_panel,
            f"{folder}/_processing_panel.html",
            PanelPlace.SIDE,
            title=title,
        )
        of_document = Panel(
            "assessment",
            assessments.document_panel,
            f"{folder}/_document_panel.html",
            PanelPlace.FIRST,
            title=title,
        )
        listed = ListLink(AssessedProcessings.key, PROCESSINGS.read, AssessedProcessings.title)
        return Domain(
            tables=[CRITERIA],
            lists=[AssessedProcessings],
            rights=[
                Resource(
                    "privacy:assessment",
                    _("Impact assessments"),
                    actions={"advise": _("give advice")},
                    by_name=True,
                )
            ],
            panels={PROCESSINGS.key: [of_processing], DOCUMENTS.key: [of_document]},
            links={"processings-list": [listed]},
            tasks={
                "threshold tests": assessments.pending_tests,
                "assessment advice": assessments.pending_advice,
                "assessment consultations": assessments.pending_consultations,
            },
        )
