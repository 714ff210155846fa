"""What is done about a gap: an action is raised, or it is accepted for a time, and that is ended."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.assets.models import Node
from akropolis.classification.rules.aspects import LETTERS, in_letters
from akropolis.kernel.access.errors import Hidden, or_hidden
from akropolis.kernel.access.forms import BecauseForm, ScopedModelChoiceField, active_people, attempt
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.grants import gives
from akropolis.kernel.access.models import Unit, User
from akropolis.kernel.access.web import access_of, appointments_on, refusals_said, requires
from akropolis.kernel.registers.web.sending import once_for
from akropolis.lib.swedish import capitalised
from akropolis.offers.models import GapException
from akropolis.offers.reports.gap_words import aspects_in_words, gap_in_words
from akropolis.offers.selectors.gap_rows import Row
from akropolis.offers.selectors.gaps import ACCEPT, EDIT, Gaps
from akropolis.offers.services import gaps
from akropolis.offers.web.gaps import ACTION_EDIT
from akropolis.ui.fields import day_field
from akropolis.ui.parts import Crumb


class GapsForm(forms.Form):
    """For which of the row's gaps. `seen` holds the levels that the person was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    aspects = forms.MultipleChoiceField(
        label=gettext_lazy("Which gaps"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one gap.")},
    )

    def __init__(self, data: Any, *, row: Row, initial: dict[str, Any], **kwargs: Any) -> None:
        self.row = row
        first = {"seen": levels_of(row), "aspects": [line.gap.aspect for line in row.lines]}
        super().__init__(data, initial=first | initial, **kwargs)
        choices = [(line.gap.aspect, capitalised(gap_in_words(line.gap))) for line in row.lines]
        self.fields["aspects"].choices = choices  # type: ignore[attr-defined]

    def clean_seen(self) -> str:
        """What is decided on must be what was shown."""
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


def levels_of(row: Row) -> str:
    """The row's gaps as a short text, the same as long as they are."""
    return ",".join(f"{LETTERS[g.aspect]}{g.demanded}-{g.offered}" for g in (line.gap for line in row.lines))


class ActionForm(GapsForm):
    """The action that a gap raises."""

    title = forms.CharField(label=gettext_lazy("What shall be done"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("More about it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = day_field(gettext_lazy("To be done by"))

    def __init__(self, data: Any, *, access: Access, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["responsible"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Responsible"),
        )

    def values(self) -> dict[str, Any]:
        """The action's own values."""
        names = ("title", "description", "due_on", "responsible")
        return {name: self.cleaned_data[name] for name in names}


class AcceptForm(GapsForm):
    """Why, in which role and until when."""

    reason = forms.CharField(
        label=gettext_lazy("Why it can be accepted"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What makes the risk bearable until then. It stands as it is written now."),
    )
    role = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    until = day_field(
        gettext_lazy("Accepted until"), help_text=gettext_lazy("After that day the gap is open again.")
    )

    def __init__(self, data: Any, *, roles: list[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["role"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]


def _row(access: Access, pk: Any, unit: str) -> tuple[Row, Node]:
    node = Node.objects.visible(access).one(record=pk)
    row = or_hidden(Gaps(access, timezone.localdate()).row(node, Unit.objects.visible(access).one(code=unit)))
    return row, node


@requires(EDIT)
def raise_action(request: HttpRequest, pk: Any, unit: str) -> HttpResponse:
    """An action for some of a row's gaps."""
    access = access_of(request)
    row, _node = _row(access, pk, unit)
    if not (access.may(EDIT, row.unit) and access.may(ACTION_EDIT, row.unit)):
        raise Hidden
    initial = {"title": _title(row), "responsible": access.actor.id}
    form = ActionForm(request.POST or None, access=access, row=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = partial(
            gaps.raise_action,
            access,
            row,
            form.cleaned_data["aspects"],
            form.values(),
            cause=_cause(row, form.cleaned_data["aspects"]),
        )
        action = attempt(form, lambda: once_for(request, act)).made
        if action is not None:
            messages.success(request, _("The action %(number)s is added.") % {"number": action.number})
            return redirect(_back(row))
    return _page(request, row, form, _("Add an action"), "offers/gap_action.html")


def _title(row: Row) -> str:
    words = {"name": row.thing.name[:120]}
    if row.whole:
        return _("Raise the protection in %(name)s to what is demanded") % words
    return _("Agree on higher protection in %(name)s, or move the information") % words


def _cause(row: Row, aspects: list[str]) -> str:
    said = [gap_in_words(line.gap) for line in row.lines if line.gap.aspect in aspects]
    return f"{row.thing.number} {row.thing.name}: {'; '.join(said)}"


@requires(ACCEPT)
def accept(request: HttpRequest, pk: Any, unit: str) -> HttpResponse:
    """Some of a row's gaps are accepted until a day, as a decision with its reason."""
    access = access_of(request)
    row, _node = _row(access, pk, unit)
    access.must(ACCEPT, row.unit)
    roles = _roles(request, row.unit)
    initial = {"role": roles[0] if roles else ""}
    form = AcceptForm(request.POST or None, row=row, roles=roles, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("reason", "role", "until")}
        act = partial(gaps.accept, access, row, form.cleaned_data["aspects"], **given)
        if attempt(form, lambda: once_for(request, lambda: act()[0])).done:
            day = formats.date_format(given["until"])
            messages.success(request, _("The gap is accepted until %(day)s.") % {"day": day})
            return redirect(_back(row))
    return _page(request, row, form, _("Accept a gap for a time"), "offers/gap_accept.html")


def _roles(request: HttpRequest, unit: Unit) -> list[str]:
    """The roles that the person holds and that let her accept gaps in the unit."""
    held = [appointment for appointment in appointments_on(request) if gives(appointment, ACCEPT, unit)]
    return list(dict.fromkeys(f"{each.role}, {each.unit}" if each.unit else str(each.role) for each in held))


@requires(ACCEPT)
def end(request: HttpRequest, pk: Any, unit: str, aspect: str) -> HttpResponse:
    """Ask, and then end an acceptance before its day, for all the gaps that were accepted in the same act."""
    access = access_of(request)
    node = Node.objects.visible(access).one(record=pk)
    owner = Unit.objects.visible(access).one(code=unit)
    found = _accepted(access, node, owner, aspect)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_said(request):
            gaps.end(access, found, because=form.cleaned_data["because"])
            messages.success(request, _("The gap is no longer accepted."))
        return redirect(f"{reverse('gap-list')}?node={node.record}")
    title = _("End the acceptance")
    context = {
        "title": title,
        "form": form,
        "exception": found[0],
        "aspects": capitalised(aspects_in_words(each.aspect for each in found)),
        "node": node,
        "unit": owner,
        "crumbs": _crumbs(title),
        "back": f"{reverse('gap-list')}?node={node.record}",
    }
    return render(request, "offers/gap_end.html", context, status=422 if form.errors else 200)


def _accepted(access: Access, node: Node, unit: Unit, aspect: str) -> list[GapException]:
    """The acceptance in force of that gap, and those that were decided with it."""
    access.must(ACCEPT, unit)
    rows = GapException.objects.visible(access).filter(
        node=node, unit=unit, valid_to__gte=timezone.localdate()
    )
    first = or_hidden(rows.filter(aspect=aspect).order_by("-decided_on", "-created_at").first())
    names = ("decided_on", "valid_to", "reason", "decider_name", "decider_role")
    return list(rows.filter(**{name: getattr(first, name) for name in names}))


def _back(row: Row) -> str:
    return f"{reverse('gap-list')}?node={row.thing.record}"


def _crumbs(title: str) -> list[Crumb]:
    return [Crumb(label=_("Gaps"), url=reverse("gap-list")), Crumb(label=title)]


def _page(request: HttpRequest, row: Row, form: forms.Form, title: str, template: str) -> HttpResponse:
    context = {
        "title": title,
        "row": row,
        "demanded": in_letters(row.demanded),
        "offered": in_letters(row.offered),
        "form": form,
        "crumbs": _crumbs(title),
        "back": _back(row),
    }
    return render(request, template, context, status=422 if form.errors else 200)
