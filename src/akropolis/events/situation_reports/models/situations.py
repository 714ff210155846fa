"""Situation pictures (lägesbilder): the draft being written, and the numbered pictures that have been issued."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.lib.document import Document, from_json
from akropolis.base.ui.words import Phrase
from akropolis.events.situation_reports.models.subjects import AnySubject, subject_row, subjects
from akropolis.events.situation_reports.rules import paper
from akropolis.events.situation_reports.rules.permissions import READS, RESOURCE


class SituationMark(models.TextChoices):
    """Who may read an issued picture."""

    LEADING = "leading", _("Only the unit that leads")
    READERS = "readers", _("Everyone who may read what it is about")


class Confidence(models.TextChoices):
    """How certain an assessment is."""

    HIGH = "high", _("High")
    MEDIUM = "medium", pgettext_lazy("confidence", "Medium")
    LOW = "low", _("Low")


class About(Tracked):
    """A row about another row, given by its class and id as for files."""

    permission = RESOURCE

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by those who may read the subject in the unit that leads it."""
        condition = Q(pk__in=[])
        for kind, subject in _open_to(access):
            rows = subject.model.everything.filter(subject.led(access)).order_by()
            condition |= Q(kind=kind, object_id__in=rows.values("pk"))
        return condition

    @classmethod
    def secret_rows(cls) -> Q:
        """Return the condition for rows whose subject is secret."""
        condition = Q()
        for kind, model in ((kind, each.model) for kind, each in subjects.entries.items()):
            if secret := model.secret_rows():
                condition |= Q(kind=kind, object_id__in=model.everything.filter(secret).values("pk"))
        return condition

    def secret_source(self) -> Tracked | None:
        """Return the subject if it is secret; otherwise None."""
        return self.row.secret_source()

    @cached_property
    def subject(self) -> AnySubject:
        """Return the declaration of the kind of row that the subject is."""
        return subjects.get(self.kind)

    @cached_property
    def row(self) -> Tracked:
        """Return the subject: the row that this row is about."""
        return subject_row(self.kind, self.object_id)

    def gate_unit(self) -> Unit | None:
        """Return the unit that leads the subject."""
        unit: Unit = self.subject.unit_of(self.row)
        return unit

    def writable_by(self, access: Access) -> bool:
        """Whether the user may write the row: only those who may edit the subject in the unit that leads it."""
        return super().writable_by(access) and access.may(self.subject.edit, self.gate_unit())

    def locked_reason(self) -> Phrase | None:
        """Return the reason for being locked: that the subject has ended, or the subject's own reason."""
        return self.subject.ended(self.row) or self.row.locked_reason()


def _open_to(access: Access) -> Iterator[tuple[str, AnySubject]]:
    """Yield the kinds of subject whose pictures the user may read in at least one unit."""
    if access.anywhere(READS):
        yield from ((k, each) for k, each in subjects.entries.items() if access.anywhere(each.read))


class SituationDraft(About):
    """Draft of a subject's next picture: one per subject. Deleted when the picture is issued.

    Readable and writable by those who lead the subject. `since` is the picture that the draft is based on,
    `read_at` the time when facts were last taken from the rows.

    Personal data: none.
    """

    since = Pointer("Situation", null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta(About.Meta):
        verbose_name = _("draft of a situation picture")
        verbose_name_plural = _("drafts of situation pictures")
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("kind", "object_id"), name="situation_draft_once"),)

    def __str__(self) -> str:
        return str(self.number)

    @property
    def number(self) -> int:
        """Return the number that the picture will get when it is issued."""
        return self.since.number + 1 if self.since else 1


class DraftAnswer(Tracked):
    """The answer to a question in a draft. `drafted` is the part of its text taken from the rows when the draft
    was begun, and `figures` are what that part counted.

    With `secrecy` (a legal provision) the whole answer is masked in the version for others.

    Personal data: the text may name people and should not.
    """

    permission = RESOURCE
    read_with = "draft"

    draft = Pointer(SituationDraft)
    key = models.SlugField(_("key"), max_length=80, editable=False)
    title = models.CharField(_("question"), max_length=200, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0, editable=False)
    weighed = models.BooleanField(_("says how sure it is"), default=False, editable=False)
    text = models.TextField(_("text"), max_length=60000, blank=True)
    drafted = models.TextField(max_length=60000, blank=True, editable=False)
    figures = models.JSONField(default=list, blank=True, editable=False)
    confidence = models.CharField(_("how sure it is"), max_length=10, choices=Confidence, blank=True)
    because = models.CharField(_("why it is as sure as that"), max_length=1000, blank=True)
    secrecy = models.CharField(
        _("the whole answer is secret under"),
        max_length=200,
        blank=True,
        help_text=_("Leave it empty if only parts are. Those you mark in the text."),
    )

    class Meta(Tracked.Meta):
        verbose_name = _("answer in a draft")
        verbose_name_plural = _("answers in drafts")
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("draft", "key"), name="situation_answer_once"),)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def secret_rows(cls) -> Q:
        """Return the condition for answers in drafts whose subject is secret."""
        return Q(draft__in=SituationDraft.everything.filter(SituationDraft.secret_rows()).values("pk"))

    def secret_source(self) -> Tracked | None:
        """The same as for the draft that the answer belongs to."""
        return self.draft.secret_source()

    def gate_unit(self) -> Unit | None:
        """The same as for the draft that the answer belongs to."""
        return self.draft.gate_unit()

    def writable_by(self, access: Access) -> bool:
        """The same as for the draft that the answer belongs to."""
        return self.draft.writable_by(access)

    def locked_reason(self) -> Phrase | None:
        """Return the reason why the draft is locked, None if it is not."""
        return self.draft.locked_reason()

    @property
    def answer(self) -> paper.PaperAnswer:
        """Return the answer in the form in which a picture freezes it."""
        return paper.PaperAnswer(**{name: getattr(self, name) for name in paper.FIELDS})


class Situation(About):
    """An issued picture; the database refuses to change it.

    `content` is its answers as JSON and `document` its document tree, both frozen. Whatever the rows have
    said since `read_at` belongs to the next picture.

    Readable by those who lead the subject; with the mark `readers` also by those who may read the subject,
    but without what is secret. Personal data: who issued it, as text; it may name people and should not.
    """

    append_only = True
    unlogged_fields = digested_fields = ("content", "document")

    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    as_of = models.DateTimeField(_("moment that it describes"))
    valid_to = models.DateTimeField(_("valid to"), null=True, blank=True)
    next_at = models.DateTimeField(_("next situation picture"), null=True, blank=True)
    recipients = models.CharField(_("distribution"), max_length=500, blank=True)
    mark = models.CharField(_("mark"), max_length=10, choices=SituationMark, default=SituationMark.LEADING)
    secrecy = models.CharField(_("secrecy provision"), max_length=200, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=200)
    read_at = models.DateTimeField()
    content = models.TextField(default="[]")
    document = models.TextField()
    digest = models.CharField(_("checksum"), max_length=64)

    class Meta(About.Meta):
        verbose_name = _("situation picture")
        verbose_name_plural = _("situation pictures")
        ordering = ("-number", "id")
        constraints = (
            models.UniqueConstraint(fields=("kind", "object_id", "number"), name="situation_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("as_of")),
                name="situation_valid_after",
                violation_error_message=_(
                    "It must be valid for some time after the moment that it describes."
                ),
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(next_at__gt=F("as_of")),
                name="situation_next_after",
                violation_error_message=_("The next one comes after this one."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.secret_source() or self.title} {self.number}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by those who lead the subject; with the mark `readers` also by those who may read the subject."""
        condition = super().gate(access)
        for kind, subject in _open_to(access):
            rows = subject.opened(access).order_by().values("pk")
            condition |= Q(kind=kind, mark=SituationMark.READERS, object_id__in=rows)
        return condition

    def derive(self) -> None:
        """Set the digest of the frozen content and document, for the history."""
        self.digest = digest_of([self.content, self.document])

    @property
    def awaited_at(self) -> datetime | None:
        """Return the moment when the next picture is to be ready: as it says, else when it is no longer valid."""
        moment: datetime | None = self.next_at or self.valid_to
        return moment

    def whole_for(self, access: Access) -> bool:
        """Whether the user reads it whole: secrecy holds between authorities too."""
        return access.may(self.subject.read, self.gate_unit())

    @property
    def answers(self) -> list[paper.PaperAnswer]:
        """Return the picture's answers, as issued."""
        return paper.thaw_answers(self.content)

    @property
    def tree(self) -> Document:
        """Return the picture's document tree, as issued."""
        return from_json(json.loads(self.document))
