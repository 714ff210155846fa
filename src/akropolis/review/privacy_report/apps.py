from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class PrivacyReportConfig(DomainConfig):
    name = "akropolis.review.privacy_report"
    label = "privacy_report"
    verbose_name = _("Yearly reports on data protection")

    def domain(self) -> Domain:
        """Declare the yearly report on data protection, and the texts that are proposed for it."""
        from akropolis.review.privacy_report.rules.drafts import DRAFTS
        from akropolis.review.privacy_report.rules.kind import PRIVACY_REPORT
        from akropolis.review.review.services.declaring import declare_report
        from akropolis.review.review_inputs.rules.drafts import drafts_of_kinds

        return Domain(
            extensions=[
                lambda: declare_report(PRIVACY_REPORT, _("Yearly reports on data protection")),
                lambda: drafts_of_kinds.add(PRIVACY_REPORT.key, DRAFTS),
            ]
        )
