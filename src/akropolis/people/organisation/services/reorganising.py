"""Carries out a reorganisation: the tree, what belongs to the units, roles and receipts, in one transaction.

Each domain declares what belongs to a unit (`kernel.records.belongings`). Every row that is not over goes to
the unit that takes over, together with other rows' references to it by its unit. A row that is over stays
with the unit that ended, which is moved below its successor. Decided reviews stay as they are, byte for
byte.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, or_hidden
from akropolis.base.kernel.access.fields import new_id
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.records.belongings import Belonging, registry
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.values import digest_of
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.selectors import belonging as selectors
from akropolis.people.organisation.services import units
from akropolis.people.organisation.services.units import DAY, REORGANISE


@dataclass(frozen=True, slots=True)
class Wish:
    """The input of a reorganisation; all of its units have been fetched through the gate.

    `givers` are the units that end, move or give rows; `into` holds the values of new units. `taker` is the
    new parent of a moved unit, or the unit that takes rows over. Of the rows that go, those in `picked` go
    to the last of the units that take over, the others to the first; when only rows are moved, nothing but
    `picked` goes. `roles` maps an appointment to the index of the new unit in which the appointment
    continues (None: it ends); appointments not in `roles` continue in the first. `below` likewise maps each
    unit below a unit that is split to the index of the new unit that it is moved to. The ended unit is moved
    below the new unit with index `keeper`.
    """

    kind: HandoverKind
    givers: Sequence[Unit]
    on: date
    reason: str
    into: Sequence[Mapping[str, object]] = ()
    taker: Unit | None = None
    picked: frozenset[UUID] = frozenset()
    roles: Mapping[UUID, int | None] = field(default_factory=dict)
    below: Mapping[UUID, int] = field(default_factory=dict)
    keeper: int = 0


@dataclass(slots=True)
class MovedRows:
    """Rows of one kind that went from one unit to another, by primary key: moved (`rows`) or merged with others
    (`joined`).

    `left` is how many stayed; `partial` describes those that stayed because they apply to only a part of the
    merged units.
    """

    rows: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    left: int = 0
    partial: list[str] = field(default_factory=list)


type Lines = dict[tuple[UUID, UUID], defaultdict[str, MovedRows]]
"""The moved rows keyed by belonging, for each pair of giving and receiving unit."""


class _TriedOnly(Exception):
    """Raised to roll back a trial run."""


def check_feasible(access: Access, wish: Wish) -> None:
    """Raise the errors that `carry_out` would raise about the units; nothing is changed."""
    with suppress(_TriedOnly), writing(access, because=wish.reason) as w:
        _ask(w, wish)
        _in_the_tree(w, wish)
        raise _TriedOnly


def carry_out(access: Access, wish: Wish, *, only_try: bool = False) -> list[Handover]:
    """Carry out the whole reorganisation, or nothing; return the receipts, one per pair of giving and taking
    unit.

    With `only_try` everything is rolled back. Raises Hidden without the right in the whole city, Invalid and
    Refused for what is not possible.
    """
    made: list[Handover] = []
    with suppress(_TriedOnly), writing(access, because=wish.reason) as w:
        _ask(w, wish)
        ends = wish.kind in (HandoverKind.MERGE, HandoverKind.SPLIT)
        held = selectors.held_in(wish.givers, wish.on) if ends else []
        takers = _in_the_tree(w, wish)
        lines: Lines = {(g.pk, t.pk): defaultdict(MovedRows) for g in wish.givers for t in takers}
        if wish.kind != HandoverKind.MOVE:
            _carry(w, wish, takers, lines)
        _hand_on(w, wish, takers, held, lines)
        made += _receipts(w, wish, takers, lines, held)
        outbox.post(_drafts(made, [each.user for each in held]), w.at)
        if only_try:
            raise _TriedOnly
    return made


def _ask(w: Writer, wish: Wish) -> None:
    w.access.must(REORGANISE, None)
    if not wish.reason.strip():
        raise Invalid({"reason": [_("Say why, and which decision is behind it. It stands in the history.")]})
    if wish.on > timezone.localdate(w.at):
        sentence = _(
            "The day has not come. What belongs to the units moves when this is carried out: come back then."
        )
        raise Invalid({"on": [sentence]})


def _in_the_tree(w: Writer, wish: Wish) -> list[Unit]:
    """Change the unit tree, and return the units that take over."""
    first, taker = wish.givers[0], wish.taker
    if wish.kind == HandoverKind.MERGE:
        return [units.merge(w, wish.givers, wish.into[0], on=wish.on)]
    if wish.kind == HandoverKind.SPLIT:
        return units.split(w, first, wish.into, on=wish.on, keeper=wish.keeper, below=wish.below)
    taker = or_hidden(taker)
    if wish.kind == HandoverKind.MOVE:
        units.move(w, first, taker, on=wish.on)
    elif taker.pk == first.pk or not taker.valid_on(wish.on):
        raise Invalid({"taker": [_("Choose another unit, one that exists on that day.")]})
    elif not wish.picked:
        raise Invalid({"__all__": [_("Choose at least one row to move.")]})
    return [taker]


def _carry(w: Writer, wish: Wish, takers: Sequence[Unit], lines: Lines) -> None:
    """Move the registers' own rows first, then what follows them, and last the rest that belongs to the units."""
    ordered = sorted(registry, key=lambda each: each.field != "owner_unit")
    own = [each for each in ordered if not each.about and issubclass(each.model, Record)]
    for belonging in own:
        _carry_each(w, wish, belonging, takers, lines)
    w.go_along()
    for (key, left, reached), rows in w.along.items():
        if (left, reached) in lines:
            lines[left, reached][key].rows += map(str, rows)
    if wish.kind != HandoverKind.ROWS:
        for belonging in (each for each in ordered if each not in own):
            _carry_each(w, wish, belonging, takers, lines)


def _carry_each(w: Writer, wish: Wish, belonging: Belonging, takers: Sequence[Unit], lines: Lines) -> None:
    partial = belonging.partial(wish.givers, wish.on) if wish.kind == HandoverKind.MERGE else {}
    for giver in wish.givers:
        lot = selectors.lot(belonging, [giver], wish.on)
        kept = takers[wish.keeper if wish.kind == HandoverKind.SPLIT else 0]
        rest = [row for row in lot.rows if row.pk not in partial]
        said = [partial[row.pk] for row in lot.rows if row.pk in partial]
        picked = [row for row in rest if row.pk in wish.picked]
        parts = [(picked, takers[-1])]
        if wish.kind != HandoverKind.ROWS:
            parts.append(([row for row in rest if row.pk not in wish.picked], takers[0]))
        for rows, taker in parts:
            moved, joined = w.carry(rows, belonging.field, taker, permission=REORGANISE)
            line = lines[giver.pk, taker.pk][belonging.key]
            line.rows += map(str, moved)
            line.joined += map(str, joined)
        line = lines[giver.pk, kept.pk][belonging.key]
        line.left, line.partial = lot.total - sum(len(rows) for rows, _taker in parts), sorted(said)


def _hand_on(
    w: Writer, wish: Wish, takers: Sequence[Unit], held: Sequence[Appointment], lines: Lines
) -> None:
    """Let each appointment in an ended unit continue in a unit that takes over, or end it."""
    for each in held:
        at = wish.roles.get(each.pk, 0)
        last = max(each.valid_from, wish.on - DAY)
        new = {"valid_from": max(each.valid_from, wish.on), "valid_to": each.valid_to}
        w.update(each, {"valid_to": last}, permission=REORGANISE)
        if at is not None and not selectors.holds(each.user, each.role, takers[at], wish.on):
            same = {"user": each.user, "role": each.role, "and_below": each.and_below}
            made = w.create(Appointment, {**same, **new, "unit": takers[at]}, permission=REORGANISE)
            assert each.unit_id is not None, "it was held in a unit"
            lines[each.unit_id, takers[at].pk]["appointment.unit"].rows.append(str(made.pk))


def _receipts(
    w: Writer, wish: Wish, takers: Sequence[Unit], lines: Lines, held: Sequence[Appointment]
) -> list[Handover]:
    same = {"reorganisation": new_id(), "kind": wish.kind, "happened_on": wish.on, "reason": wish.reason}
    made = []
    for giver in wish.givers:
        for taker in takers:
            found = {key: asdict(line) for key, line in lines[giver.pk, taker.pk].items()}
            told = {
                "lines": {key: line for key, line in found.items() if any(line.values())},
                "missing": selectors.roles_missing(held, taker, wish.on),
                "adrift": selectors.people_adrift(lines[giver.pk, taker.pk], taker, wish.on),
            }
            content = json.dumps(told, sort_keys=True)
            values = {
                **same,
                "giver": giver,
                "taker": taker,
                "done_by": w.access.actor.name,
                "content": content,
            }
            made.append(w.create(Handover, values | {"digest": digest_of([content])}, permission=REORGANISE))
    return made


def _drafts(made: Sequence[Handover], people: Sequence[User]) -> Iterator[outbox.Draft]:
    """Yield messages to people whose role in a giving unit continues or ended, and to those with a role in a
    taking unit.
    """
    for handover in made:
        known = {
            person.pk: person
            for person in (*people, *selectors.people_in(handover.taker, handover.happened_on))
        }
        for person in known.values():
            with override(person.language):
                words = {"giver": handover.giver, "taker": handover.taker, "day": handover.happened_on}
                yield outbox.Draft(
                    user=person,
                    key=f"handover:{handover.pk}:{person.pk}",
                    subject=_("%(taker)s has taken over from %(giver)s") % words,
                    text=_(
                        "From %(day)s %(taker)s answers for what %(giver)s answered for. "
                        "The receipt says what has moved and which roles are to be filled."
                    )
                    % words,
                    url=reverse("handover", args=[handover.reorganisation]),
                    about=(refer(handover),),
                )
