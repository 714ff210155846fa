"""The page for choosing which users who have not yet done something are reminded."""

from collections.abc import Iterator, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.forms import ScopedModelMultipleChoiceField, attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, form_page
from akropolis.base.kernel.notify.models import Reminder
from akropolis.base.kernel.notify.reminding import Matter, Reminded, last_reminded, remind
from akropolis.base.lib.swedish import listing, number
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb


class RemindForm(ModelFieldsForm, model=Reminder):
    """Form with whom to remind, and the text of the reminder."""

    text = FromModel(gettext_lazy("Stands in the message, below who reminds and of what."), rows=3)

    def __init__(
        self, data: QueryDict | None, *, access: Access, matter: Matter, units: Sequence[Unit]
    ) -> None:
        super().__init__(data, initial={"units": [unit.pk for unit in units]})
        keys = [unit.pk for unit in units]
        self.fields["units"] = ScopedModelMultipleChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys).order_by("sort_key"),
            widget=forms.CheckboxSelectMultiple,
            label=_("Units to remind"),
            help_text=_before(matter, units),
        )
        self.order_fields(["units", "text"])


def _before(matter: Matter, units: Sequence[Unit]) -> str:
    days = last_reminded(matter.row)
    told = [unit for unit in units if unit.pk in days]
    if not told:
        return _("Nobody has been reminded yet.")
    latest = date_format(max(days[unit.pk] for unit in told))
    words = {"names": listing([unit.name for unit in told], _("and")), "day": latest}
    return _("Reminded before: %(names)s, last on %(day)s.") % words


def remind_page(
    request: HttpRequest, matter: Matter, units: Sequence[Unit], title: str, way: Sequence[Crumb], back: str
) -> HttpResponse:
    """Show the form with these units; a POST reminds the people of the chosen units and redirects to `back`.

    Raises Hidden without the right to remind people of the matter.
    """
    access = access_of(request)
    access.must(matter.reminds, matter.unit)
    form = RemindForm(request.POST or None, access=access, matter=matter, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told = attempt(form, lambda: remind(access, matter, list(given["units"]), given["text"])).made
        if told is not None:
            for level, sentence in _in_words(told):
                messages.add_message(request, level, sentence)
            return redirect(back)
    return form_page(request, form, title, way, lead=matter.title(), back=back, submit=_("Remind"))


def _in_words(told: Reminded) -> Iterator[tuple[int, str]]:
    """Describe who was reminded, who had been reminded today already, and which units had nobody to remind."""
    if told.now:
        said = ngettext("%(count)s unit is reminded.", "%(count)s units are reminded.", len(told.now))
        yield messages.SUCCESS, said % {"count": number(len(told.now))}
    if told.before:
        names = listing([unit.name for unit in told.before], _("and"))
        yield messages.INFO, _("Reminded today already: %(names)s.") % {"names": names}
    if told.nobody:
        names = listing([unit.name for unit in told.nobody], _("and"))
        yield messages.WARNING, _("Nobody holds a role to remind at %(names)s.") % {"names": names}
