"""Beroenden: what depends on what, and which demands are passed on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models.nodes import Node, nodes_answered_for, readable_nodes
from akropolis.shared.classification.rules.aspects import ORDER, mask


class DependencyKind(models.TextChoices):
    """Kind of dependency, worded from the dependent's side: source uses target, source runs on target."""

    USES = "uses", _("uses")
    HANDLED_BY = "handled_by", _("is handled in")
    RUNS_ON = "runs_on", _("runs on")
    DELIVERED_BY = "delivered_by", _("is delivered by")
    LOCATED_IN = "located_in", _("is located in")
    PROTECTED_BY = "protected_by", _("is protected by")


class Dependency(Record):
    """`source` depends on `target`: demands pass from source to target, the effect of an event the opposite way.

    The five booleans say in which aspects the target inherits the source's demand. `alternative` says that
    there is a real alternative; by itself it lowers no demand. Source, target and kind never change: end the
    dependency and add a new row instead. The unit that owns the source owns the dependency.
    Personal data: none.
    """

    permission = "assets:dependency"
    written_in = "source__owner_unit"
    number_prefix = "BE"
    title_field = "title"
    search_fields = ("title", "note")
    derived_fields = (*Record.derived_fields, "title", "passes", "owner_unit")
    repeated_fields = ("title", "passes", "owner_unit")
    let_go = ("number", "title", "sort_key", "search_text")
    derived_from = ("source", "target")

    title = models.CharField(_("dependency"), max_length=450, editable=False, default="")
    source = Pointer(Node, _("what depends"))
    kind = models.CharField(_("how"), max_length=20, choices=DependencyKind)
    target = Pointer(Node, _("what it depends on"))
    confidentiality = models.BooleanField(_("inherits confidentiality"), default=True)
    integrity = models.BooleanField(_("inherits integrity"), default=True)
    availability = models.BooleanField(_("inherits availability"), default=True)
    traceability = models.BooleanField(_("inherits traceability"), default=True)
    authenticity = models.BooleanField(_("inherits authenticity"), default=True)
    alternative = models.BooleanField(_("there is a real alternative"), default=False)
    alternative_note = models.CharField(_("which alternative"), max_length=300, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    passes = models.PositiveSmallIntegerField(editable=False, default=0)

    class Meta(Record.Meta):
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        indexes = (models.Index(fields=("sort_key", "id"), name="dependency_order"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="dependency_not_on_itself",
                violation_error_message=_(
                    "Nothing can depend on itself. Choose something else to depend on."
                ),
            ),
            in_order("valid_from", "valid_to", "dependency_dates_in_order", empty=("valid_to", "valid_from")),
            models.UniqueConstraint(
                fields=("source", "kind", "target"),
                condition=Q(archived_at__isnull=True, valid_to__isnull=True),
                name="dependency_once",
                violation_error_message=_("This dependency is already there. Change that one instead."),
            ),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter of the dependencies that the user may read, as the dependent's unit or as the target's.

        The row names both nodes. So the dependent's unit reads it only while it may read both nodes. A unit that
        answers for the target may know everyone who depends on it, and so reads the row too
        (`assets.selectors.sight`).
        """
        return _read(access)

    def derive(self) -> None:
        """Set the title, `passes` (bits of the inherited aspects) and the owner (the source's unit)."""
        self.title = f"{self.source.name} → {self.target.name}"
        self.passes = mask({aspect: getattr(self, aspect) for aspect in ORDER})
        self.owner_unit_id = self.source.owner_unit_id
        super().derive()


def _read(access: Access, path: str = "") -> Q:
    permission = f"{Dependency.permission}:read"
    ours = access.units(permission, f"{path}owner_unit")
    ours &= readable_nodes(access, f"{path}source") & readable_nodes(access, f"{path}target")
    theirs = access.units(permission, f"{path}target__owner_unit")
    theirs |= access.units(permission, f"{path}target__operator_unit")
    return ours | (theirs & nodes_answered_for(access, f"{path}target"))


class Lowering(Tracked):
    """A decision that a dependency demands at most `level` in one aspect, because of e.g. redundancy or encryption.

    Never edited: to change it, end it (`valid_to`) and add a new one. Personal data: the decider's name and
    role.
    """

    permission = "assets:dependency"
    written_in = "dependency__owner_unit"

    dependency = Pointer(Dependency)
    aspect = models.CharField(_("aspect"), max_length=20, choices=[(a.value, a.value) for a in ORDER])
    level = models.PositiveSmallIntegerField(_("at most"))
    reason = models.TextField(_("reason"), max_length=2000)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))
    decider_name = models.CharField(_("decided by"), max_length=120)
    decider_role = models.CharField(_("role"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("lowered demand")
        verbose_name_plural = _("lowered demands")
        ordering = ("-valid_from", "id")
        constraints = (in_order("valid_from", "valid_to", "lowering_dates_in_order", empty=()),)

    def __str__(self) -> str:
        return f"{self.dependency} {self.aspect} ≤ {self.level}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter of the lowerings whose dependency the user may read."""
        return _read(access, "dependency__")
