"""Ending a dependency, and lowering what it demands: pages of their own, since each is a decision."""

from collections.abc import Mapping, Sequence
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assets.models import Dependency, Lowering, Node
from akropolis.assets.selectors.nodes import EDIT, READ, node_of
from akropolis.assets.selectors.paths import written
from akropolis.assets.selectors.sight import Sight, Way
from akropolis.assets.services import dependencies, lowerings
from akropolis.assets.services.lowerings import DECIDE, appointments_to_decide
from akropolis.classification.rules.aspects import BITS, ORDER, in_letters
from akropolis.classification.selectors import schemes
from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.forms import BecauseForm, EndForm, attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.managers import GatedQuerySet
from akropolis.kernel.access.models import Appointment
from akropolis.kernel.access.web import access_of, form_page, requires
from akropolis.kernel.registers.declaration import Panel
from akropolis.ui.fields import day_field
from akropolis.ui.forms import FormData, FormGiven
from akropolis.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.ui.parts import Crumb


class LowerForm(ModelFieldsForm, model=Lowering):
    """Which demand is lowered, how far, why, by whom and until when."""

    aspect = forms.ChoiceField(label=gettext_lazy("Which demand"))
    level = forms.ChoiceField(label=gettext_lazy("At most level"))
    reason = FromModel(
        gettext_lazy("What makes less enough: encryption, redundancy, a manual routine."), rows=4
    )
    appointment = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    until = day_field(
        gettext_lazy("Holds until"),
        help_text=gettext_lazy("Then the whole demand counts again, unless somebody decides anew."),
    )

    def __init__(
        self,
        data: FormData = None,
        *,
        aspects: Sequence[tuple[str, object]],
        levels: Sequence[tuple[int, object]],
        held: Sequence[Appointment],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        roles = [
            (str(each.pk), f"{each.role}, {each.unit}" if each.unit else str(each.role)) for each in held
        ]
        choices = {
            "aspect": aspects,
            "level": [(str(value), label) for value, label in levels],
            "appointment": roles,
        }
        for name, given in choices.items():
            self.fields[name].choices = given  # type: ignore[attr-defined]
        if held:
            self.fields["appointment"].initial = str(held[0].pk)


BECAUSE = "the dependent's unit ends its own dependency, also when it may no longer read what it depends on"
LEVELS = 4
"""The highest level there is to choose where no scheme is in force."""


@requires(EDIT)
def end(request: HttpRequest, pk: UUID, dependency: UUID) -> HttpResponse:
    """When the dependency ends. Only who may change it in the dependent's unit finds the page."""
    access = access_of(request)
    node, row = node_of(access, pk), _of_node(access, pk, dependency)
    form = EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        last, because = form.cleaned_data["valid_to"], form.cleaned_data["because"]
        places = {"valid_from": "valid_to", "__all__": "valid_to"}
        tried = attempt(
            form, lambda: dependencies.end(access, row, last=last, because=because), places=places
        )
        if tried.done:
            messages.success(request, _("The dependency ends on %(day)s.") % {"day": last})
            return redirect("graph-node", pk=pk)
    title = _("End a dependency")
    return _page(request, form, node, title, _told(access, row), label=_("End it"))


def _of_node(access: Access, record: UUID, dependency: UUID) -> Dependency:
    """A dependency at either end of the node that the person may change. Raises Hidden else."""
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(access.units(EDIT, "source__owner_unit"))
    rows = rows.filter(archived_at__isnull=True).select_related("source__owner_unit", "target__owner_unit")
    row: Dependency = rows.one(pk=dependency)
    if record not in (row.source.record, row.target.record):
        raise Hidden
    return row


def _told(access: Access, row: Dependency) -> dict[str, object]:
    """The dependency in words, with as much of its ends as is seen."""
    ends = [row.source_id, row.target_id]
    sight = Sight(access)
    seen = sight.told(dict.fromkeys(ends, Way.MASKED) | sight.ways(ends))
    return {"source": written(seen[ends[0]]), "how": row.get_kind_display(), "target": written(seen[ends[1]])}


@requires(READ)
def lower(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A demand is lowered. Only who may decide on levels in the dependent's unit finds the page."""
    access = access_of(request)
    row = _decidable(access, Dependency.objects.visible(access), pk)
    held = appointments_to_decide(access, row.source.owner_unit)
    form = LowerForm(request.POST or None, aspects=_aspects(row), levels=_levels(access), held=held)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        role = str(next(each.role for each in held if str(each.pk) == given.pop("appointment")))
        given["level"] = int(given["level"])
        if attempt(form, lambda: lowerings.lower(access, row, role=role, **given)).done:
            messages.success(
                request, _("The demand is lowered. The levels of all that it reaches have followed.")
            )
            return redirect("dependencies-detail", pk=pk)
    title = _("Lower a demand")
    return _page(request, form, row.source, title, _told(access, row), label=_("Decide"), back=_detail(row))


@requires(READ)
def end_lowering(request: HttpRequest, pk: UUID, lowering: UUID) -> HttpResponse:
    """A lowering ends before its time."""
    access = access_of(request)
    row = _decidable(access, Dependency.objects.visible(access), pk)
    found = (
        Lowering.objects.visible(access)
        .select_related("dependency__source__owner_unit")
        .one(pk=lowering, dependency=row)
    )
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        if attempt(form, lambda: lowerings.end(access, found, because=because)).done:
            messages.success(request, _("The lowering has ended. The whole demand counts again."))
            return redirect("dependencies-detail", pk=pk)
    title = _("End the lowering to %(level)s") % {"level": in_letters({found.aspect: found.level})}
    return _page(request, form, row.source, title, _told(access, row), label=_("End it"), back=_detail(row))


def _decidable(access: Access, rows: GatedQuerySet[Dependency], pk: UUID) -> Dependency:
    rows = rows.filter(access.units(DECIDE, "source__owner_unit"))
    return rows.select_related("source__owner_unit", "target__owner_unit").one(pk=pk)


def _detail(row: Dependency) -> str:
    return reverse("dependencies-detail", args=[row.pk])


def _aspects(row: Dependency) -> list[tuple[str, str]]:
    """The aspects whose demand is inherited, with the source's present level."""
    found = []
    for aspect in ORDER:
        if row.passes & BITS[aspect]:
            name = capfirst(str(Node._meta.get_field(aspect).verbose_name))  # type: ignore[union-attr]
            level = getattr(row.source, aspect)
            now = _("%(aspect)s, now %(level)s") % {"aspect": name, "level": level}
            found.append((str(aspect), name if level is None else now))
    return found


def _levels(access: Access) -> list[tuple[int, str]]:
    scheme = schemes.in_force(access)
    if scheme is None:
        return [(value, str(value)) for value in range(LEVELS + 1)]
    return [
        (each.value, f"{each.value} {each.label}")
        for each in schemes.body_of(scheme).levels
        if not each.beyond
    ]


def _page(
    request: HttpRequest,
    form: forms.Form,
    node: Node,
    title: str,
    told: Mapping[str, object],
    *,
    label: str,
    back: str = "",
) -> HttpResponse:
    back = back or reverse("graph-node", args=[node.record])
    way = [
        Crumb(label=_("Information and services"), url=reverse("graph-hub")),
        Crumb(label=node.name, url=back),
        Crumb(label=title),
    ]
    lead = format_html("{} {} {}.", told["source"], told["how"], told["target"])
    return form_page(request, form, title, way, lead=lead, submit=label, back=back)


def build(access: Access, row: Dependency) -> Mapping[str, object]:
    """What a dependency's page says beside its fields: its two ends, and the demands that are lowered."""
    today = timezone.localdate()
    found = Lowering.objects.visible(access).filter(dependency=row).order_by("-valid_to", "aspect")
    may = access.may(DECIDE, row.source.owner_unit)
    lowered = [
        {
            "row": each,
            "level": in_letters({each.aspect: each.level}),
            "over": each.valid_to < today,
            "end_url": reverse("lowering-end", args=[row.pk, each.pk]) if may else "",
        }
        for each in found
    ]
    ended = row.archived_at or (row.valid_to and row.valid_to < today)
    return {
        "told": _told(access, row),
        "lowered": lowered,
        "lower_url": reverse("dependency-lower", args=[row.pk]) if may and row.passes and not ended else "",
    }


PANEL = Panel("lowerings", build, "assets/_dependency_panel.html")
