"""What several pages of this domain use: search input, and descriptions of reorganisation events."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import UnitEvent
from akropolis.base.kernel.access.models.units import UnitEventKind
from akropolis.base.lib.swedish import listing
from akropolis.people.organisation.selectors import tree as selectors

LONGEST = 200


def search_words(request: HttpRequest, name: str) -> str:
    """Return a search parameter, truncated to a usable length and without NUL characters, which PostgreSQL rejects."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]


def events_in_words(access: Access, events: Iterable[UnitEvent]) -> list[dict[str, object]]:
    """Return the date, the reason and a sentence for each reorganisation event; units have their current names."""
    events = list(events)
    names = selectors.names_of(access, {code for event in events for code in (*event.before, *event.after)})
    return [{"on": e.happened_on, "reason": e.reason, "sentence": _sentence(e, names)} for e in events]


def _sentence(event: UnitEvent, names: Mapping[str, str]) -> str:
    before = [names.get(code, code) for code in event.before]
    after = [names.get(code, code) for code in event.after]
    all_of_them = {"before": listing(before, _("and")), "after": listing(after, _("and"))}
    if event.kind == UnitEventKind.MERGE:
        return _("%(before)s became %(after)s.") % all_of_them
    if event.kind == UnitEventKind.SPLIT:
        return _("%(before)s was split into %(after)s.") % all_of_them
    if event.kind == UnitEventKind.MOVE:
        words = {"unit": after[-1], "old": before[0], "new": after[0]}
        return _("%(unit)s was moved from %(old)s to %(new)s.") % words
    return _("%(before)s changed its name to %(after)s.") % {"before": before[0], "after": after[0]}
