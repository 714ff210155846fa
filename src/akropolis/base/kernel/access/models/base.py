"""Base model of every stored row: guarded by the gate and saved by the writer."""

from collections.abc import Sequence
from functools import reduce
from operator import attrgetter, or_
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import field_of, new_id, pointed_at
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedManager, visible
from akropolis.base.kernel.access.permissions import EDIT, READ
from akropolis.base.lib.workflow import TransitionTable
from akropolis.base.ui.words import Phrase

if TYPE_CHECKING:
    from akropolis.base.kernel.access.models.units import Unit


class Tracked(models.Model):
    """A row with an id, a version for optimistic locking, and a history.

    `permission` is the resource (`domain:resource`) whose read and edit actions govern the row. The row may
    be read by everyone with any right (`read_by_all`), or by those with the right in the units that the
    paths in `read_in` lead to, or by those who may read the row in its field `read_with`. Changing it takes
    the right in the unit that `written_in` leads to. `gate` and `gate_unit` override these rules.

    `derived_fields` are set by rules, not by people; `unlogged_fields` stay out of the history, which holds
    a digest instead. `sealed_fields` are the unlogged fields whose SHA-256 is in the history, so that a
    secret replaced outside the writer is detected: use them only for unguessable values (128 random bits)
    that only the writer writes. `repeated_fields` only repeat other columns, as `derive` says, and stay out
    of the history too; the other models' rows that `derive` reads are named in `derived_from`. `let_go` are
    columns that a row just added from a file drops from memory, together with the rows at which they point:
    those of a hundred thousand rows would fill the memory. They are read again on use.

    `append_only` rows are closed by triggers in the database, except for the `changing_fields`; a migration
    sets the triggers (`kernel.history.triggers`). `digested_fields` are long texts kept out of the history,
    which holds the field `digest` instead (`kernel.records.values.digest_of`). `life` is the transition
    table for stored rows.

    `came_from` is the field with the name of the unit that a row came from in a reorganisation, so that the
    tasks of two merged units stay two rows.

    `withheld_by` is the path to the mark that makes the row's texts secret, a mark of its own or of another
    row (`incident__secret`): lists, files and searches then omit the texts (`kernel.records.secrecy`).
    """

    permission: ClassVar[str]
    read_by_all: ClassVar[bool] = False
    read_in: ClassVar[tuple[str, ...]] = ()
    read_with: ClassVar[str] = ""
    written_in: ClassVar[str] = ""
    derived_fields: ClassVar[tuple[str, ...]] = ()
    unlogged_fields: ClassVar[tuple[str, ...]] = ()
    sealed_fields: ClassVar[tuple[str, ...]] = ()
    repeated_fields: ClassVar[tuple[str, ...]] = ()
    let_go: ClassVar[tuple[str, ...]] = ()
    digested_fields: ClassVar[tuple[str, ...]] = ()
    append_only: ClassVar[bool] = False
    changing_fields: ClassVar[tuple[str, ...]] = ()
    derived_from: ClassVar[tuple[str, ...]] = ()
    life: ClassVar[TransitionTable | None] = None
    withheld_by: ClassVar[str] = ""
    came_from: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)

    objects = GatedManager()
    everything = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "everything"
        base_manager_name = "everything"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return which rows may be read: as declared, else all of them by users who may read in the whole city."""
        permission = f"{cls.permission}:{READ}"
        if cls.read_with:
            rows = visible(pointed_at(field_of(cls, cls.read_with)), access)
            return Q(**{f"{cls.read_with}__in": rows.order_by().values("pk")})
        if cls.read_in:
            return reduce(or_, (access.units(permission, path) for path in cls.read_in))
        allowed = access.unlimited or access.grants if cls.read_by_all else access.may(permission, None)
        return Q(pk__isnull=False) if allowed else Q(pk__in=[])

    @classmethod
    def secret_rows(cls) -> Q:
        """Return which rows' texts are secret; empty if the model has no secret rows."""
        return Q(**{cls.withheld_by: True}) if cls.withheld_by else Q()

    @classmethod
    def restricted_rows(cls) -> Q:
        """Return which rows only the people whom `gate` names know of: others of the unit read neither their files nor
        their history. Empty if the model has no such rows.
        """
        return Q()

    def secret_source(self) -> "Tracked | None":
        """Return the row whose mark makes this row's texts secret, or None."""
        *path, mark = self.withheld_by.split("__")
        source: Tracked = reduce(getattr, path, self)
        return source if mark and getattr(source, mark) else None

    def gate_unit(self) -> "Unit | None":
        """Return the unit whose edit permission governs a change of this row; None means the whole city's."""
        unit: Unit | None = attrgetter(self.written_in.replace("__", "."))(self) if self.written_in else None
        return unit

    def right(self, permission: str) -> str:
        """Return the permission that this row asks for where its model asks for `permission`: by default the same."""
        return permission

    def writable_by(self, access: Access) -> bool:
        """Whether the actor may change this row. By default this takes the edit permission in the row's unit."""
        return access.may(self.right(f"{self.permission}:{EDIT}"), self.gate_unit())

    def locked_reason(self) -> Phrase | None:
        """Return a sentence if nobody can change the row any longer, else None."""
        return None

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Return only the unique constraints, which need a query; the writer tests the other constraints in memory."""
        asked = [each for each in self._meta.constraints if isinstance(each, models.UniqueConstraint)]
        return [(type(self), asked)]

    def derive(self) -> None:
        """Set derived columns (sort key, search text) from the others. Called by the writer before each save."""

    def label(self) -> str:
        """The row's name in history, mails and links."""
        return str(self)
