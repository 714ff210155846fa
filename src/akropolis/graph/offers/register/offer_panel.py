"""The panel of demanded and offered levels on the register page of every record that can offer something."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, PanelPlace, RowAct
from akropolis.base.lib.swedish import count_words
from akropolis.base.ui.parts import Cell, Column, Kind, Table, build_table
from akropolis.graph.assets.models import GraphRecord, Node
from akropolis.graph.assets.register.node_panel import around_if_open
from akropolis.graph.assets.selectors.nodes import AspectLevel
from akropolis.graph.assets.selectors.paths import html_source
from akropolis.graph.offers.reports.gap_words import aspect_name
from akropolis.graph.offers.rules.gaps import Lack, LevelGap, State, View, gaps
from akropolis.graph.offers.rules.permissions import OFFER
from akropolis.graph.offers.selectors.gap_rows import GapFilter
from akropolis.graph.offers.selectors.gaps import EDIT, Gaps
from akropolis.graph.offers.selectors.offers import CARRIERS, Stated, may_state, shared_url, stated
from akropolis.shared.classification.rules.aspects import Aspect, in_letters

READ = f"{OFFER}:read"


def _build(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the content of the panel; None if the kind can offer nothing, or the user may not read offers."""
    if row.node_kind not in CARRIERS or not access.anywhere(READ):
        return None
    around = around_if_open(access, row.pk)
    if around is None:
        return None
    node = around.node
    offer = stated(access, timezone.localdate(), [node.pk]).get(node.pk)
    found = gaps(node.levels, offer.levels if offer else None, counts=bool(offer and offer.counts))
    offer_url = reverse("graph-offer", args=[node.record]) if may_state(access, node) else ""
    both_url = shared_url(node.kind, node.record)
    unknown = [gap for gap in found if gap.view is View.UNKNOWN]
    context = {
        "table": _table([_cells(level, offer, found) for level in around.levels]),
        "offer": offer,
        "claimed": in_letters(dict(offer.lowered)) if offer else "",
        "measures_url": reverse("compliance-service", args=[node.record]) if offer and offer.shown else "",
        "operator": node.operator_unit or node.owner_unit,
        "url": both_url,
    }
    acts = []
    if answer := _answer(access, node, found, both_url):
        acts.append(answer)
    if offer_url:
        rank = ActRank.NEXT if unknown else ActRank.MENU
        acts.append(RowAct(_("State what is offered"), offer_url, rank))
    return PanelContent(context=context, acts=acts, sentences=list(_sentences(node, found)))


def _table(rows: Sequence[Sequence[Cell | str]]) -> Table:
    columns = [
        _("Aspect"),
        Column(label=_("Demanded"), numeric=True),
        _("Why"),
        Column(label=_("Offered"), unbroken=True),
        _("Outcome"),
    ]
    nothing = _("Nothing is demanded of it yet: nothing classified stands on it.")
    return build_table(_("What is demanded and offered per aspect"), columns, rows, empty=nothing)


def _cells(level: AspectLevel, offer: Stated | None, found: Sequence[LevelGap]) -> list[Cell | str]:
    given = offer.levels.get(level.aspect) if offer and offer.counts else None
    gap = next((gap for gap in found if gap.aspect == level.aspect), None)
    why = html_source(level.path.alone(level.aspect)) if level.path else "–"
    enough = Cell(text=_("enough"), kind="success") if level.effective else Cell(text="–")
    demanded = "–" if level.effective is None else str(level.effective)
    offered = _("not known") if given is None else str(given)
    return [capfirst(level.name), demanded, Cell(text=why), offered, _outcome(gap) if gap else enough]


def _outcome(gap: LevelGap) -> Cell:
    """Return whether the offered level is enough, as a status word."""
    steps = ngettext("%(n)s level too low", "%(n)s levels too low", gap.size)
    words: dict[Lack, tuple[object, Kind]] = {
        Lack.LOW: (steps % {"n": count_words(gap.size)}, "danger"),
        Lack.UNSTATED: (_("unknown"), "neutral"),
        Lack.EXPIRED: (_("unknown, run out"), "warning"),
    }
    text, kind = words[gap.lack]
    return Cell(text=text, kind=kind)


def _sentences(node: Node, found: Sequence[LevelGap]) -> list[SafeString]:
    """Say in how many aspects too little is offered, and in how many that is unknown, with links to the panel."""
    low = sum(gap.view is View.KNOWN for gap in found)
    demanded = sum(bool(level) for level in node.levels.values())
    said = []
    if low:
        aspects = ngettext("%(n)s aspect of %(all)s", "%(n)s aspects of %(all)s", low)
        words = _("Less is offered than is demanded in {aspects}.")
        said.append((words, aspects % {"n": count_words(low), "all": count_words(demanded)}))
    if unknown := len(found) - low:
        aspects = ngettext("%(n)s aspect", "%(n)s aspects", unknown) % {"n": count_words(unknown)}
        said.append((_("What is offered is not known in {aspects}."), aspects))
    return [
        format_html(words, aspects=format_html('<a href="#offer">{}</a>', aspects)) for words, aspects in said
    ]


def _answer(access: Access, node: Node, found: Sequence[LevelGap], both_url: str) -> RowAct | None:
    """Return the act of answering the gaps that are open and that the user may answer; None if there is none."""
    if not any(gap.view is View.KNOWN for gap in found):
        return None
    aspects = cached(access, _aspects_to_answer, node.record)
    if not aspects:
        return None
    label = _("Answer the gaps")
    if len(aspects) == 1:
        label = _("Answer the gap in %(aspect)s") % {"aspect": aspect_name(*aspects)}
    return RowAct(label, f"{both_url}#gaps", ActRank.NEXT)


def _aspects_to_answer(access: Access, record: UUID) -> frozenset[Aspect]:
    """Return the aspects of open gaps at the node that the user may raise actions for."""
    wanted = GapFilter(node=record, view=View.KNOWN, state=State.OPEN)
    rows = Gaps(access, timezone.localdate()).rows(wanted)
    return frozenset(line.gap.aspect for row in rows if access.may(EDIT, row.unit) for line in row.lines)


PANEL = Panel("offer", _build, "offers/offer_panel.html", PanelPlace.FIRST, replaces="levels")
