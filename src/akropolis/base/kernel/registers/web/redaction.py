"""The page where authorised users remove values from the history."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.history.log import AFTER, BEFORE
from akropolis.base.kernel.records import redaction
from akropolis.base.kernel.records.redaction import REDACT, RedactableLink
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import keep_shown, registry
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData

NAMES = {
    "actor": gettext_lazy("Who did it"),
    "because": gettext_lazy("The reason that was given"),
    "label": gettext_lazy("What the row was called"),
}
SHOWN = 200
pages: Registry[str, Callable[[Tracked], str]] = Registry("page of the history of")
"""URLs of the history pages of rows without a register, by the row's kind."""


def register_history_page[M: Tracked](model: type[M], address: Callable[[M], str]) -> None:
    """Register a function that gives the URL of the page with a row's history, for a model without a register."""

    def of(row: Tracked) -> str:
        assert isinstance(row, model)
        return address(row)

    pages.add(kind_of(model), of)


class RedactForm(forms.Form):
    """The form for redaction: the values to remove, the legal provision and the reason."""

    places = forms.MultipleChoiceField(
        label=gettext_lazy("Values to take out"),
        help_text=gettext_lazy("The same value goes wherever this row's history repeats it."),
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.CharField(
        label=gettext_lazy("Provision in law"),
        help_text=gettext_lazy("For example: dataskyddsförordningen artikel 17.1 d."),
        max_length=200,
    )
    because = prose_field(
        gettext_lazy("Reason"),
        1000,
        rows=3,
        help_text=gettext_lazy("It stays in the history. Do not write what is to be forgotten."),
    )

    def __init__(self, link: RedactableLink, data: FormData) -> None:
        super().__init__(data)
        field = self.fields["places"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (place, f"{_place(link, place)}: {_short(link.values[place])}") for place in link.values
        ]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _place(link: RedactableLink, place: str) -> str:
    if place in NAMES:
        return str(NAMES[place])
    name, model = place.partition(".")[2], link.model
    fields = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}
    label = fields.get(name, name)
    when = {BEFORE: _("%(field)s, before"), AFTER: _("%(field)s, after")}[f"{place.partition('.')[0]}."]
    return when % {"field": label[:1].upper() + label[1:]}


@requires(REDACT)
def redact(request: HttpRequest, seq: int) -> HttpResponse:
    """Show the form to choose values of one change; POST removes them from the history permanently."""
    access = access_of(request)
    link = redaction.link_at(access, seq)
    keep_shown(access, link.model.everything.filter(pk=link.row).first() if link.model else None)
    back = _row_url(access, link)
    form = RedactForm(link, request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = attempt(form, lambda: redaction.redact(access, seq, **form.cleaned_data)).made
        if count:
            sentence = ngettext(
                "%(count)s value is taken out of the history.",
                "%(count)s values are taken out of the history.",
                count,
            )
            messages.success(request, sentence % {"count": count})
            return redirect(back)
    title = _("Take values out of the history")
    context = {"title": title, "form": form, "cancel_url": back, "link": link}
    status = 422 if request.method == "POST" else 200
    return render(request, "registers/redact.html", context, status=status)


def _row_url(access: Access, link: RedactableLink) -> str:
    found = next((r for r in registry.all() if kind_of(r.model) == link.kind), None)
    if found:
        return reverse(f"{found.key}-detail", args=[link.row])
    row = link.model.objects.visible(access).filter(pk=link.row).first() if link.model else None
    return pages.get(link.kind)(row) if row is not None and link.kind in pages.entries else "/"


urls = [path("historik/<int:seq>/ta-bort/", redact, name="redact")]
