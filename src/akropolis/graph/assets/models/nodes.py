"""The graph's nodes, derived from the registers, and the levels that result from the demands on them."""

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
    """What a node is."""

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

    `answered` is whether the unit that keeps the row answers for what it describes, and so knows who depends on it.
    """

    node_kind: ClassVar[NodeKind]
    answered: ClassVar[bool] = True
    title_field = "name"

    class Meta(Record.Meta):
        abstract = True

    def node_facts(self) -> dict[str, int | None]:
        """Return what the graph stores for this kind besides name and unit, by column of `Node`."""
        return {}


class Node(models.Model):
    """A register row as a node of the graph, with its effective levels: a projection that nobody edits.

    `record` is the row's own id. The levels are None while nothing is known. `cycle` is the smallest id among the
    nodes in the same dependency cycle, None outside one. `people` is the number of registered people where known,
    `outage` the tolerated outage in minutes. Whether information holds personal data, and whether a service is
    reached from the internet and developed for the city, is None where not stated. Personal data: none.
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
        """As the row's own register: by kind, in the owner's and operator's units, and if shared."""
        return readable_nodes(access)

    @property
    def levels(self) -> dict[str, int | None]:
        """Return the effective level per aspect."""
        return {aspect: getattr(self, aspect) for aspect in ORDER}


def node_models() -> Mapping[NodeKind, type[GraphRecord]]:
    """The model behind each kind: rows of a register are nodes when their model is a `GraphRecord`."""
    return {r.model.node_kind: r.model for r in registry if issubclass(r.model, GraphRecord)}


def nodes_answered_for(access: Access, path: str = "") -> Q:
    """Filter the nodes the user answers for: may read their kind in the owner's or operator's unit, shared or not.

    The unit that registered a supplier runs nothing there and does not answer for it: who depends on a supplier is
    shown only to those who may read all of the city's suppliers. `path` is the relation that leads to the node
    (`target`), empty on nodes themselves.
    """
    return nodes_in_own_units(access, path) & ~Q(
        **{f"{path}__kind__in" if path else "kind__in": _unanswered(access)}
    )


def nodes_in_own_units(access: Access, path: str = "") -> Q:
    """Filter the nodes in units where the user may read their kind, as owner or operator."""
    return _by_kind(access, path, shared=False)


def readable_nodes(access: Access, path: str = "") -> Q:
    """Filter nodes whose row the user may read: those they answer for, and shared ones of a kind they may read."""
    return _by_kind(access, path, shared=True)


def may_read_any_node(access: Access) -> bool:
    """Return whether the user may read some kind of node in some unit."""
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
    """Why a node has its level in one aspect: a projection that nobody edits.

    `own` is the level of its own decision. `level` is the effective one, `source` the node that set it, `via` the
    next node on the shortest path there and `distance` the number of steps. Own levels have distance 0 and no
    `via`. `aspect` is the index in `classification.rules.aspects.ORDER`. Personal data: none.
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

    Anything computed from the whole graph is valid until the mark changes. Personal data: none.
    """

    mark = models.UUIDField()
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.day} {self.mark}"
