from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class PrivacyReportConfig(DomainConfig):
    name = "akropolis.review.privacy_report"
    label = "privacy_report"
    verbose_name = _("Yearly reports on data protection")

    def domain(self) -> Domain:
        """Declare the yearly report on data protection, and the texts that are proposed for it."""
        from functools import partial

        from akropolis.review.privacy_report.rules.drafts import DRAFTS
        from akropolis.review.privacy_report.rules.kind import PRIVACY_REPORT
        from akropolis.review.review.services.declaring import declare_report
        from akropolis.review.review_inputs.rules.drafts import drafts_of_kinds
        from akropolis.review.review_text.selectors.documents import decided_between
        from akropolis.shared.year_wheel.models.evidence import DutyEvidence, duty_evidence

        return Domain(
            extensions=[
                lambda: declare_report(PRIVACY_REPORT, _("Yearly reports on data protection")),
                lambda: drafts_of_kinds.add(PRIVACY_REPORT.key, DRAFTS),
                lambda: duty_evidence.add(
                    "privacy-report",
                    DutyEvidence(
                        _("The yearly report on data protection is decided"),
                        partial(decided_between, PRIVACY_REPORT.key),
                    ),
                ),
            ]
        )
