"""Finds the causes of an action, and the actions of a cause. Domains that raise actions declare a `CauseKind`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedManager, visible
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record, record_at
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.numbers import id_in
from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import number
from akropolis.base.ui.words import Phrase
from akropolis.shared.actions.models import Action, Cause, CauseLink
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.models.cause_choices import causes

EDIT = f"{Action.permission}:edit"
BECAUSE = "that there is a cause is no secret to who reads the action; what it is, its own gate decides"


def over(_day: date) -> Q:
    """Return a Q for links to closed actions, which stay with their unit when it is reorganised."""
    return ~Q(action__in=Action.everything.filter(OPEN).order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class CausePart:
    """One part of an origin that has several; an action may be raised for some of them. `values` are the field
    values of its link.

    `title` is the title of an action raised for this part alone.
    """

    label: str
    values: dict[str, object]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Something that can raise actions, as one user sees it.

    `unit` is the unit that owns it, `where` the field values of its links, `title` the proposed title of an
    action. `note` describes the cause in words: it is written only into actions of that same unit, whose
    people can read the origin too. `parts` are keyed by part key. `may` says whether an action may be raised
    from it, `apart` allows a separate action for each part, `due_on` is the proposed due date.
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


@dataclass(frozen=True, slots=True)
class ActionGain:
    """What an action gives when it is done, in words: the levels by which it lowers a risk, or the number of
    deficiencies that it closes. Both are 0 where that is not known.
    """

    reason: Phrase
    lowers: int = 0
    closes: int = 0


class CauseKind[L: Tracked]:
    """How one kind of origin raises actions: its link table, and what readers of the action or origin see of
    the other.
    """

    key: ClassVar[str]
    cause: ClassVar[Cause]
    label: ClassVar[object]
    closes: ClassVar[bool] = False
    """Whether what raised the action is a deficiency, which the action closes when it is done."""
    link: type[L]

    def declare(self) -> None:
        """Register this kind so that it can raise actions. Several kinds may share one cause."""
        KINDS.add(self.key, self)
        causes.add(self.cause.key, self.cause)

    def links(self) -> GatedManager[L]:
        """Return the manager of the links between actions and their origins."""
        return self.link.objects

    def origin(self, access: Access, key: str) -> Origin:
        """Return the origin identified by the key. Raises Hidden if there is none that the user may read."""
        raise NotImplementedError

    def told(self, access: Access, links: QuerySet[L]) -> Iterable[CauseLine]:
        """Return a `CauseLine` for each origin that the user may read, among those of the given links."""
        raise NotImplementedError

    def told_by_action(self, access: Access, links: QuerySet[L]) -> Mapping[UUID, Sequence[CauseLine]]:
        """Return the lines of `told` for each action of the links. A few queries for each action; kinds of which a
        page of actions may hold many do it for all of them at once.
        """
        actions = links.order_by().values_list("action", flat=True).distinct()
        return {pk: list(self.told(access, links.filter(action=pk))) for pk in actions}

    def gains(self, links: QuerySet[L]) -> Iterable[tuple[UUID, ActionGain]]:
        """Yield what each action of the links gives when it is done. One query, none for what is no deficiency."""
        if self.closes:
            for action, count in links.values_list("action").annotate(count=Count("pk")):
                words = {"what": self.label, "n": number(count)}
                said = _("Closes: %(what)s (%(n)s)") if count > 1 else _("Closes: %(what)s")
                yield action, ActionGain(said % words, closes=count)

    def attach(self, w: Writer, action: Action, values: Mapping[str, object]) -> None:
        """Create a link from the origin to the action; `values` are the link's other fields."""
        w.create(self.link, {**values, "action": action})


class RowCause[L: CauseLink](CauseKind[L]):
    """A `CauseKind` whose origins are rows of a register, linked to actions by a `CauseLink` model."""

    page: ClassVar[str]
    """Name of the URL pattern of the row's page."""

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
        """Return a `CauseLine` for each linked row that the user may read."""
        rows = self.model.objects.visible(access).filter(pk__in=links.order_by().values(self.link.read_with))
        return [CauseLine(str(row.pk), row.label(), self.url(row)) for row in rows]

    def told_by_action(self, access: Access, links: QuerySet[L]) -> Mapping[UUID, Sequence[CauseLine]]:
        """Return the lines for each action of the links: two queries, whatever their number."""
        return match_lines(self.told(access, links), links.values_list("action", self.link.read_with))

    def url(self, row: Record) -> str:
        """Return the URL of the row's page."""
        return reverse(self.page, args=[row.pk])


type AnyKind = CauseKind[Any]
"""A cause kind with whatever link model."""
KINDS: Registry[str, AnyKind] = Registry("cause")


def match_lines(
    lines: Iterable[CauseLine], pairs: Iterable[tuple[UUID, object]]
) -> Mapping[UUID, Sequence[CauseLine]]:
    """Return the lines of each action, given pairs of an action's id and the key of a line."""
    by_key = {line.key: line for line in lines}
    found: dict[UUID, list[CauseLine]] = {}
    for action, key in pairs:
        if line := by_key.get(str(key)):
            found.setdefault(action, []).append(line)
    return found


def uuid_of(key: str) -> UUID:
    """Parse the key as a UUID. Raises Hidden if it is not one."""
    return or_hidden(id_in(key))


def find_origin(access: Access, kind: str, key: str) -> tuple[AnyKind, Origin]:
    """Return the kind and its origin. Raises Hidden if it does not exist or may not be read."""
    if kind not in KINDS.entries:
        raise Hidden
    return KINDS.get(kind), KINDS.get(kind).origin(access, key)


def may_raise(access: Access, origin: Origin) -> bool:
    """Return whether the origin accepts actions and the user may write actions in at least one unit."""
    return origin.may and access.anywhere(EDIT)


def raise_url(kind: AnyKind, key: object) -> str:
    """Return the URL of the page that raises an action from the kind's origin identified by the key."""
    return reverse("action-raise", args=[kind.key, str(key)])


@dataclass(frozen=True, slots=True)
class ActionCauses:
    """The causes of one action, each with its kind. `masked` is True if some may not be read by the user."""

    told: Sequence[tuple[AnyKind, CauseLine]]
    masked: bool


def causes_of(access: Access, action: Action) -> ActionCauses:
    """Return the causes of the action that the user may read."""
    found = causes_of_many(access, [action.pk]).get(action.pk, [])
    told = [(kind, line) for kind, line in found if line is not None]
    return ActionCauses(told, masked=len(told) < len(found))


def causes_of_many(
    access: Access, actions: Sequence[UUID]
) -> dict[UUID, list[tuple[AnyKind, CauseLine | None]]]:
    """Return what raised each of the actions, with its kind; None stands for what the user may not read.

    One query to find the kinds, and a few more for each kind found.
    """
    first, *more = [_pairs_of(kind, actions) for kind in KINDS]
    counted: dict[str, Counter[UUID]] = {}
    for key, action in first.union(*more, all=True):
        counted.setdefault(key, Counter())[action] += 1
    found: dict[UUID, list[tuple[AnyKind, CauseLine | None]]] = {}
    for kind in KINDS:
        if every := counted.get(kind.key):
            links = kind.links().visible(access).filter(action__in=every).order_by()
            told, seen = kind.told_by_action(access, links), Counter(links.values_list("action", flat=True))
            for action, count in every.items():
                lines: list[CauseLine | None] = [*told.get(action, ())]
                lines += [None] if not lines or seen[action] < count else []
                found.setdefault(action, []).extend((kind, line) for line in lines)
    return found


def _pairs_of(kind: AnyKind, actions: Sequence[UUID]) -> QuerySet[Model, tuple[str, UUID]]:
    links = kind.links().unscoped(because=BECAUSE).filter(action__in=actions).order_by()
    return links.annotate(cause_kind=Value(kind.key)).values_list("cause_kind", "action")


def raised_by(access: Access, kind: AnyKind, where: Mapping[str, object]) -> Q:
    """Return a Q for the actions raised by the origin whose links have the field values `where`."""
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
