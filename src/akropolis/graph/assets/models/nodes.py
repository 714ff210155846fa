"""The graph's nodes, derived from the registers, and the levels calculated for them from the demands on them."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import BinaryOrderField, Pointer
from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.access.managers import GatedManager
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import registry
from akropolis.shared.classification.rules.aspects import ORDER


class NodeKind(models.TextChoices):
    """Kind of a node: which register its row belongs to."""

    PROCESS = "process", _("Business process")
    INFORMATION = "information", _("Information set")
    SERVICE = "service", _("IT service")
    AI_SYSTEM = "ai_system", _("AI system")
    PLATFORM = "platform", _("Platform or component")
    DEVICES = "devices", _("Group of devices")
    CRYPTO = "crypto", _("Cryptographic asset")
    LOCATION = "location", _("Location")
    SUPPLIER = "supplier", _("Supplier")


class GraphRecord(Record):
    """A register row that is a node of the graph, of the kind `node_kind`.

    `answered` is True if the unit that owns the row is responsible for what the row describes. Only such a
    unit may see everyone who depends on the node (`nodes_answered_for`).
    """

    node_kind: ClassVar[NodeKind]
    answered: ClassVar[bool] = True
    title_field = "name"

    class Meta(Record.Meta):
        abstract = True

    def node_facts(self) -> dict[str, int | None]:
        """Return the kind's own facts, by column of `Node`: what the graph stores besides name and unit."""
        return {}


class Node(models.Model):
    """A register row as a node of the graph, with its effective levels: derived from other tables, never edited.

    `record` is the id of the register row. The levels are None while unknown. `cycle` is the smallest id
    among the nodes in the same dependency cycle, None outside a cycle. `people` is the number of registered
    people, None if unknown, and `outage` the tolerated outage in minutes. `personal_data` (of information),
    `internet` and `own_development` (of services) are None where not stated. Personal data: none.
    """

    number_prefix = "TJ"
    pick_by_text = True
    public_id = "record"

    record = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=NodeKind)
    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_key = BinaryOrderField(max_length=200)
    search_text = models.TextField(default="")
    owner_unit = Pointer(Unit, _("unit"))
    operator_unit = Pointer(Unit, _("operated by"), null=True)
    shared = models.BooleanField(_("shared"), default=False)
    archived_at = models.DateTimeField(_("archived"), null=True)
    people = models.PositiveIntegerField(_("registered people"), null=True)
    outage = models.PositiveIntegerField(_("tolerated outage (minutes)"), null=True)
    personal_data = models.BooleanField(_("holds personal data"), null=True)
    internet = models.BooleanField(_("reached from the internet"), null=True)
    own_development = models.BooleanField(_("developed for the city"), null=True)
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), null=True)
    integrity = models.PositiveSmallIntegerField(_("integrity"), null=True)
    availability = models.PositiveSmallIntegerField(_("availability"), null=True)
    traceability = models.PositiveSmallIntegerField(_("traceability"), null=True)
    authenticity = models.PositiveSmallIntegerField(_("authenticity"), null=True)
    cycle = models.BigIntegerField(_("ring of dependencies"), null=True)

    objects = GatedManager()
    everything = models.Manager()

    class Meta:
        default_manager_name = "everything"
        base_manager_name = "everything"
        ordering = ("sort_key", "id")
        indexes = (models.Index(fields=("kind", "sort_key"), name="node_kind_order"),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a filter of the nodes the user may read: in the owner's or operator's unit, or shared."""
        return readable_nodes(access)

    @property
    def levels(self) -> dict[str, int | None]:
        """Return the effective level per aspect, None where unknown."""
        return {aspect: getattr(self, aspect) for aspect in ORDER}


def node_models() -> Mapping[NodeKind, type[GraphRecord]]:
    """Return the register model of each kind of node: every registered model that is a `GraphRecord`."""
    return {r.model.node_kind: r.model for r in registry if issubclass(r.model, GraphRecord)}


def nodes_answered_for(access: Access, path: str = "") -> Q:
    """Return a filter of the nodes the user answers for: may read their kind in the owner's or operator's unit.

    That a node is shared is not enough. A unit that has registered a supplier does not answer for the
    supplier (`GraphRecord.answered` is False), so only users who may read all of the city's suppliers see
    who depends on one. `path` is the relation that leads to the node (`target`), empty when nodes themselves
    are filtered.
    """
    return nodes_in_own_units(access, path) & ~Q(
        **{f"{path}__kind__in" if path else "kind__in": _unanswered(access)}
    )


def nodes_in_own_units(access: Access, path: str = "") -> Q:
    """Return a filter of the nodes whose kind the user may read in the node's owner or operator unit."""
    return _by_kind(access, path, shared=False)


def readable_nodes(access: Access, path: str = "") -> Q:
    """Return a filter of the nodes the user may read: in own units, and shared ones of a kind they may read."""
    return _by_kind(access, path, shared=True)


def may_read_any_node(access: Access) -> bool:
    """Return whether the user may read at least one kind of node in at least one unit."""
    return any(map(access.anywhere, _kinds_by_permission()))


def _by_kind(access: Access, path: str, *, shared: bool) -> Q:
    step = f"{path}__" if path else ""
    condition = Q(pk__in=[])
    alike: dict[frozenset[Scope], list[str]] = {}
    for permission in _kinds_by_permission():
        alike.setdefault(access.scopes(permission), []).append(permission)
    for scopes, permissions in alike.items():
        if scopes:
            allowed = access.units(permissions[0], f"{step}owner_unit")
            allowed |= access.units(permissions[0], f"{step}operator_unit")
            if shared:
                allowed |= Q(**{f"{step}shared": True})
            kinds = [kind for permission in permissions for kind in _kinds_by_permission()[permission]]
            condition |= Q(**{f"{step}kind__in": kinds}) & allowed
    return condition


def _unanswered(access: Access) -> list[str]:
    return [
        kind
        for kind, model in node_models().items()
        if not model.answered and not access.may(f"{model.permission}:read", None)
    ]


def _kinds_by_permission() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, model in node_models().items():
        found.setdefault(f"{model.permission}:read", []).append(kind)
    return found


class NodeLevel(models.Model):
    """Why a node has its level in one aspect: derived from other tables, never edited.

    `own` is the level decided for the node itself, None without a decision. `level` is the effective level,
    `source` the node whose decision set it, `via` the next node on the shortest path to the source and
    `distance` the number of steps to it. Where the node is its own source, the distance is 0 and `via` None.
    `aspect` is the index in `classification.rules.aspects.ORDER`. Personal data: none.
    """

    # Rows come by the ten thousand, all from one calculation: no index or check that nothing asks for.
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_index=False)
    aspect = models.PositiveSmallIntegerField()
    own = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField()
    distance = models.PositiveIntegerField()
    via = models.ForeignKey(
        Node, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    source = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("node", "aspect"), name="node_level_once"),)

    def __str__(self) -> str:
        return f"{self.node_id} {self.aspect}: {self.level}"


class GraphState(models.Model):
    """The single row of the graph's state: `mark` changes with each change, `day` is the date of the stored levels.

    Cached results computed from the whole graph are valid until the mark changes. Personal data: none.
    """

    mark = models.UUIDField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.day} {self.mark}"
