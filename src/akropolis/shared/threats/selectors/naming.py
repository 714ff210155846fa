"""The threats that a row names, and the rows that name a threat, as far as the reader may read the rows."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import Narrowing
from akropolis.base.lib.registry import Registry
from akropolis.shared.threats.models import Threat, ThreatLink

NAMING: Registry[str, type[ThreatLink]] = Registry("threats named in")
"""The `ThreatLink` model of each register whose rows name threats, keyed by register."""
PARAMETER = "threat"
READ = f"{Threat.permission}:read"


def by_threat(link: type[ThreatLink]) -> Narrowing:
    """Return the list filter that limits a register to rows that name a given threat."""
    return Narrowing(
        PARAMETER, _("threat"), partial(_narrowed, link), hint="the key of a threat", choices=_choices
    )


def named_by(access: Access, row: Record, link: type[ThreatLink]) -> list[Threat]:
    """List the threats that the row names, in the order of the catalogue."""
    ties = link.objects.visible(access).filter(**{link.read_with: row.pk}).order_by()
    return list(Threat.objects.visible(access).filter(pk__in=ties.values("threat")))


def list_rows_naming(access: Access, threat: Threat, link: type[ThreatLink]) -> GatedQuerySet[Record]:
    """Return the unarchived rows that name the threat and that the user may read, newest first."""
    found = (
        link.rows().objects.visible(access).filter(_that_name(access, threat, link), archived_at__isnull=True)
    )
    return found.order_by("-number")


def list_choosable_threats(access: Access, held: Sequence[Threat] = ()) -> list[Threat]:
    """List the threats valid today, then those in `held` (the row's current ones) that no longer are."""
    today = Threat.in_force(access, timezone.localdate())
    return [*today, *(threat for threat in held if threat not in today)]


def _choices(access: Access) -> list[tuple[str, str]]:
    return [(threat.code, str(threat)) for threat in list_choosable_threats(access)]


def _narrowed(link: type[ThreatLink], access: Access, value: str) -> tuple[str, Q] | None:
    threat = Threat.objects.visible(access).filter(code=value).first()
    return (str(threat), _that_name(access, threat, link)) if threat else None


def _that_name(access: Access, threat: Threat, link: type[ThreatLink]) -> Q:
    return Q(pk__in=link.objects.visible(access).filter(threat=threat).order_by().values(link.read_with))
