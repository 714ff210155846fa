"""The pages of what the classes under the AI act mean: the list, adding a text and changing one."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.ai.models import AiClass, AiClassText
from akropolis.ai.rules.permissions import AI_CLASS
from akropolis.ai.selectors.ai import READ as SYSTEMS_READ
from akropolis.ai.selectors.ai import Classes
from akropolis.ai.services import ai_classes as services
from akropolis.classification.models.legal import Mark
from akropolis.kernel.access.forms import attempt
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.registers.web.keeping import conflict, form_page, keeper, way
from akropolis.kernel.registers.web.sending import once_for
from akropolis.ui.fields import day_field
from akropolis.ui.parts import Cell, Column, Crumb, Row, Table

READ, EDIT = f"{AI_CLASS}:read", f"{AI_CLASS}:edit"
FIELDS = ("ai_class", "valid_from", "text", "text_en", "stop", "ask", "ask_en", "source", "mark")


class ClassForm(forms.Form):
    """A text. `version` is the one the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    ai_class = forms.ChoiceField(label=gettext_lazy("Class under the AI act"), choices=AiClass.choices)
    valid_from = day_field(
        gettext_lazy("Valid from"),
        help_text=gettext_lazy("The latest text of a class whose day has come is the one that is shown."),
    )
    text = forms.CharField(
        label=gettext_lazy("What it means"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=gettext_lazy("The same in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    stop = forms.BooleanField(
        label=gettext_lazy("The use is prohibited"),
        required=False,
        help_text=gettext_lazy("Then every system of the class says stop, and whom to ask."),
    )
    ask = forms.CharField(
        label=gettext_lazy("What to do, and whom to ask"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ask_en = forms.CharField(
        label=gettext_lazy("What to do, and whom to ask, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    mark = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Mark.choices)

    def values(self) -> dict[str, Any]:
        """The text's own values."""
        return {name: self.cleaned_data[name] for name in FIELDS}


@requires(READ)
@require_safe
def classes_page(request: HttpRequest) -> HttpResponse:
    """What each class means, with source and how sure it is; texts to come and those replaced too."""
    access = access_of(request)
    writes = access.may(EDIT, None)
    context = {
        "title": _("Classes under the AI act"),
        "crumbs": _crumbs(),
        "table": _table(Classes(access, timezone.localdate()), writes=writes),
        "writes": writes,
        "register_url": reverse("ai-systems-list") if access.anywhere(SYSTEMS_READ) else "",
    }
    return render(request, "ai/ai_classes.html", context)


def _table(classes: Classes, *, writes: bool) -> Table:
    held = {code: classes.text(code) for code in AiClass.values}
    labels = [_("Class"), _("What it means"), _("Source"), _("How sure"), _("Valid")]
    return Table(
        caption=_("Classes under the AI act"),
        columns=[Column(label=label, unbroken=place == 4) for place, label in enumerate(labels)],
        rows=[_row(row, held, classes.day, writes=writes) for row in classes.rows],
        empty=_("There are no texts. They come with akropolis content load."),
    )


def _row(row: AiClassText, held: dict[str, AiClassText | None], day: Any, *, writes: bool) -> Row:
    english = get_language() == "en"
    now = held[row.ai_class] == row
    state = _("counts now") if now else _("not yet in force") if row.valid_from > day else _("replaced")
    url = reverse("ai-class", args=[row.pk]) if writes else ""
    cells = [
        Cell(text=row.get_ai_class_display(), url=url),
        Cell(text=(english and row.text_en) or row.text, note=(english and row.ask_en) or row.ask),
        Cell(text=row.source),
        Cell(text=row.get_mark_display()),
        Cell(text=_("from %(day)s") % {"day": row.valid_from.isoformat()}, note=state),
    ]
    return Row(cells=cells)


@requires(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """One more text, for a class from a day on."""
    access = keeper(request, EDIT)
    initial = {"valid_from": timezone.localdate(), "mark": Mark.UNVERIFIED}
    form = ClassForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        tried = attempt(form, lambda: once_for(request, partial(services.add, access, form.values())))
        if tried.done:
            messages.success(request, _("The text is added."))
            return redirect("ai-classes")
    title = _("New text on a class")
    return form_page(request, form, title, _crumbs(title), back=reverse("ai-classes"))


@requires(EDIT)
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a text."""
    access = keeper(request, EDIT)
    row: AiClassText = AiClassText.objects.visible(access).one(pk=pk)
    initial = {name: getattr(row, name) for name in (*FIELDS, "version")}
    form, status = ClassForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        act = partial(services.change, access, row, form.values(), version=form.cleaned_data["version"])
        tried = attempt(form, act)
        if tried.done:
            messages.success(request, _("The change is saved."))
            return redirect("ai-classes")
        status = conflict(form, tried.conflict)
    title = row.get_ai_class_display()
    return form_page(request, form, title, _crumbs(title), back=reverse("ai-classes"), status=status)


def _crumbs(title: str = "") -> list[Crumb]:
    return way(_("Classes under the AI act"), reverse("ai-classes"), title)
