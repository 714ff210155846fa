"""Situation pictures (lägesbilder): the draft being written, and the numbered pictures issued."""

import json
from collections.abc import Iterator
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record
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
    written_in = "row__owner_unit"

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable where its subject is led."""
        condition = Q(pk__in=[])
        for kind, subject in _open_to(access):
            rows = subject.model.everything.filter(subject.led(access)).order_by()
            condition |= Q(kind=kind, object_id__in=rows.values("pk"))
        return condition

    @classmethod
    def secret_rows(cls) -> Q:
        """Those about a secret row."""
        condition = Q()
        for kind, model in ((kind, each.model) for kind, each in subjects.entries.items()):
            if secret := model.secret_rows():
                condition |= Q(kind=kind, object_id__in=model.everything.filter(secret).values("pk"))
        return condition

    def secret_source(self) -> Tracked | None:
        """Return the subject row, if that is secret."""
        return self.row.secret_source()

    @cached_property
    def subject(self) -> AnySubject:
        """Return the declaration of the subject's kind."""
        return subjects.get(self.kind)

    @cached_property
    def row(self) -> Record:
        """Return the row it is about."""
        return subject_row(self.kind, self.object_id)

    def writable_by(self, access: Access) -> bool:
        """Writable by those who lead the subject."""
        return super().writable_by(access) and access.may(self.subject.edit, self.gate_unit())

    def locked_reason(self) -> Phrase | None:
        """Locked with its subject, and when that is archived."""
        return _("It is archived.") if self.row.archived_at else self.row.locked_reason()


def _open_to(access: Access) -> Iterator[tuple[str, AnySubject]]:
    """Return the kinds whose pictures the user may read somewhere."""
    if access.anywhere(READS):
        yield from ((k, each) for k, each in subjects.entries.items() if access.anywhere(each.read))


class SituationDraft(About):
    """Draft of a row's next picture: one per row. Readable and writable where the row is led. Deleted when issued.

    `since` is the picture it is based on, `read_at` when the rows were last read.

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
        """Return the number it will get."""
        return self.since.number + 1 if self.since else 1


class DraftAnswer(Tracked):
    """The answer to a question in a draft. `drafted` is the part taken from the rows when it was begun.

    With `secrecy` the whole answer is masked in the version for others.

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
        """Those in drafts about a secret row."""
        return Q(draft__in=SituationDraft.everything.filter(SituationDraft.secret_rows()).values("pk"))

    def secret_source(self) -> Tracked | None:
        """As the draft."""
        return self.draft.secret_source()

    def gate_unit(self) -> Unit | None:
        """As the draft."""
        return self.draft.gate_unit()

    def writable_by(self, access: Access) -> bool:
        """As the draft."""
        return self.draft.writable_by(access)

    def locked_reason(self) -> Phrase | None:
        """Return the draft's reason for being locked."""
        return self.draft.locked_reason()

    @property
    def answer(self) -> paper.PaperAnswer:
        """Return the answer as frozen in a picture."""
        return paper.PaperAnswer(**{name: getattr(self, name) for name in paper.FIELDS})


class Situation(About):
    """An issued picture; the database refuses to change it. `content` is its answers, `document` its tree, frozen.

    What rows have said since `read_at` is for the next one.

    Readable where its subject is led; with the mark `readers` also by those who may read the subject, without
    what is secret. Personal data: who issued it, as text; it may name people and should not.
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
        """By its mark: readable where its subject is led, or by those who may read the subject."""
        condition = super().gate(access)
        for kind, subject in _open_to(access):
            rows = subject.model.objects.visible(access).order_by().values("pk")
            condition |= Q(kind=kind, mark=SituationMark.READERS, object_id__in=rows)
        return condition

    def derive(self) -> None:
        """Keep the digest of what is frozen, for the history."""
        self.digest = digest_of([self.content, self.document])

    def whole_for(self, access: Access) -> bool:
        """Whether the user reads it whole: secrecy holds between authorities too."""
        return access.may(self.subject.read, self.gate_unit())

    @property
    def answers(self) -> list[paper.PaperAnswer]:
        """Return its answers, as issued."""
        return paper.thaw_answers(self.content)

    @property
    def tree(self) -> Document:
        """Return its document, as issued."""
        return from_json(json.loads(self.document))
