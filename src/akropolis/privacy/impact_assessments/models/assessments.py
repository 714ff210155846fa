"""Impact assessments (GDPR articles 35 and 36): what belongs to one besides its text, and the advice on it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import Processing
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.models.documents import locked, of_visible


class ImpactAssessment(Tracked):
    """The impact assessment of a processing. Text, versions, decision and readers are those of its document.

    Read by those who read the document, by name. A new one may be begun when the document is archived. What is None
    is unknown. `sent_on` begins the supervisory authority's time (article 36.2). Personal data: none.
    """

    permission = "documents:document"
    written_in = "document__owner_unit"

    processing = Pointer(Processing, _("processing"))
    document = Pointer(GoverningDocument, _("impact assessment"))
    asked_on = models.DateField(_("the data protection officer asked on"), null=True, editable=False)
    views_asked = models.BooleanField(
        _("the data subjects were asked for their views"), null=True, blank=True
    )
    views = models.TextField(
        _("how they were asked and what they said, or why not"), max_length=4000, blank=True
    )
    advice_followed = models.TextField(
        _("what the controller decides because of the advice"), max_length=4000, blank=True
    )
    high_risk = models.BooleanField(_("a high risk remains in spite of the measures"), null=True, blank=True)
    sent_on = models.DateField(_("sent for prior consultation on"), null=True, blank=True)
    extended = models.BooleanField(_("the authority has extended its time"), default=False)
    answered_on = models.DateField(_("answered by the authority on"), null=True, blank=True)
    answer = models.TextField(_("the authority's advice"), max_length=4000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        constraints = (
            models.UniqueConstraint(fields=("document",), name="assessment_document_once"),
            in_order(
                "sent_on", "answered_on", "assessment_consulted_in_order", empty=("sent_on", "answered_on")
            ),
        )

    def __str__(self) -> str:
        return str(self.document)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for assessments whose document the user may read."""
        return of_visible(access)

    def locked_reason(self) -> Phrase | None:
        """Return why nothing in it can be changed: the document is archived or repealed. None if it can."""
        return locked(self.document)

    def clean(self) -> None:
        """Raise ValidationError for an answer or an extension without a request, and for views without a how or why."""
        if self.sent_on is None and (self.answered_on or self.answer or self.extended):
            raise ValidationError({"sent_on": gettext("State when the request was sent.")})
        if self.views_asked is not None and not self.views.strip():
            raise ValidationError(
                {"views": gettext("Write how the data subjects were asked, or why not (GDPR art. 35.9).")}
            )


class AssessmentAdvice(Tracked):
    """The data protection officer's advice on an assessment (article 35.2), apart from what the controller decides.

    Personal data: who advised.
    """

    permission = "privacy:assessment"
    append_only = True
    read_with = "assessment"
    written_in = "assessment__document__owner_unit"

    assessment = Pointer(ImpactAssessment)
    given_on = models.DateField(_("advised on"))
    given_by = models.CharField(_("advised by"), max_length=120)
    text = models.TextField(_("advice"), max_length=8000)

    class Meta(Tracked.Meta):
        verbose_name = _("advice on an impact assessment")
        verbose_name_plural = _("advice on impact assessments")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.assessment} {self.given_on}"
