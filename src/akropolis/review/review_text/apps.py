from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.domain import Domain, DomainConfig


class ChaptersConfig(DomainConfig):
    name = "akropolis.review.review_text"
    label = "chapters"
    verbose_name = _("The written review")

    def domain(self) -> Domain:
        """Declare what remarks on a review can be about, the evidence of judgements, and the carried reviews."""
        from functools import partial

        from akropolis.base.kernel.records.belongings import Belonging, always
        from akropolis.review.review.addresses import url_of
        from akropolis.review.review.rules.kind import REVIEW
        from akropolis.review.review.selectors.remarks import places
        from akropolis.review.review_inputs.selectors.gathering import citing
        from akropolis.review.review_text.models import Embedding, Verdict
        from akropolis.review.review_text.selectors.content import named_chapters
        from akropolis.review.review_text.selectors.documents import cited_reports, decided_between
        from akropolis.shared.evidence.register.panels import declare_provable
        from akropolis.shared.year_wheel.models.evidence import DutyEvidence, duty_evidence

        return Domain(
            belongings=[Belonging(Embedding, _("Reviews carried by another"), over=always)],
            extensions=[
                lambda: places.add("chapters", named_chapters),
                lambda: citing.add("decisions", cited_reports),
                lambda: duty_evidence.add(
                    "review",
                    DutyEvidence(_("The management review is decided"), partial(decided_between, REVIEW.key)),
                ),
                lambda: declare_provable(
                    Verdict, _("Judgement"), lambda row: url_of("review-verdicts", row.review)
                ),
            ],
        )
