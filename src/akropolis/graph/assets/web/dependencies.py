"""Pages for ending a dependency and lowering its demand: apart from the edit form, since each is a decision."""

from collections.abc import Mapping, Sequence
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import BecauseForm, EndForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.declaration import Panel, PanelPlace
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Dependency, Lowering, Node
from akropolis.graph.assets.selectors.nodes import EDIT, READ, node_of
from akropolis.graph.assets.selectors.paths import node_html
from akropolis.graph.assets.selectors.sight import Sight, Way
from akropolis.graph.assets.services import dependencies, lowerings
from akropolis.graph.assets.services.lowerings import DECIDE, appointments_to_decide
from akropolis.shared.classification.rules.aspects import BITS, ORDER, in_letters
from akropolis.shared.classification.selectors import schemes


class LowerForm(ModelFieldsForm, model=Lowering):
    """Form for lowering a demand: aspect, highest level, reason, deciding appointment and last day."""

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
        self.held = held
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
"""Highest level offered when no classification scheme is in force."""


def _ends_at(access: Access, pk: UUID, dependency: UUID) -> tuple[Node, Dependency]:
    """Return a node, and a dependency that has it as source or target and that the user may change. Raises Hidden."""
    node = node_of(access, pk)
    rows = Dependency.objects.unscoped(because=BECAUSE).filter(access.units(EDIT, "source__owner_unit"))
    rows = rows.filter(archived_at__isnull=True).select_related("source__owner_unit", "target__owner_unit")
    row: Dependency = rows.one(pk=dependency)
    if pk not in (row.source.record, row.target.record):
        raise Hidden
    return node, row


def _dependency_context(access: Access, row: Dependency) -> dict[str, object]:
    """Return the dependency's source, kind and target in words, with as much of the two nodes as the user sees."""
    ends = [row.source_id, row.target_id]
    sight = Sight(access)
    seen = sight.told(dict.fromkeys(ends, Way.MASKED) | sight.ways(ends))
    return {
        "source": node_html(seen[ends[0]]),
        "how": row.get_kind_display(),
        "target": node_html(seen[ends[1]]),
    }


def _decidable_at(access: Access, pk: UUID) -> Dependency:
    rows = Dependency.objects.visible(access).filter(access.units(DECIDE, "source__owner_unit"))
    return rows.select_related("source__owner_unit", "target__owner_unit").one(pk=pk)


def _lowering_at(access: Access, pk: UUID, lowering: UUID) -> Lowering:
    rows = Lowering.objects.visible(access).select_related("dependency__source__owner_unit")
    found: Lowering = rows.one(pk=lowering, dependency=_decidable_at(access, pk))
    return found


def _detail(row: Dependency) -> str:
    return reverse("dependencies-detail", args=[row.pk])


def _aspects(row: Dependency) -> list[tuple[str, str]]:
    """Return (aspect, label) for the aspects that are inherited; the label gives the source's present level."""
    found = []
    for aspect in ORDER:
        if row.passes & BITS[aspect]:
            name = capfirst(str(Node._meta.get_field(aspect).verbose_name))  # type: ignore[union-attr]
            level = getattr(row.source, aspect)
            now = _("%(aspect)s, now %(level)s") % {"aspect": name, "level": level}
            found.append((str(aspect), name if level is None else now))
    return found


def _levels(access: Access) -> list[tuple[int, str]]:
    scheme = schemes.edition_in_force(access)
    if scheme is None:
        return [(value, str(value)) for value in range(LEVELS + 1)]
    return [
        (each.value, f"{each.value} {each.label}")
        for each in schemes.body_of(scheme).levels
        if not each.beyond
    ]


def _way(node: Node, url: str) -> list[Crumb]:
    hub = Crumb(label=_("Information and services"), url=reverse("graph-hub"))
    return [hub, Crumb(label=node.name, url=url)]


def _lead(request: HttpRequest, row: Dependency) -> dict[str, object]:
    told = _dependency_context(access_of(request), row)
    return {"lead": format_html("{} {} {}.", told["source"], told["how"], told["target"])}


def _node_url(ends: tuple[Node, Dependency]) -> str:
    return reverse("graph-node", args=[ends[0].record])


def _end(access: Access, ends: tuple[Node, Dependency], form: EndForm) -> str:
    last = form.cleaned_data["valid_to"]
    dependencies.end(access, ends[1], last=last, because=form.cleaned_data["because"])
    return _("The dependency ends on %(day)s.") % {"day": last}


def _lower(access: Access, row: Dependency, form: LowerForm) -> object:
    given = dict(form.cleaned_data)
    role = str(next(each.role for each in form.held if str(each.pk) == given.pop("appointment")))
    given["level"] = int(given["level"])
    return lowerings.lower(access, row, role=role, **given)


def _offered(request: HttpRequest, row: Dependency) -> dict[str, object]:
    access = access_of(request)
    held = appointments_to_decide(access, row.source.owner_unit)
    return {"aspects": _aspects(row), "levels": _levels(access), "held": held}


END = Act(
    on=ActTarget(EDIT, _ends_at, _node_url, lambda ends: _way(ends[0], _node_url(ends))),
    form=EndForm,
    given=lambda _request, _ends: {"initial": {"valid_to": timezone.localdate()}},
    do=_end,
    done=str,
    places={"valid_from": "valid_to", "__all__": "valid_to"},
    title=gettext_lazy("End a dependency"),
    submit=gettext_lazy("End it"),
    context=lambda request, ends, _form: _lead(request, ends[1]),
)
LOWER = Act(
    on=ActTarget(READ, _decidable_at, "dependencies-detail", lambda row: _way(row.source, _detail(row))),
    form=LowerForm,
    given=_offered,
    do=_lower,
    done=gettext_lazy("The demand is lowered. The levels of all that it reaches have followed."),
    title=gettext_lazy("Lower a demand"),
    submit=gettext_lazy("Decide"),
    context=lambda request, row, _form: _lead(request, row),
)
END_LOWERING = Act(
    on=ActTarget(
        READ,
        _lowering_at,
        lambda lowering: _detail(lowering.dependency),
        lambda lowering: _way(lowering.dependency.source, _detail(lowering.dependency)),
    ),
    form=BecauseForm,
    do=lambda access, lowering, form: lowerings.end(access, lowering, **form.cleaned_data),
    done=gettext_lazy("The lowering has ended. The whole demand counts again."),
    title=lambda lowering: (
        _("End the lowering to %(level)s") % {"level": in_letters({lowering.aspect: lowering.level})}
    ),
    submit=gettext_lazy("End it"),
    context=lambda request, lowering, _form: _lead(request, lowering.dependency),
)


def dependency_panel(access: Access, row: Dependency) -> Mapping[str, object]:
    """Return the template context of a dependency's page besides its fields: its two nodes, and its lowerings."""
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
        "told": _dependency_context(access, row),
        "lowered": lowered,
        "lower_url": reverse("dependency-lower", args=[row.pk]) if may and row.passes and not ended else "",
    }


PANEL = Panel("lowerings", dependency_panel, "assets/_dependency_panel.html", PanelPlace.FIRST)
