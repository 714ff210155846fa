"""A shared service's consumers as an Excel file."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.exchange.sheets import Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.computed import ListColumn, sheet
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.selectors.shared import Consumer, Use
from akropolis.shared.classification.rules.aspects import in_letters

type Line = tuple[Consumer, Use | None]


def _of_use(value: Callable[[Use], Value]) -> Callable[[Line], Value]:
    """Return a function that gives a line's value from its information set; None for a unit that has no set there."""
    return lambda line: value(line[1]) if line[1] else None


def _how_decided(line: Line) -> str:
    use = line[1]
    if use is None:
        return str(_("Has nothing classified here"))
    if use.pointer:
        return str(_("Handled outside this system"))
    if not use.decided:
        return str(_("Not classified yet"))
    return str(_("The decision has run out") if use.expired else _("Classified"))


def _responsibility(line: Line) -> str:
    stated = line[0].controllership
    return stated.get_role_display() if stated else str(_("Not stated"))


COLUMNS = (
    ListColumn(_("Unit"), lambda line: line[0].unit.name, width=30),
    ListColumn(_("Authority"), lambda line: line[0].authority.name, width=30),
    ListColumn(_("Information set"), _of_use(lambda use: use.seen.label), width=36),
    ListColumn(_("Number"), _of_use(lambda use: use.seen.number), width=14),
    ListColumn(_("Own level"), _of_use(lambda use: in_letters(use.own)), width=16),
    ListColumn(_("Demands here"), _of_use(lambda use: in_letters(use.demanded)), width=16),
    ListColumn(_("Steps"), _of_use(lambda use: use.distance), ValueKind.NUMBER, 8),
    ListColumn(_("Registered people"), _of_use(lambda use: use.seen.people), ValueKind.NUMBER, 12),
    ListColumn(_("Classified on"), _of_use(lambda use: use.classified_on), ValueKind.DATE, 14),
    ListColumn(_("Valid to"), _of_use(lambda use: use.valid_to), ValueKind.DATE, 14),
    ListColumn(_("State"), _how_decided, width=30),
    ListColumn(_("Personal data"), _responsibility, width=30),
    ListColumn(_("Basis"), lambda line: line[0].controllership and line[0].controllership.basis, width=36),
)


def consumers_file(node: Node, consumers: Iterable[Consumer]) -> bytes:
    """Return a file with one line per information set on the service, and one for each unit that has none there."""
    lines = ((consumer, use) for consumer in consumers for use in consumer.uses or (None,))
    title = f"{node.number} {node.name}"
    return workbook([sheet(title, COLUMNS, lines)], title=title)
