"""History: what was done, by whom, when, why, before and after. Database triggers ensure that rows are only added."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.lib.chain import START


class ChangeAction(models.TextChoices):
    """What happened to the row."""

    CREATE = "create", _("created")
    UPDATE = "update", _("changed")
    ARCHIVE = "archive", _("archived")
    RESTORE = "restore", _("restored")
    REMOVE = "remove", _("removed")
    REDACT = "redact", _("took away values from the history")


class Change(models.Model):
    """One change of one row. `payload` is the sealed text, and `content` the values that it holds commitments to.

    The other columns repeat parts of the sealed text for look-ups. Values can be removed from `content` alone.

    Personal data: the actor's name, and whatever the changed row holds, in `content`.
    """

    seq = models.BigIntegerField(primary_key=True)
    payload = models.TextField()
    content = models.TextField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    actor_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=("object_id", "seq"), name="history_object"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Head(models.Model):
    """The chain's end: one row, locked during every write so that links are added one at a time.

    Personal data: none.
    """

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)

    def __str__(self) -> str:
        return f"{self.seq}"


EPOCH = ""
"""Kind of the row that changes when all caches must be invalidated (`log.invalidate_caches`)."""


class Latest(models.Model):
    """The newest link about rows of one kind; replaced at every write of such a row.

    Personal data: none.
    """

    kind = models.CharField(max_length=60, primary_key=True)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.kind
