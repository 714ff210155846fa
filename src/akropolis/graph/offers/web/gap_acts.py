"""Pages to accept a gap for a time, and to end the acceptance."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import BecauseForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import gives
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, appointments_on, refusals_as_messages, requires
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException
from akropolis.graph.offers.reports.gap_words import aspects_in_words, gap_in_words
from akropolis.graph.offers.rules.gaps import View
from akropolis.graph.offers.selectors.gap_rows import GapRow
from akropolis.graph.offers.selectors.gaps import ACCEPT, Gaps
from akropolis.graph.offers.services import gaps
from akropolis.shared.classification.rules.aspects import LETTERS, in_letters
from akropolis.shared.evidence.register.panels import evidence_of_rows


class GapsForm(ModelFieldsForm):
    """Base form for which of the row's gaps to act on. `seen` holds the levels shown to the user."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    aspects = forms.MultipleChoiceField(
        label=gettext_lazy("Which gaps"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one gap.")},
    )

    def __init__(self, data: FormData, *, row: GapRow, initial: dict[str, object]) -> None:
        self.row = row
        first = {"seen": levels_of(row), "aspects": [line.gap.aspect for line in row.lines]}
        super().__init__(data, initial=first | initial)
        choices = [(line.gap.aspect, capitalised(gap_in_words(line.gap))) for line in row.lines]
        self.fields["aspects"].choices = choices  # type: ignore[attr-defined]

    def clean_seen(self) -> str:
        """Check that the current levels are the ones that the user was shown."""
        seen = str(self.cleaned_data["seen"])
        if seen != levels_of(self.row):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("seen")] = levels_of(self.row)  # type: ignore[index]
            self.add_error(
                None,
                _(
                    "The levels have changed since you opened the page. See what they are now, and send again."
                ),
            )
        return seen


def levels_of(row: GapRow) -> str:
    """Return the row's gaps as a short text, for comparison: it changes whenever a gap does."""
    return ",".join(f"{LETTERS[g.aspect]}{g.demanded}-{g.offered}" for g in (line.gap for line in row.lines))


class AcceptForm(GapsForm, model=GapException):
    """Form to accept gaps: why, in which role and until when."""

    reason = FromModel(
        gettext_lazy("What makes the risk bearable until then. It stands as it is written now."),
        label=gettext_lazy("Why it can be accepted"),
        rows=4,
    )
    role = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    until = day_field(
        gettext_lazy("Accepted until"), help_text=gettext_lazy("After that day the gap is open again.")
    )

    def __init__(self, data: FormData, *, row: GapRow, roles: list[str], initial: dict[str, object]) -> None:
        super().__init__(data, row=row, initial=initial)
        self.fields["role"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]


def _row_at(access: Access, pk: UUID, unit: str) -> GapRow:
    node = Node.objects.visible(access).one(record=pk)
    return or_hidden(
        Gaps(access, timezone.localdate()).row(node, Unit.objects.visible(access).one(code=unit))
    )


def _given(request: HttpRequest, row: GapRow) -> dict[str, object]:
    roles = _roles(request, row.unit)
    return {"row": row, "roles": roles, "initial": {"role": roles[0] if roles else ""}}


def _accept(access: Access, row: GapRow, form: AcceptForm) -> GapException:
    given = {name: form.cleaned_data[name] for name in ("reason", "role", "until")}
    return gaps.accept(access, row, form.cleaned_data["aspects"], **given)[0]


def _roles(request: HttpRequest, unit: Unit) -> list[str]:
    """Return the names of the user's roles that let them accept gaps in the unit."""
    held = [appointment for appointment in appointments_on(request) if gives(appointment, ACCEPT, unit)]
    return list(dict.fromkeys(f"{each.role}, {each.unit}" if each.unit else str(each.role) for each in held))


@requires(ACCEPT)
def end(request: HttpRequest, pk: UUID, unit: str, aspect: str) -> HttpResponse:
    """Ask for confirmation; POST ends the acceptance early, for all gaps accepted at the same time."""
    access = access_of(request)
    node = Node.objects.visible(access).one(record=pk)
    owner = Unit.objects.visible(access).one(code=unit)
    found = _accepted(access, node, owner, aspect)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_as_messages(request):
            gaps.end_acceptances(access, found, because=form.cleaned_data["because"])
            messages.success(request, _("The gap is no longer accepted."))
        return redirect(f"{reverse('gap-list')}?node={node.record}")
    title = _("End the acceptance")
    context = {
        "title": title,
        "form": form,
        "exception": found[0],
        "proof": evidence_of_rows(access, found[:1]).get(found[0].pk, ""),
        "aspects": capitalised(aspects_in_words(each.aspect for each in found)),
        "node": node,
        "unit": owner,
        "crumbs": [*_crumbs(), Crumb(label=title)],
        "back": f"{reverse('gap-list')}?node={node.record}",
    }
    return render(request, "offers/gap_end.html", context, status=422 if form.errors else 200)


def _accepted(access: Access, node: Node, unit: Unit, aspect: str) -> list[GapException]:
    """Return the gap's acceptance in force, and those of the row's other gaps decided at the same time."""
    access.must(ACCEPT, unit)
    rows = GapException.objects.visible(access).filter(
        node=node, unit=unit, valid_to__gte=timezone.localdate()
    )
    first = or_hidden(rows.filter(aspect=aspect).order_by("-decided_on", "-created_at").first())
    names = ("decided_on", "valid_to", "reason", "decider_name", "decider_role")
    return list(rows.filter(**{name: getattr(first, name) for name in names}))


def _back(row: GapRow) -> str:
    """Return the URL of the list that shows the row: known gaps if it has one, else unknown levels."""
    known = any(line.gap.view is View.KNOWN for line in row.lines)
    return f"{reverse('gap-list' if known else 'unstated-list')}?node={row.thing.record}"


def _crumbs() -> list[Crumb]:
    return [Crumb(label=_("Gaps"), url=reverse("gap-list"))]


ACCEPT_GAPS = Act(
    on=ActTarget(ACCEPT, _row_at, _back, lambda _row: _crumbs(), unit="unit"),
    form=AcceptForm,
    given=_given,
    once=True,
    do=_accept,
    done=lambda made: _("The gap is accepted until %(day)s.") % {"day": formats.date_format(made.valid_to)},
    title=gettext_lazy("Accept a gap for a time"),
    template="offers/gap_accept.html",
    context=lambda _request, row, _form: {
        "row": row,
        "demanded": in_letters(row.demanded),
        "offered": in_letters(row.offered),
    },
)
