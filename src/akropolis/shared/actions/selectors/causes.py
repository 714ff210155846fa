"""What raised an action, and which actions something has raised. The domains above declare how their rows do so."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet, Value
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedManager, visible
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record, record_at
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.registry import Registry
from akropolis.shared.actions.models import Action, Cause, CauseLink
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.models.cause_choices import causes

EDIT = f"{Action.permission}:edit"
BECAUSE = "that there is a cause is no secret to who reads the action; what it is, its own gate decides"


def over(_day: date) -> Q:
    """Filter links to actions that are no longer open."""
    return ~Q(action__in=Action.everything.filter(OPEN).order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class CausePart:
    """One of several parts of an origin that an action may be raised for. `values` are the link's field values.

    `title` is the title of an action raised for this part alone.
    """

    label: str
    values: dict[str, object]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Something that raises actions, as one user sees it.

    `unit` is its owner, `where` the field values of its links, `title` the proposed title of an action. `note`
    is the cause in words: written only into actions of its own unit, whose people can read the origin too.
    `apart` allows a separate action for each part, `due_on` is the proposed due date.
    """

    name: str
    url: str
    unit: Unit
    where: Mapping[str, object]
    parts: Mapping[str, CausePart] = field(default_factory=dict)
    title: str = ""
    note: str = ""
    may: bool = True
    apart: bool = False
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CauseLine:
    """What raised an action, for a user who may read it. `act` is the URL and label of where to act on it."""

    key: str
    name: str
    url: str
    note: str = ""
    act: tuple[str, str] | None = None


class CauseKind[L: Tracked]:
    """How rows of one kind raise actions: the link table, and what the reader of one side sees of the other.

    Panels, the page “Add an action”, the list's filter and the API are built from it.
    """

    key: ClassVar[str]
    cause: ClassVar[Cause]
    label: ClassVar[object]
    link: type[L]

    def declare(self) -> None:
        """Let rows of the kind raise actions. Kinds may share a cause."""
        KINDS.add(self.key, self)
        causes.add(self.cause.key, self.cause)

    def links(self) -> GatedManager[L]:
        """Return the links between actions and what raised them."""
        return self.link.objects

    def origin(self, access: Access, key: str) -> Origin:
        """Return the origin with the key. Raises Hidden if there is none that the user may read."""
        raise NotImplementedError

    def told(self, access: Access, links: QuerySet[L]) -> Iterable[CauseLine]:
        """Return what the user may know of the origins behind links that they may read."""
        raise NotImplementedError

    def attach(self, w: Writer, action: Action, values: Mapping[str, object]) -> None:
        """Link the action to its origin."""
        w.create(self.link, {**values, "action": action})


class RowCause[L: CauseLink](CauseKind[L]):
    """Rows of a register that raise actions, linked by a `CauseLink`."""

    page: ClassVar[str]
    """URL name of the row's page."""

    @property
    def model(self) -> type[Record]:
        """The model whose rows raise actions."""
        return record_at(field_of(self.link, self.link.read_with))

    def origin(self, access: Access, key: str) -> Origin:
        """Return the row as an origin; no action may be raised from an archived one."""
        row = visible(self.model, access).select_related("owner_unit").one(pk=uuid_of(key))
        where = {self.link.read_with: row}
        return Origin(row.label(), self.url(row), row.owner_unit, where, may=row.archived_at is None)

    def told(self, access: Access, links: QuerySet[L]) -> Iterable[CauseLine]:
        """Return the rows that the user may read."""
        rows = self.model.objects.visible(access).filter(pk__in=links.order_by().values(self.link.read_with))
        return [CauseLine(str(row.pk), row.label(), self.url(row)) for row in rows]

    def url(self, row: Record) -> str:
        """Return the URL of the row's page."""
        return reverse(self.page, args=[row.pk])


type AnyKind = CauseKind[Any]
"""A kind of cause, whichever table links it."""
KINDS: Registry[str, AnyKind] = Registry("cause")


def uuid_of(key: str) -> UUID:
    """Return the key as an id. Raises Hidden if it is not one."""
    return or_hidden(id_in(key))


def find_origin(access: Access, kind: str, key: str) -> tuple[AnyKind, Origin]:
    """Return the kind and its origin. Raises Hidden if it does not exist or may not be read."""
    if kind not in KINDS.entries:
        raise Hidden
    return KINDS.get(kind), KINDS.get(kind).origin(access, key)


def may_raise(access: Access, origin: Origin) -> bool:
    """Return whether the user may raise an action from the origin, in some unit."""
    return origin.may and access.anywhere(EDIT)


def raise_url(kind: AnyKind, key: object) -> str:
    """Return the URL of the page where an action is raised from the origin with the key."""
    return reverse("action-raise", args=[kind.key, str(key)])


@dataclass(frozen=True, slots=True)
class ActionCauses:
    """What raised one action, by kind. `masked` is set when the reader may not know all of it."""

    told: Sequence[tuple[AnyKind, CauseLine]]
    masked: bool


def causes_of(access: Access, action: Action) -> ActionCauses:
    """Return what raised the action, as far as the user may know. One query, and a few more per kind found."""
    told: list[tuple[AnyKind, CauseLine]] = []
    masked = False
    first, *more = [_links_of(kind, action.pk) for kind in KINDS]
    counted = Counter(first.union(*more, all=True))
    for kind in KINDS:
        if every := counted[kind.key]:
            links = kind.links().visible(access).filter(action=action)
            known = list(kind.told(access, links))
            told += [(kind, each) for each in known]
            masked |= not known or links.count() < every
    return ActionCauses(told, masked)


def _links_of(kind: AnyKind, action: UUID) -> QuerySet[Model, str]:
    links = kind.links().unscoped(because=BECAUSE).filter(action_id=action).order_by()
    return links.annotate(cause=Value(kind.key)).values_list("cause", flat=True)


def raised_by(access: Access, kind: AnyKind, where: Mapping[str, object]) -> Q:
    """Filter actions raised by the origin whose links have the values in `where`."""
    links = kind.links().visible(access).filter(**where).order_by()
    return Q(pk__in=links.values("action"))


def parse_cause_filter(access: Access, value: str) -> tuple[str, Q] | None:
    """Parse `kind:key` into a filter of actions: the origin's name and the condition. None if it matches nothing."""
    kind, _colon, key = value.partition(":")
    try:
        found, origin = find_origin(access, kind, key)
    except Hidden:
        return None
    return origin.name, raised_by(access, found, origin.where)
