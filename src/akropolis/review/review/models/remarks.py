"""Remarks (remissvar): what a unit says about a review that is out for comment, and how each is considered."""

from django.db import models
from django.db.models import Q

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review.models.reviews import Recipient, ReviewPart, allowed
from akropolis.review.review.rules.states import DECIDE, EDIT
from akropolis.review.review.words import gettext_lazy as _


def _reading_condition(access: Access, unit: str, person: str) -> Q:
    """Return the condition for users who may read the unit's remarks or made them as the `person` asked, or who
    may write the review or decide on it.
    """
    written = allowed(access, EDIT, "review__") | allowed(access, DECIDE, "review__")
    condition = access.units("review:remark:read", unit) | written
    return condition | Q(**{person: access.actor.id}) if access.actor.id else condition


class Remark(ReviewPart):
    """A comment by a unit or recipient on a review that is out for comment.

    It is written by the unit, and read by the unit and by those who write the review or decide on it.
    `about` is the key of the chapter it concerns, `place` the paragraph or the like in that chapter; both
    may be empty. `recipient` is the recipient on whose behalf the remark is made; empty if the unit comments
    without having been asked. `agrees` means that the unit has nothing to add.

    Personal data: the author's name as text.
    """

    permission = "review:remark"
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    recipient = Pointer(Recipient, _("asked as"), null=True, blank=True)
    author = models.CharField(_("author"), max_length=120)
    agrees = models.BooleanField(_("nothing to add"), default=False)
    about = models.SlugField(_("about the chapter"), max_length=40, blank=True)
    place = models.CharField(_("paragraph or place"), max_length=120, blank=True)
    text = models.TextField(_("remark"), max_length=8000, blank=True)

    class Meta(ReviewPart.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"{self.who}: {self.text[:60]}"

    @property
    def who(self) -> str:
        """Return who makes the remark: the recipient that was asked, or else the unit."""
        return str(self.recipient or self.unit)

    def writable_by(self, access: Access) -> bool:
        """Writable by those who write remarks for the unit, and by the person who was asked."""
        asked = self.recipient is not None and self.recipient.is_person(access)
        return asked or super().writable_by(access)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by the unit or person that wrote it, and by those who write the review or decide on it."""
        return _reading_condition(access, "unit", "recipient__person")


class Considered(models.TextChoices):
    """The outcome of a remark: how it was considered."""

    WHOLLY = "wholly", _("Considered")
    PARTLY = "partly", _("Considered in part")
    NOT = "not", _("Not considered")


class Consideration(ReviewPart):
    """How a remark was considered before the decision: the outcome, the reason, by whom and when.

    Personal data: the name of who considered it, as text.
    """

    remark = Pointer(Remark)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Considered)
    reason = models.TextField(_("reason"), max_length=4000)
    considered_by = models.CharField(_("considered by"), max_length=120)
    considered_on = models.DateField(_("considered on"))

    class Meta(ReviewPart.Meta):
        verbose_name = _("consideration of a remark")
        verbose_name_plural = _("considerations of remarks")
        constraints = (
            models.UniqueConstraint(
                fields=("remark",),
                name="consideration_once",
                violation_error_message=_("The remark is considered already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.remark.who}: {self.get_outcome_display()}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by those who may read the remark."""
        return _reading_condition(access, "remark__unit", "remark__recipient__person")
