"""Reading in a bill of materials (CycloneDX): the file, what each part would become, and then doing it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from akropolis.assets.models import Dependency, Node
from akropolis.crypto.rules.cyclonedx.bill import Fault, Sort
from akropolis.crypto.rules.cyclonedx.guards import Refused as Unreadable
from akropolis.crypto.rules.cyclonedx.reading import read
from akropolis.crypto.services import cyclonedx
from akropolis.crypto.services.cyclonedx import NotReadIn, Outcome, Plan, PlannedPart
from akropolis.crypto.web.cyclonedx_words import fault_sentence, refusal_sentence, sort_label
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.permissions import EDIT
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.background.web.asking import heavy
from akropolis.kernel.exchange import parking
from akropolis.kernel.exchange.parking import Parked
from akropolis.kernel.files.uploads import uploaded
from akropolis.kernel.registers.web import reports
from akropolis.kernel.registers.web.weighing import file_weight
from akropolis.lib.swedish import listing, number
from akropolis.ui.parts import Crumb, Table

PURPOSE = "cyclonedx"
STATUS = {"file_too_large": 413, "gone": 409}


class UploadForm(forms.Form):
    """Which file to read in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CycloneDX 1.2 to 1.7 in JSON. Cryptography is read from 1.6 on."),
        widget=forms.FileInput(attrs={"accept": ".json,.cdx"}),
    )


@requires(f"{Dependency.permission}:{EDIT}")
@require_http_methods(["GET", "HEAD", "POST"])
@heavy(file_weight)
def page(request: HttpRequest, pk: Any) -> HttpResponse:
    """One address for both steps: a POST with a file, then with `do`."""
    access = access_of(request)
    node = _node(access, pk)
    if request.method != "POST":
        return _upload(request, node, UploadForm())
    try:
        return _step(request, access, node)
    except Refused as refusal:
        form = UploadForm({}, MultiValueDict())
        form.errors.clear()
        form.add_error("file", str(refusal))
        return _upload(request, node, form, status=STATUS.get(refusal.code, 422))


def _node(access: Access, pk: Any) -> Node:
    """A node in whose unit the person may write dependencies; any other is as if it did not exist."""
    rows = Node.objects.visible(access).select_related("owner_unit")
    within = access.units(f"{Dependency.permission}:{EDIT}", "owner_unit")
    found: Node = rows.filter(within, archived_at__isnull=True).one(record=pk)
    return found


def _step(request: HttpRequest, access: Access, node: Node) -> HttpResponse:
    person, now = access.actor.id, timezone.now()
    assert person is not None
    if "token" in request.POST:
        parked = parking.take(person, PURPOSE, request.POST["token"], now=now)
        return _save(request, access, node, parked)
    file = uploaded(request, "file")
    parked = Parked("", str(file.name), file.read())
    plan = cyclonedx.plan(access, node, _bill(parked.data))
    token = parking.park(person, PURPOSE, parked.name, parked.data, now=now)
    return _plan_page(request, node, parked.name, plan, token)


def _bill(data: bytes) -> Any:
    try:
        return read(data)
    except Unreadable as wrong:
        raise Refused(refusal_sentence(wrong), code=wrong.code) from wrong


def _save(request: HttpRequest, access: Access, node: Node, parked: Parked) -> HttpResponse:
    because = _("Read in from %(name)s") % {"name": parked.name}
    try:
        plan = cyclonedx.commit(access, node, _bill(parked.data), because=because)
    except NotReadIn as refusal:
        return _plan_page(request, node, parked.name, refusal.plan, "")
    words = {"parts": _counts(plan), "links": number(plan.new_links), "name": parked.name}
    messages.success(request, _("Saved from %(name)s: %(parts)s, and %(links)s new dependencies.") % words)
    return redirect("graph-node", pk=node.record)


def _frame(node: Node, **more: Any) -> dict[str, Any]:
    back = reverse("graph-node", args=[node.record])
    title = _("Read in a bill of materials")
    return {
        "title": title,
        "crumbs": [Crumb(label=node.name, url=back), Crumb(label=title)],
        "node": node,
        "here": reverse("cyclonedx", args=[node.record]),
        "back": back,
        **more,
    }


def _upload(request: HttpRequest, node: Node, form: forms.Form, *, status: int = 200) -> HttpResponse:
    return render(request, "crypto/cyclonedx_upload.html", _frame(node, form=form), status=status)


def _plan_page(request: HttpRequest, node: Node, name: str, plan: Plan, token: str) -> HttpResponse:
    refused = plan.count(Outcome.REFUSED)
    changes = plan.count(Outcome.NEW) + plan.count(Outcome.CHANGED) + plan.new_links
    context = _frame(
        node,
        title=_("What the file would do"),
        name=name,
        about=plan.bill.about,
        token=token,
        refused=refused,
        may_save=bool(token and changes and not refused),
        counts=_counts(plan) or _("no parts"),
        links=number(plan.new_links),
        parts=_parts(plan),
        faults=_faults(plan.bill.faults),
        left=_left(plan),
        untaken=_untaken(plan),
        suppliers=listing(list(plan.unknown_suppliers[:20]), _("and")),
    )
    return render(request, "crypto/cyclonedx_plan.html", context, status=422 if refused else 200)


def _counts(plan: Plan) -> str:
    """Such as "3 new, 1 changed, 12 as before"."""
    words = (
        (Outcome.NEW, _("%(count)s new")),
        (Outcome.CHANGED, _("%(count)s changed")),
        (Outcome.SAME, _("%(count)s as before")),
        (Outcome.DOUBLE, _("%(count)s that another part is the same as")),
        (Outcome.REFUSED, _("%(count)s that cannot be read in")),
    )
    found = [text % {"count": number(plan.count(outcome))} for outcome, text in words if plan.count(outcome)]
    return listing(found, _("and"))


def _parts(plan: Plan) -> Table:
    order = list(Sort)
    rows = sorted(
        plan.parts, key=lambda p: (p.outcome is not Outcome.REFUSED, order.index(p.part.sort), p.part.name)
    )
    headings = (_("Part"), _("Version"), _("Becomes"), _("What happens"), _("Place in the file"))
    cells = [
        (
            each.name,
            each.part.edition,
            sort_label(each.part),
            _happens(each),
            each.part.where,
        )
        for each in rows
    ]
    return reports.table(_("The parts"), headings, cells)


def _happens(planned: PlannedPart) -> str:
    """What the file would do with the part: which values it changes, or with which part it is read in."""
    label = str(planned.outcome.label)
    if planned.outcome is Outcome.CHANGED and planned.row is not None:
        fields = [str(planned.row._meta.get_field(name).verbose_name) for name in planned.values]  # type: ignore[union-attr]
        return f"{label}: {listing(fields, _('and'))}"
    if planned.first is not None:
        name = f"{planned.first.name} {planned.first.edition}".strip()
        words = {"name": name, "where": planned.first.where}
        return _("The same as %(name)s (%(where)s), which is read in") % words
    return planned.problem or label


def _faults(faults: Sequence[Fault]) -> Table:
    rows = [(fault.where, fault_sentence(fault)) for fault in faults]
    return reports.table(
        _("What is wrong in the file and is left out"), (_("Place in the file"), _("What it is")), rows
    )


def _left(plan: Plan) -> Table:
    """Rows that stay though the file no longer holds them. Nothing ends by itself: that is for a person to say."""
    rows = [
        (f"{row.number} {row}", getattr(row, "edition", ""), str(row._meta.verbose_name)) for row in plan.left
    ]
    caption = _("What stays in the register though it is not in the file")
    return reports.table(caption, (_("Part"), _("Version"), _("Register")), rows)


def _untaken(plan: Plan) -> Table:
    rows = [(path, number(count)) for path, count in plan.bill.untaken.items()]
    return reports.table(_("What is not taken over"), (_("Field"), _("Times")), rows)
