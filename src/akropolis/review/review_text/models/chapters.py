"""The text of a review: chapters, their observations, carried reviews of other units, and comments."""

from django.db import models
from django.db.models import Q

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.review.review.models.reviews import ReviewPart, allowed
from akropolis.review.review.rules.states import EDIT
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_text.rules.chapters import name_of
from akropolis.shared.horizon.models import Observation


class ChapterStatus(models.TextChoices):
    """The status of a chapter's text, as set by the writer."""

    EMPTY = "empty", _("Empty")
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")


class Chapter(ReviewPart):
    """The text of one chapter. `figures` holds the figures' texts as they were when the chapter was saved, by
    figure key.

    `confirmed` are the digests of last year's paragraphs that the writer has confirmed still hold
    (`rules.last_year`). With an empty title no heading is printed: the text continues under the previous
    heading, as in the city's own form.

    Personal data: none intended.
    """

    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("heading"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"))
    included = models.BooleanField(_("in the document"), default=True)
    text = models.TextField(_("text"), max_length=60000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ChapterStatus, default=ChapterStatus.EMPTY)
    figures = models.JSONField(default=dict, editable=False)
    confirmed = models.JSONField(_("paragraphs of last year's that still hold"), default=list, editable=False)

    class Meta(ReviewPart.Meta):
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("review", "key"), name="chapter_once"),)

    def __str__(self) -> str:
        return name_of(self.key, self.title)


class ReviewObservation(ReviewPart):
    """An observation printed in the chapter on the outside world, with its place in the order. Personal data: none."""

    observation = Pointer(Observation)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(ReviewPart.Meta):
        verbose_name = _("chosen observation")
        verbose_name_plural = _("chosen observations")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("review", "observation"), name="review_observation_once"),
        )

    def __str__(self) -> str:
        return str(self.observation)


class Embedding(ReviewPart):
    """A unit whose own review of the year is included in this document. Personal data: none."""

    unit = Pointer(Unit)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(ReviewPart.Meta):
        verbose_name = _("carried review")
        verbose_name_plural = _("carried reviews")
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("review", "unit"), name="embedding_once"),)

    def __str__(self) -> str:
        return str(self.unit)


class Comment(ReviewPart):
    """A comment on a chapter, or a reply to one, between those who write the review. It is never printed.

    `quote` is the passage commented on, as it read at the time; a reply has none. A comment that has been
    dealt with is closed.

    Personal data: who wrote it, and who closed it, by name.
    """

    chapter = Pointer(Chapter)
    answers = Pointer("self", _("answers"), null=True, blank=True)
    quote = models.CharField(_("about the words"), max_length=300, blank=True)
    text = models.TextField(_("comment"), max_length=2000)
    writer = Pointer(User, null=True, blank=True)
    author = models.CharField(_("author"), max_length=120)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=120, blank=True)

    class Meta(ReviewPart.Meta):
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("chapter", "created_at"), name="comment_of_chapter"),)

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable only by those who write the review: comments are internal discussion, not part of the review."""
        return allowed(access, EDIT, "review__")
