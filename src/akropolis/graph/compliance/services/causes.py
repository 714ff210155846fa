"""Raise actions because of measures that are not fulfilled."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.numbers import id_in
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.compliance.models import Control, MeasureAction
from akropolis.graph.compliance.selectors.standing import (
    MeasureLine,
    MeasureScope,
    measures_with_open_action,
    of_service,
    of_unit,
    place_url,
)
from akropolis.shared.actions.models import Action, Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, CausePart, Origin

PROPOSED = timedelta(days=90)
"""Proposed time until the action's due date. No rule requires it: whoever raises the action can change it."""
TITLE = 200


class MeasureCause(CauseKind[MeasureAction]):
    """What is not fulfilled in one place. The key is the unit's code or the service's id, the parts measures' keys."""

    key, link, label = "measure", MeasureAction, gettext_lazy("Security measure that is not fulfilled")
    closes = True
    cause = Cause("measures", gettext_lazy("Requirements and measures"), 80)

    def origin(self, access: Access, key: str) -> Origin:
        """Return the place, with its measures that are not fulfilled today and have no open action."""
        place = _place(access, key)
        taken = measures_with_open_action(place.where)
        left = [line for line in place.lines if line.left and line.control.pk not in taken]
        return Origin(
            str(place.at),
            place_url(place.at),
            place.unit,
            place.where,
            {line.control.code: _part(place, line) for line in left},
            (_("Carry out the security measures that are not fulfilled in %(place)s") % {"place": place.at})[
                :TITLE
            ],
            str(place.at),
            may=place.writes and bool(left),
            apart=True,
            due_on=timezone.localdate() + PROPOSED,
        )

    def told(self, access: Access, links: QuerySet[MeasureAction]) -> Iterable[CauseLine]:
        """Yield a description of each link's measure and place, for places that the user may read."""
        places: dict[str, MeasureScope | None] = {}
        for link in links.select_related("control", "unit", "node").order_by("created_at", "pk"):
            place = link.unit or link.node
            assert isinstance(place, Unit | Node)
            key = key_of(place)
            if key not in places:
                places[key] = _readable(access, key)
            if (found := places[key]) is not None:
                yield CauseLine(key, link.control.title, place_url(found.at, link.control), str(found.at))

    def attach(self, w: Writer, action: Action, values: Mapping[str, object]) -> None:
        """Link measure and action. Raises Invalid if another open action came first; the history's lock is held."""
        where = {name: value for name, value in values.items() if name != "control"}
        control = values["control"]
        assert isinstance(control, Control)
        if control.pk in measures_with_open_action(where):
            sentence = _("There is an open action for %(measure)s already.") % {"measure": control.title}
            raise Invalid({"parts": [sentence]})
        super().attach(w, action, values)


def key_of(at: Unit | Node) -> str:
    """Return the key of the unit or service as a cause of actions: the unit's code or the service's id."""
    return at.code if isinstance(at, Unit) else str(at.record)


def _place(access: Access, key: str) -> MeasureScope:
    record, today = id_in(key), timezone.localdate()
    return of_service(access, record, today) if record else of_unit(access, key, today)


def _readable(access: Access, key: str) -> MeasureScope | None:
    try:
        return _place(access, key)
    except Hidden:
        return None


def _part(place: MeasureScope, line: MeasureLine) -> CausePart:
    title = f"{line.control.title}: {place.at}"[:TITLE]
    return CausePart(line.control.title, {"control": line.control}, title)


MEASURE = MeasureCause()
