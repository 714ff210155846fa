"""Write a new risk, hand it to another owner, end it and take it up again."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.selectors.line import people_in_line
from akropolis.graph.risk.services.judging import must_exist


def add_risk(access: Access, values: Mapping[str, object]) -> Risk:
    """Create a risk. Raises Hidden without the right in the unit, Refused if the unit has ended, Invalid if the owner
    is outside the line.
    """
    with writing(access) as w:
        unit = values["owner_unit"]
        assert isinstance(unit, Unit)
        must_exist(unit)
        _must_be_in_line(w, values.get("owner"), unit)
        return w.create(Risk, values)


def hand_over(access: Access, risk: Risk, owner: User, because: str, *, version: int | None = None) -> Risk:
    """Make somebody in the line the owner. Raises Invalid for another person, Stale after another's change."""
    with writing(access, because=because) as w:
        _must_be_in_line(w, owner, risk.owner_unit)
        return w.update(risk, {"owner": owner}, version=version)


def _must_be_in_line(w: Writer, owner: object, unit: Unit) -> None:
    if not isinstance(owner, User):
        return
    if not people_in_line(w.access, [unit], timezone.localdate(w.at)).filter(pk=owner.pk).exists():
        words = {"name": owner.name, "unit": unit.name}
        raise Invalid({"owner": [_("%(name)s has no role in the line of %(unit)s. Choose another.") % words]})


def end_risk(access: Access, risk: Risk, because: str, *, version: int | None = None) -> Risk:
    """End the risk today: it is no longer relevant, and waits for no decision. Refused if it has ended."""
    with writing(access, because=because) as w:
        if risk.ended_on:
            raise Refused(_("The risk has ended already."), code="ended")
        values = {"ended_on": timezone.localdate(w.at), "waits_in": None}
        return w.update(risk, values, version=version)


def take_up_risk(access: Access, risk: Risk) -> Risk:
    """Take up a risk that has ended. What was judged and decided of it stands."""
    with writing(access) as w:
        return w.update(risk, {"ended_on": None})
