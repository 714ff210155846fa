"""Pages to import a bill of materials (CycloneDX): the file, a preview of each part, and the import."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.report import Report, RowOutcome, Words, counts
from akropolis.base.kernel.registers.web.flow import Flow, SentFile
from akropolis.base.kernel.registers.web.reports import table
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.parts import Crumb, Table
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.crypto.rules.cyclonedx.guards import BillRefused as Unreadable
from akropolis.graph.crypto.rules.cyclonedx.reading import read
from akropolis.graph.crypto.services import cyclonedx
from akropolis.graph.crypto.services.cyclonedx import LINKS, PARTS, BillPlan, PlannedPart
from akropolis.graph.crypto.web.cyclonedx_words import fault_sentence, refusal_sentence

WRITE = f"{Dependency.permission}:{EDIT}"
PART_WORDS: Words = {
    RowOutcome.CREATE: lambda n: ngettext("%(count)s new part", "%(count)s new parts", n),
    RowOutcome.UPDATE: lambda n: ngettext("%(count)s changed part", "%(count)s changed parts", n),
    RowOutcome.UNCHANGED: lambda n: ngettext("%(count)s part as before", "%(count)s parts as before", n),
    RowOutcome.REFUSED: lambda n: ngettext(
        "%(count)s part that cannot be read in", "%(count)s parts that cannot be read in", n
    ),
}
LINK_WORDS: Words = {
    RowOutcome.CREATE: lambda n: ngettext("%(count)s new dependency", "%(count)s new dependencies", n),
}


def _node(access: Access, pk: UUID) -> Node:
    """Return the node, if the user may write dependencies in its unit. Raises Hidden otherwise."""
    rows = Node.objects.visible(access).select_related("owner_unit")
    return rows.filter(access.units(WRITE, "owner_unit"), archived_at__isnull=True).one(record=pk)


def _judge(sent: SentFile[Node, ChoiceForm]) -> BillPlan:
    try:
        bill = read(sent.data)
    except Unreadable as wrong:
        raise Refused(refusal_sentence(wrong), code=wrong.code) from wrong
    return cyclonedx.plan(sent.access, sent.target, bill)


def _lead(node: Node) -> str:
    sentence = _(
        "What does %(name)s consist of? Read in its bill of materials, and every part and every dependency is added. "
        "Nothing is saved at once: first you see what the file would do."
    )
    return sentence % {"name": node.name}


def _holds(node: Node) -> list[str]:
    owned = _("All of it is owned by %(unit)s. What is there already is changed, not added twice.")
    return [
        _("Components become platforms and components, services become IT services."),
        _("Models for machine learning become AI systems, cryptography becomes cryptographic assets."),
        owned % {"unit": node.owner_unit},
        _("Suppliers are tied to those in the register; others are named, so that you can add them."),
        _("Every field that is not taken over is listed."),
    ]


def _counts(report: Report) -> list[str]:
    parts, links = report.sheet(str(PARTS)), report.sheet(str(LINKS))
    return [*counts(parts, PART_WORDS), *counts(links, LINK_WORDS)]


def _notices(plan: BillPlan, node: Node) -> list[str]:
    words = {"name": node.name, "about": plan.bill.about}
    if plan.bill.about:
        about = _("It says that it is about %(about)s, and is read in as what %(name)s stands on.") % words
    else:
        about = _("It is read in as what %(name)s stands on.") % words
    unknown = listing(list(plan.unknown_suppliers[:20]), _("and"))
    sentence = _(
        "These suppliers are not in the register: %(suppliers)s. Add them, and read the file in again."
    )
    return [about, *([sentence % {"suppliers": unknown}] if unknown else [])]


def _tables(plan: BillPlan) -> list[Table]:
    place, part, version = _("Place in the file"), _("Part"), _("Version")
    faults = [(fault.where, fault_sentence(fault)) for fault in plan.bill.faults]
    # Nothing ends by itself: that is for a person to say.
    left = [
        (f"{row.number} {row}", getattr(row, "edition", ""), str(row._meta.verbose_name)) for row in plan.left
    ]
    untaken = [(path, number(count)) for path, count in plan.bill.untaken.items()]
    return [
        table(_("What is wrong in the file and is left out"), (place, _("What it is")), faults),
        table(
            _("Parts that are the same as another"),
            (part, place, _("What happens")),
            list(map(_double, plan.doubles)),
        ),
        table(
            _("What stays in the register though it is not in the file"),
            (part, version, _("Register")),
            left,
            note=_("Other versions are in the file. End the dependencies on those that are no longer used."),
        ),
        table(_("What is not taken over"), (_("Field"), _("Times")), untaken),
    ]


def _double(planned: PlannedPart) -> tuple[str, str, str]:
    assert planned.first is not None
    words = {"name": f"{planned.first.name} {planned.first.edition}".strip(), "where": planned.first.where}
    happens = _("The same as %(name)s (%(where)s), which is read in") % words
    return planned.name, planned.part.where, happens


BILLS: Flow[Node, BillPlan, ChoiceForm] = Flow(
    title=gettext_lazy("Read in a bill of materials"),
    hint=gettext_lazy("CycloneDX 1.2 to 1.7 in JSON. Cryptography is read from 1.6 on."),
    accept=".json,.cdx",
    edit=WRITE,
    find=_node,
    judge=_judge,
    way=lambda node: Crumb(label=node.name, url=reverse("graph-node", args=[node.record])),
    lead=_lead,
    holds=_holds,
    holds_title=gettext_lazy("What the file becomes"),
    save=gettext_lazy("Save"),
    headings={"sheet": gettext_lazy("Part or dependency"), "line": gettext_lazy("Place in the file")},
    columns=(gettext_lazy("Version"), gettext_lazy("Becomes")),
    unbroken=frozenset({0}),
    counts=_counts,
    notices=_notices,
    tables=_tables,
)
