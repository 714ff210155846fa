"""The management's judgements and decision, and the frozen copy made when the review is decided."""

from django.db import models

from akropolis.base.ui.words import Phrase
from akropolis.review.review.models.reviews import ReviewPart
from akropolis.review.review.rules.states import MINUTES, REGISTRATION
from akropolis.review.review.words import gettext_lazy as _


class ReviewAspect(models.TextChoices):
    """The three questions that a review answers, from clause 9.3.1."""

    SUITABLE = "suitable", _("Suitable (lämpligt)")
    ADEQUATE = "adequate", _("Adequate (tillräckligt)")
    EFFECTIVE = "effective", _("Effective (verksamt)")


class JudgementChoice(models.TextChoices):
    """The possible answers to one of the three questions."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


class Verdict(ReviewPart):
    """The answer to one of the three questions, with its reasons. Personal data: none.

    `evidence` lists what the answer refers to: figure keys, and numbers of register rows and of reviews.
    """

    aspect = models.CharField(_("question"), max_length=20, choices=ReviewAspect)
    answer = models.CharField(_("answer"), max_length=10, choices=JudgementChoice, blank=True)
    reasons = models.TextField(_("reasons"), max_length=8000, blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)

    class Meta(ReviewPart.Meta):
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (models.UniqueConstraint(fields=("review", "aspect"), name="verdict_once"),)

    def __str__(self) -> str:
        return self.get_aspect_display()


class Signing(models.TextChoices):
    """How the document is signed by the decider: not at all, by hand, or electronically."""

    NONE = "", _("No signature")
    PLACE = "place", _("A place to sign by hand")
    ELECTRONIC = "electronic", _("A note that it is signed electronically")


class Decision(ReviewPart):
    """Who decided what and when. Name and role are text, kept as they were. `recorded_at` is set by the
    server's clock.

    `points` is a list of {"verb": …, "text": …}. Personal data: the decider's name and role.
    """

    append_only = True

    body = models.CharField(_("decided by (body)"), max_length=200)
    decider_name = models.CharField(_("name"), max_length=120)
    decider_role = models.CharField(_("role"), max_length=120)
    decided_on = models.DateField(_("date of the decision"))
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    diary_number = models.CharField(_("diary number"), max_length=60)
    points = models.JSONField(_("decision points"), default=list)
    paragraph = models.CharField(_("paragraph of the minutes"), max_length=40, blank=True)
    signing = models.CharField(_("signature"), max_length=10, choices=Signing, blank=True)

    class Meta(ReviewPart.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = (models.UniqueConstraint(fields=("review",), name="decision_once"),)

    def __str__(self) -> str:
        return f"{self.diary_number} {self.decided_on}"


class DecisionRecord(ReviewPart):
    """Abstract base class of what the registry or the secretary records about a decided review, which is locked.

    Readable by those who may read the review.
    """

    class Meta(ReviewPart.Meta):
        abstract = True

    def locked_reason(self) -> Phrase | None:
        """Return None: it is recorded after the decision."""
        return None


class RegistryEntry(DecisionRecord):
    """The registry has taken charge of the decided documents (OSL 5 kap. 1 §).

    Personal data: the name of who took charge of them, as text.
    """

    permission = REGISTRATION

    registered_by = models.CharField(_("taken charge of by"), max_length=120)
    registered_on = models.DateField(_("taken charge of on"))

    class Meta(DecisionRecord.Meta):
        verbose_name = _("registration of a review")
        verbose_name_plural = _("registrations of reviews")
        constraints = (models.UniqueConstraint(fields=("review",), name="review_registered_once"),)

    def __str__(self) -> str:
        return f"{self.registered_by} {self.registered_on}"


class MinutesEntry(DecisionRecord):
    """The paragraph and the day under which the decision stands in the board's minutes, entered by its secretary.

    Personal data: the name of who entered it, as text.
    """

    permission = MINUTES

    paragraph = models.CharField(_("paragraph of the minutes"), max_length=30)
    held_on = models.DateField(_("day of the meeting"))
    entered_by = models.CharField(_("entered by"), max_length=120)

    class Meta(DecisionRecord.Meta):
        verbose_name = _("entry in the minutes")
        verbose_name_plural = _("entries in the minutes")
        constraints = (models.UniqueConstraint(fields=("review",), name="review_in_minutes_once"),)

    def __str__(self) -> str:
        return f"{self.paragraph} {self.held_on}"


class FrozenReview(ReviewPart):
    """The document tree and the packs as decided. The database itself refuses to change or delete the row.

    Personal data: as in the document.
    """

    unlogged_fields = digested_fields = ("document", "pack")
    append_only = True

    document = models.TextField()
    pack = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta(ReviewPart.Meta):
        constraints = (models.UniqueConstraint(fields=("review",), name="frozen_once"),)

    def __str__(self) -> str:
        return f"{self.review} {self.digest[:12]}"
