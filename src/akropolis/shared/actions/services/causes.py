"""Raising an action from its cause: one service, whichever kind of origin raises it."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.causes import AnyKind, Origin
from akropolis.shared.actions.services.actions import VERBS

NOTE = 300


def raise_from(
    access: Access,
    kind: AnyKind,
    origin: Origin,
    values: Mapping[str, object],
    *,
    parts: Iterable[str] = (),
    apart: bool = False,
) -> Action:
    """Create an action from the origin, for all of it or for the chosen parts, with its links in one transaction.

    With `apart`, creates one action per part, with the part's title, and returns the first. Raises Hidden
    without the right to write actions in the unit or to act on the origin, Invalid if a chosen part does not
    exist, or if none is chosen although the origin has parts.
    """
    if not origin.may:
        raise Hidden
    chosen = list(dict.fromkeys(parts))
    if not set(chosen) <= set(origin.parts) or bool(chosen) != bool(origin.parts):
        raise Invalid({"parts": [_("Choose among what is there now.")]})
    lots = [[key] for key in chosen] if apart and origin.apart else [chosen]
    with writing(access) as w:
        made = [
            _raise(w, kind, origin, _called(values, origin, lot, apart=len(lots) > 1), lot) for lot in lots
        ]
    return made[0]


def _called(
    values: Mapping[str, object], origin: Origin, lot: Sequence[str], *, apart: bool
) -> Mapping[str, object]:
    return {**values, "title": origin.parts[lot[0]].title} if apart else values


def _raise(
    w: Writer, kind: AnyKind, origin: Origin, values: Mapping[str, object], parts: Sequence[str]
) -> Action:
    ties = [{**origin.where, **origin.parts[key].values} for key in parts] or [{**origin.where}]
    note = origin.note if values["owner_unit"] == origin.unit else ""
    if parts and note:
        note = f"{note}: {'; '.join(origin.parts[key].label for key in parts)}"
    return add_caused_action(w, kind, values, ties=ties, note=note)


def add_caused_action(
    w: Writer,
    kind: AnyKind,
    values: Mapping[str, object],
    *,
    ties: Sequence[dict[str, object]] = (),
    note: str,
) -> Action:
    """Create the action in an ongoing transaction. `ties` are the links' values; if empty, the caller links it."""
    own = {"cause": kind.cause.key, "cause_note": note[:NOTE]}
    action = VERBS.add(w, Action, VERBS.initial(timezone.localdate(w.at)) | dict(values) | own)
    for tie in ties:
        kind.attach(w, action, tie)
    return action
