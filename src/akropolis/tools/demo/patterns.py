"""The five security patterns of the demo city, decided, and some services that follow them."""

from datetime import timedelta
from functools import partial
from itertools import cycle

from django.utils import timezone

from akropolis.assurance.patterns.models import PatternKind, PatternPart, SecurityPattern
from akropolis.assurance.patterns.selectors.following import list_lines
from akropolis.assurance.patterns.services.patterns import begin_text, deviate, follow, go_through
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.services.deciding import DecisionInput, decide
from akropolis.tools.demo.frame import TODAY, City

FOLLOWERS = 12
USED = (PatternKind.SAAS, PatternKind.INTERNAL)


def build(city: City) -> None:
    """Decide the patterns, and let twelve services follow one: every third has not gone through it, one deviates."""
    city.later(TODAY - timedelta(days=1), partial(_build, city))


def _build(city: City, w: Writer) -> None:
    day, stad = timezone.localdate(w.at), city.units["stad"]
    decided = DecisionInput("Katarina Vesterlund", "Informationssäkerhetschef", day, "KS 2026/412", day)
    patterns = []
    for kind in dict.fromkeys(PatternPart.everything.values_list("kind", flat=True)):
        values = {"title": str(PatternKind(kind).label), "kind": kind, "owner_unit": stad}
        made = begin_text(city.access, w.create(SecurityPattern, values))
        decide(city.access, GoverningDocument.everything.get(title=made.title, kind="pattern"), decided)
        if kind in USED:
            patterns.append(SecurityPattern.everything.get(pk=made.pk))
    nodes = Node.everything.filter(kind=NodeKind.SERVICE, archived_at=None).order_by("number")[:FOLLOWERS]
    for place, (node, pattern) in enumerate(zip(nodes, cycle(patterns), strict=False)):
        row = follow(city.access, node, pattern)
        lines = list_lines(city.access, row, day)
        if place % 3:
            codes = [each.measure.control.code for each in lines if each.proposed]
            go_through(city.access, row, codes, pattern.edition)
        if place == 1:
            reasons = "Leverantören stödjer det först i nästa version. Under tiden spärras åtkomst utifrån."
            values = {"control": lines[0].measure.control, "what": reasons}
            deviate(city.access, row, values | {"due_on": day + timedelta(days=120)})
