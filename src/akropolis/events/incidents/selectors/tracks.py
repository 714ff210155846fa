"""Which units may have tracks, and which tracks count in a period by the time of their event; no exercises."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.authorities import units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force
from akropolis.base.kernel.access.models import Appointment, Unit
from akropolis.base.kernel.access.models.units import LEGAL_ENTITY, OWN_AUTHORITY
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import TrackRegime, TrackState, TrackStep
from akropolis.events.incidents.rules.permissions import ADVISE
from akropolis.events.incidents.selectors.clocks import clocks_of
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.rules.entities import COVERED
from akropolis.graph.entities.selectors import decided_profiles, entities_of

OF_CONTROLLERS = (TrackRegime.PRIVACY, TrackRegime.REGISTERED)
OF_ENTITIES = (TrackRegime.CYBER, TrackRegime.RECIPIENTS)


def tracks_of_period(period: Period, lookup: str = "") -> Q:
    """Return tracks of events that happened in the period; with a lookup, the rows that point at such tracks."""
    event = f"{lookup}incident__"
    return Q(
        **{
            f"{event}occurred_at__gte": midnight(period.first),
            f"{event}occurred_at__lt": midnight(period.end + DAY),
            f"{event}exercise": False,
            f"{lookup}archived_at": None,
        }
    )


def open_tracks(_period: Period) -> Q:
    """Return the condition for tracks with something left to do now, whenever the event happened, without exercises."""
    return Q(state=TrackState.OPEN, incident__exercise=False, archived_at=None)


def late_tracks(period: Period) -> Q:
    """Return a condition on tracks of the period with a step submitted late, or overdue when the cut-off
    day ended.

    The due time is computed for each step.
    """
    every = TrackStep.objects.unscoped(
        because="which tracks are late; the register shows those that may be read"
    )
    steps = every.filter(tracks_of_period(period, "track__")).select_related("track__incident")
    end = min(midnight(period.cutoff + DAY), timezone.now())
    return tracks_of_period(period) & Q(
        pk__in={clock.step.track_id for clock in clocks_of(steps) if clock.late(end)}
    )


def duties_of(affected: Iterable[Unit], duties: Sequence[Unit]) -> list[Unit]:
    """Return the units with duties that are nearest at or above each affected unit, in the order of `duties`."""
    found = {
        max(above, key=lambda unit: len(unit.path)).pk
        for each in affected
        if (above := [unit for unit in duties if each.path.startswith(unit.path)])
    }
    return [unit for unit in duties if unit.pk in found]


def duty_units(access: Access) -> list[Unit]:
    """Return the units that can have a legal duty: today's authorities and legal entities, the city first."""
    rows = Unit.objects.visible(access).filter(kind__in=sorted(OWN_AUTHORITY | LEGAL_ENTITY))
    today = timezone.localdate()
    return [unit for unit in rows.order_by("path") if unit.valid_on(today)]


def officers() -> list[Appointment]:
    """Return the present appointments of data protection officers, who advise on breaches, with their names alone."""
    every = appointments_in_force(
        timezone.localdate(), "who the data protection officer is, is public (GDPR art. 37.7)"
    )
    return [each for each in every if ADVISE in each.role.grants]


def without_duty(wanted: Iterable[tuple[Unit, str]]) -> dict[tuple[Unit, str], str]:
    """Return the pairs whose unit cannot have the duty, as a dict from pair to a sentence that says who
    has the duty instead.

    The GDPR applies to controllers (art. 4.7, 33, 34), the Cybersecurity Act to the legal persons that
    it covers by their decided class (1 kap. 2 §). Other rules apply to all units. Two queries.
    """
    pairs = list(wanted)
    every = [unit for unit, _regime in pairs]
    known, found = cached_graph(units, timezone.localdate()), {}
    entities, profiles = entities_of(every), decided_profiles(every)
    for unit, regime in pairs:
        profile, above = profiles.get(unit.pk), entities.get(unit.pk)
        if regime in OF_CONTROLLERS and not unit.own_authority:
            above = known.controller(unit.pk)
            why = _("%(unit)s is no authority of its own: open the track for %(instead)s.")
        elif regime not in OF_ENTITIES or (profile and profile.entity_class in COVERED):
            continue
        elif not unit.legal_entity:
            why = _("%(unit)s is no legal person of its own: open the track for %(instead)s.")
        elif profile is None:
            why = _("Whether the Cybersecurity Act covers %(unit)s is not decided. Decide its class first.")
        else:
            why = _("The Cybersecurity Act does not cover %(unit)s, so it has nothing to report under it.")
        instead = above or _("the committee or company whose duty it is")
        found[unit, regime] = why % {"unit": unit.name, "instead": instead}
    return found
