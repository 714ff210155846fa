"""Links gaps to the actions that they raise."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.swedish import capitalised
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.information.services.causes import CLASSIFICATION
from akropolis.graph.offers.models import GapAction
from akropolis.graph.offers.reports.gap_words import aspects_in_words, gap_in_words
from akropolis.graph.offers.rules.gaps import LevelGap
from akropolis.graph.offers.selectors.gap_rows import GapRow
from akropolis.graph.offers.selectors.gaps import EDIT, Gaps
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, CausePart, Origin, uuid_of
from akropolis.shared.classification.rules.aspects import LETTERS


class GapCause(CauseKind[GapAction]):
    """The gaps of one unit at one thing. The key is `<id of the thing>_<code of the unit>`, the parts aspects."""

    key, cause, label = "gap", CLASSIFICATION, gettext_lazy("Gap between demand and offer")
    link, closes = GapAction, True

    def origin(self, access: Access, key: str) -> Origin:
        """Return today's gaps. A part is identified by its levels: when they change, it is another part."""
        pk, _line, code = key.partition("_")
        node = Node.objects.visible(access).one(record=uuid_of(pk))
        unit = Unit.objects.visible(access).one(code=code)
        row = or_hidden(Gaps(access, timezone.localdate()).row(node, unit))
        name = f"{row.thing.number} {row.thing.name}"
        return Origin(
            name,
            gaps_url(row.thing.record),
            row.unit,
            {"node": node, "unit": row.unit},
            {part_key(line.gap): _part(line.gap) for line in row.lines},
            _title(row),
            name,
            may=access.may(EDIT, row.unit),
        )

    def told(self, access: Access, links: QuerySet[GapAction]) -> Iterable[CauseLine]:
        """Yield a line per service or supplier with the unit and the aspects of its gaps."""
        by_gap: dict[tuple[int, Unit], list[str]] = {}
        for row in links.select_related("unit").order_by("created_at"):
            by_gap.setdefault((row.node_id, row.unit), []).append(row.aspect)
        seen = Sight(access).of([node for node, _unit in by_gap])
        for (node, unit), aspects in by_gap.items():
            thing = seen.get(node)
            if thing is not None and thing.record is not None:
                note = f"{unit}: {aspects_in_words(aspects)}"
                yield CauseLine(f"{thing.record}_{unit.code}", thing.label, gaps_url(thing.record), note)


def part_key(gap: LevelGap) -> str:
    """Return the key of a part: the aspect's letter with the demanded and offered level."""
    return f"{LETTERS[gap.aspect]}{gap.demanded}-{gap.offered}"


def _part(gap: LevelGap) -> CausePart:
    return CausePart(capitalised(gap_in_words(gap)), {"aspect": gap.aspect})


def _title(row: GapRow) -> str:
    words = {"name": row.thing.name[:120]}
    if row.whole:
        return _("Raise the protection in %(name)s to what is demanded") % words
    return _("Agree on higher protection in %(name)s, or move the information") % words


def gaps_url(record: UUID) -> str:
    """Return the URL of the list of gaps, filtered on the thing with that id."""
    return f"{reverse('gap-list')}?node={record}"


GAP = GapCause()
