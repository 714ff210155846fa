"""What other registers say of a processing, on its page and on a page to confirm it; and a service's controllers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.assets.selectors.nodes import node_if_open
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.register.processings import EDIT, may_write, processing_url, way_to
from akropolis.privacy.processing.selectors.contents import contents_of, read_contents
from akropolis.privacy.processing_record.selectors.controllership import list_contradictions, list_loops
from akropolis.privacy.processing_record.selectors.proposals import list_proposals
from akropolis.privacy.processing_record.services.proposals import confirm_proposals, reject_proposal


def sources_panel(access: Access, row: Processing) -> PanelContent:
    """Return how many proposals wait to be confirmed, and what contradicts the processing."""
    held = contents_of(access, row)
    sentences = [*list_contradictions(access, row=row), *list_loops(access, held)]
    acts = [RowAct(_("Record as a document"), reverse("processing-paper", args=[row.pk, "docx"]))]
    if may_write(access, row) and (count := len(list_proposals(access, held))):
        text = ngettext(
            "%(n)s proposal from other registers.", "%(n)s proposals from other registers.", count
        )
        sentences.append(text % {"n": count})
        url = reverse("processing-proposals", args=[row.pk])
        acts.append(RowAct(_("Review the proposals"), url, ActRank.NEXT))
    return PanelContent(sentences=sentences, acts=acts)


def service_panel(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return what contradicts the statements on responsibility for personal data; None if nothing does."""
    node = node_if_open(access, row.pk)
    found = list_contradictions(access, node=node) if node else []
    return PanelContent(sentences=found) if found else None


@requires(EDIT)
def proposals_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the proposals; POST confirms one or all of them, or turns one down."""
    access = access_of(request)
    row = Processing.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(EDIT, row.owner_unit)
    found = list_proposals(access, read_contents(access, [row])[0])
    if request.method != "POST":
        title = _("Proposals from other registers")
        crumbs = [*way_to(row), Crumb(label=title)]
        context = {
            "title": title,
            "crumbs": crumbs,
            "row": row,
            "proposals": found,
            "back": processing_url(row),
        }
        return render(request, "processing_record/proposals.html", context)
    with refusals_as_messages(request):
        if key := request.POST.get("reject", ""):
            reject_proposal(access, row, key)
            messages.success(request, _("It is turned down, and is not proposed again."))
        else:
            count = confirm_proposals(access, row, request.POST.getlist("confirm"))
            text = ngettext("%(n)s proposal is confirmed.", "%(n)s proposals are confirmed.", count)
            messages.success(request, text % {"n": count})
    left = len(found) > len(request.POST.getlist("confirm") or [""])
    return redirect("processing-proposals" if left else "processings-detail", pk=pk)
