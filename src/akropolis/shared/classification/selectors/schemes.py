"""Which edition of the scheme is in force, and its content in the reader's language."""

from datetime import date

from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.scheme import SchemeBody, read_body


def body_of(scheme: Scheme) -> SchemeBody:
    """Return the content of the edition in the reader's language."""
    return read_body(scheme.body).told(get_language() or "sv")


def edition_in_force(access: Access, day: date | None = None) -> Scheme | None:
    """Return the edition for decisions on the day (default today): the latest published that is valid by then."""
    found: Scheme | None = _published(access, day).first()
    return found


def aspects_in_use(access: Access, day: date) -> list[str]:
    """Return the aspects that the scheme in force asks about; all but authenticity if there is none."""
    scheme = edition_in_force(access, day)
    return [aspect.key for aspect in body_of(scheme).active] if scheme else list(ORDER[:-1])


def _published(access: Access, day: date | None) -> GatedQuerySet[Scheme]:
    rows = Scheme.objects.visible(access).filter(published_at__isnull=False)
    return rows.filter(valid_from__lte=day or timezone.localdate()).order_by("-valid_from", "-published_at")


def editions(access: Access) -> list[Scheme]:
    """List every edition of every scheme, drafts included, sorted by scheme, then newest first."""
    return list(Scheme.objects.visible(access).order_by("code", "-edition"))
