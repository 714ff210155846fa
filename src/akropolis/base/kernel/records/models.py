"""The base of register rows, their counters, their ids in other systems, keys of sent forms, and viewings of rows."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import BinaryOrderField, ModelField, Pointer, pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.lib.swedish import sort_key
from akropolis.base.lib.text import searchable


class Record(Tracked):
    """A row in a register: numbered, owned by a unit, archived rather than deleted.

    `title_field` names the row; `search_fields` are searched; `unit_fields` are further units that may read it (an
    operator, say); `shared_field` is a boolean that opens it to everyone who may read the register at all. Files
    are read in the owner unit alone, unless they are the purpose of the row (`files_follow`).
    """

    written_in = "owner_unit"

    number_prefix: ClassVar[str]
    title_field: ClassVar[str] = "title"
    search_fields: ClassVar[tuple[str, ...]] = ()
    unit_fields: ClassVar[tuple[str, ...]] = ()
    shared_field: ClassVar[str] = ""
    files_follow: ClassVar[bool] = False
    derived_fields: ClassVar[tuple[str, ...]] = ("number", "sort_key", "search_text", "archived_at")

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    owner_unit = Pointer(Unit, _("unit"))
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    sort_key = BinaryOrderField(max_length=200, editable=False)
    search_text = models.TextField(editable=False, default="")

    class Meta(Tracked.Meta):
        abstract = True
        ordering = ("sort_key", "id")

    def __str__(self) -> str:
        if self.secret_source():
            return gettext("Marked as secret (%(number)s)") % {"number": self.number}
        return str(getattr(self, self.title_field))

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Rows whose owner unit or further unit (`unit_fields`) is one where the user may read, and shared rows."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "owner_unit")
        for field in cls.unit_fields:
            condition |= access.units(permission, field)
        if cls.shared_field and access.anywhere(permission):
            condition |= Q(**{cls.shared_field: True})
        return condition

    def label(self) -> str:
        """Return number and name; of a secret row only the number."""
        return self.number if self.secret_source() else f"{self.number} {self}"

    def number_series(self) -> str:
        """Return the prefix of the row's number."""
        return self.number_prefix

    def derive(self) -> None:
        """Derive the sort key from the title, and the search text; a secret row is found by number alone."""
        secret = self.secret_source() is not None
        self.sort_key = sort_key(self.number if secret else str(self))
        fields = () if secret else self.search_fields
        words = [self.number, *(str(getattr(self, field) or "") for field in fields)]
        self.search_text = searchable("\n".join(words))


def record_at(field: ModelField) -> type[Record]:
    """Return the register's model that a relation points at."""
    found = pointed_at(field)
    assert issubclass(found, Record)
    return found


class Counter(models.Model):
    """The last number given in a series such as `INC-2026`. Personal data: none."""

    series = models.CharField(max_length=30, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class ExternalId(models.Model):
    """The id of a record in another system, the `source`. Two records may have the same id: each unit keeps
    its own record.

    Personal data: none. The id is kept outside the history, as an index of the other system's ids: the
    record is unchanged.
    """

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    source = models.CharField(max_length=40)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("object_id", "source"), name="external_id_once"),)
        indexes = (models.Index(fields=("source", "value", "kind"), name="external_id_value"),)

    def __str__(self) -> str:
        return f"{self.source} {self.value}"


class Sending(models.Model):
    """A submission that created something, and what that was, so that it is not created twice. Kept for a day.

    Personal data: whose it was. Of the input it holds digests alone, and of an imported file the answer: its
    name, and how many rows were saved.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=80)
    object_id = models.UUIDField(null=True)
    answer = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="sending_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class AbstractViewing(models.Model):
    """A record that somebody has looked at a row. Rows are never changed. Personal data: who looked."""

    append_only = True

    person = models.CharField(max_length=200)
    username = models.CharField(max_length=150)
    at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.at} {self.username}"

    @classmethod
    def record(cls, access: Access, *, once: timedelta | None = None, **looked_at: object) -> None:
        """Record that the person looks at this now, unless she did less than `once` ago. Takes no lock of the
        history.
        """
        now, actor = timezone.now(), access.actor
        rows = cls._default_manager.filter(username=actor.username, **looked_at)
        if once is None or not rows.filter(at__gt=now - once).exists():
            rows.create(person=actor.name, username=actor.username, at=now, **looked_at)


class AbstractViewingSeal(Tracked):
    """A seal in the history: it covers all viewings numbered after the previous seal, up to the number `last`.

    `digest` is the SHA-256 of the contents of these viewings. Personal data: none.
    """

    append_only = True

    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta(Tracked.Meta):
        abstract = True
        ordering = ("last",)

    def __str__(self) -> str:
        return str(self.last)
