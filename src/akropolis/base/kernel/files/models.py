"""Files as evidence: what the file is, and which record it belongs to."""

from functools import cached_property

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.ui.words import Phrase


def holders() -> dict[str, type[Record]]:
    """Return the models whose rows can have files, keyed by the model's name in the history."""
    return {kind_of(model): model for model in apps.get_models() if issubclass(model, Record)}


class StoredFile(Tracked):
    """A file that is evidence for a record. Content is found by `sha256`; an archived file keeps its content.

    Rights to a file are those to the record in the unit that now owns the record. Units that may read the
    record for another reason (because it is shared, or because they operate it) do not read its evidence,
    unless the files follow the record.

    Personal data: the file's name and content may hold any.
    """

    permission = "files:file"
    written_in = "record__owner_unit"
    derived_fields = ("archived_at",)
    append_only = True
    changing_fields = ("note", "archived_at", "version", "updated_at")

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    name = models.CharField(_("file name"), max_length=200)
    note = models.CharField(_("what it shows"), max_length=300, blank=True)
    size = models.PositiveIntegerField(_("size"))
    media_type = models.CharField(_("type"), max_length=100)
    sha256 = models.CharField(_("checksum"), max_length=64)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    class Meta(Tracked.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("name", "id")
        indexes = (models.Index(fields=("object_id", "kind"), name="file_of_record"),)
        constraints = (
            models.UniqueConstraint(
                fields=("object_id", "sha256"),
                condition=Q(archived_at__isnull=True),
                name="file_once_per_record",
                violation_error_message=_("The file is already here."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter for files of records in units where the user may read that kind of record, and files
        that follow a record that the user may read.
        """
        condition = Q(pk__in=[])
        for kind in holders():
            condition |= cls.gate_of(access, kind)
        return condition

    @classmethod
    def gate_of(cls, access: Access, kind: str) -> Q:
        """Return the same filter as `gate`, but for records of one kind only, which makes a faster query."""
        model = holders()[kind]
        if not access.anywhere(f"{model.permission}:{READ}"):
            return Q(pk__in=[])
        own = access.units(f"{model.permission}:{READ}", "owner_unit")
        if restricted := model.restricted_rows():
            own &= ~restricted | model.gate(access)
        rows = model.everything.filter(model.gate(access) if model.files_follow else own).values("pk")
        return Q(kind=kind, object_id__in=rows)

    @cached_property
    def record(self) -> Record:
        """Return the record that the file belongs to."""
        model = holders()[self.kind]
        return model.everything.select_related("owner_unit").get(pk=self.object_id)

    def writable_by(self, access: Access) -> bool:
        """Return whether the user may change the record, and thereby add and remove its files."""
        return access.may(f"{self.record.permission}:{EDIT}", self.record.owner_unit)

    def locked_reason(self) -> Phrase | None:
        """Return the reason why the record, and so its files, is locked; None if it is not."""
        return self.record.locked_reason()
