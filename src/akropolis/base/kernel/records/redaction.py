"""Lawful redaction of the history: the chain stays whole and says what was removed, why and by whom.

The value is removed with its salt. What was sealed is the commitment, which then reveals nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.history import log
from akropolis.base.kernel.history.models import Change, ChangeAction
from akropolis.base.kernel.records.values import snapshot, tracked_models
from akropolis.base.kernel.records.writer import kind_of

REDACT = "history:chain:redact"


@dataclass(frozen=True, slots=True)
class RedactableLink:
    """A link of the chain with the values that can be removed from it, by place."""

    seq: int
    kind: str
    row: UUID
    unit: str
    version: int
    values: dict[str, object]

    @property
    def model(self) -> type[Tracked] | None:
        """Model of the row; None if the model no longer exists."""
        return model_of(self.kind)


def link_at(access: Access, seq: int) -> RedactableLink:
    """Return the link, for users who may redact the history. Raises Hidden for others, and if there is none."""
    change = Change.objects.filter(seq=seq).first()
    if change is None or not access.may(REDACT, None) or not _seen(access, change):
        raise Hidden
    data, held = log.values_of(change.payload, change.content)
    open_now = {
        p: v
        for p, v in held.items()
        if v != "" and not isinstance(v, log.Emptied) and _may_go(change.kind, p)
    }
    return RedactableLink(seq, change.kind, change.object_id, data["unit"], data["version"], open_now)


def _seen(access: Access, change: Change) -> bool:
    """Whether the user may see the changed row; true if it has been removed, since there is then no row to hide."""
    model = model_of(change.kind)
    if model is None or not model.everything.filter(pk=change.object_id).exists():
        return True
    return bool(model.objects.visible(access).filter(pk=change.object_id).exists())


def _may_go(kind: str, place: str) -> bool:
    """Whether the place may be redacted. Of references only those to a person may: the chain is about the rest."""
    model, name = model_of(kind), place.partition(".")[2]
    if not name or model is None:
        return True
    field = next((f for f in model._meta.concrete_fields if f.name == name), None)
    return field is None or not field.is_relation or field.related_model is User


def model_of(kind: str) -> type[Tracked] | None:
    """Return the model with that name in the history; None if it no longer exists."""
    found = {kind_of(model): model for model in tracked_models()}
    return found.get(kind)


def redact(access: Access, seq: int, places: Collection[str], *, basis: str, because: str) -> int:
    """Remove values from a link, and the same values wherever the row's history repeats them. Returns how many.

    Raises Hidden without the right, Invalid without provision and reason or with a place that holds nothing, and
    Refused while the row itself still holds the value: it must be changed there first.
    """
    with transaction.atomic():
        head = log.lock_head()
        link = link_at(access, seq)
        _check(link, places, basis, because)
        access.answer(REDACT)
        gone = sorted({found for place in places for found in _repeated(link, place)})
        entry = log.HistoryEntry(
            link.kind,
            link.row,
            "",
            ChangeAction.REDACT,
            link.version,
            {},
            link.unit,
            redacts=gone,
            basis=basis.strip(),
        )
        log.append(head, access.actor, timezone.now(), because.strip(), [entry])
        log.remove_values(gone, head.seq)
        log.invalidate_caches()  # clear the caches of all processes: they may contain the removed values
    return len(gone)


def _check(link: RedactableLink, places: Collection[str], basis: str, because: str) -> None:
    errors = {}
    if not basis.strip() or len(basis) > 200:
        errors["basis"] = [_("Write the provision, in at most 200 characters.")]
    if not because.strip() or len(because) > 1000:
        errors["because"] = [_("Write why, in at most 1000 characters.")]
    if not places or not set(places) <= link.values.keys():
        sentence = _("Choose at least one of the values that the link holds: %(places)s")
        errors["places"] = [sentence % {"places": ", ".join(link.values)}]
    if errors:
        raise Invalid(errors)
    model = model_of(link.kind)
    row = model.everything.filter(pk=link.row).first() if model else None
    if row is not None:
        _refuse_held(row, link, places)


def _refuse_held(row: Tracked, link: RedactableLink, places: Collection[str]) -> None:
    now = {
        f"{side}{name}": value for name, value in snapshot(row).items() for side in (log.BEFORE, log.AFTER)
    }
    now["label"] = row.label()
    held = [place for place in places if link.values[place] == now.get(place)]
    if held:
        sentence = _(
            "The row still holds the value of %(places)s. Change it there first, then take it out of the history."
        )
        raise Refused(sentence % {"places": ", ".join(held)}, code="still_held")


def _repeated(link: RedactableLink, place: str) -> Iterator[tuple[int, str]]:
    """Return where the row's history repeats the value, before and after; a reason in all links given for it."""
    value, name = link.values[place], place.partition(".")[2]
    alike = (f"{log.BEFORE}{name}", f"{log.AFTER}{name}") if name else (place,)
    here = Change.objects.get(pk=link.seq)
    changes = Change.objects.filter(object_id=link.row)
    if place == "because":
        changes |= Change.objects.filter(at=here.at, actor_id=here.actor_id)
    for change in changes.order_by("seq"):
        held = log.values_of(change.payload, change.content)[1]
        yield from ((change.seq, each) for each in alike if each in held and held[each] == value)
