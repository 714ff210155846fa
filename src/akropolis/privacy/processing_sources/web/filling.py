"""Pages that fill in what article 30 demands of each processing, one after the other."""

from collections.abc import Mapping
from typing import NamedTuple, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.forms import field_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.privacy.processing.models import Processing, find_controller
from akropolis.privacy.processing.register.processings import PROCESSINGS
from akropolis.privacy.processing.selectors.article_30 import find_lacking, incomplete, unanswered
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.processing_sources.rules.foreign_record import split_lines
from akropolis.privacy.processing_sources.selectors.parts import Parts
from akropolis.privacy.processing_sources.services.parts import add_parts


class FilledProcessing(NamedTuple):
    """A processing that was filled in, and the address of the page that follows."""

    row: Processing
    url: str


def list_incomplete(access: Access, condition: Q | None = None) -> GatedQuerySet[Processing]:
    """Return the processings that are going on, lack something and may be written by the user, in their order.

    By default what they lack can be answered in a field.
    """
    mine = access.units(PROCESSINGS.edit, "owner_unit")
    rows = Processing.objects.visible(access).filter(going_on(timezone.localdate()), mine)
    return rows.filter(condition or unanswered()).order_by("sort_key", "id")


def filling_url(unit: Unit) -> str:
    """Return the address that leads to the unit's first processing that lacks something."""
    return f"{reverse('processings-fill-first')}?{urlencode({'unit': unit.code})}"


def _next_url(access: Access, row: Processing) -> str:
    """Return the page of the next incomplete one of the same controller; after the last, the list of what is left."""
    unit = find_controller(row.owner_unit) or row.owner_unit
    later = Q(sort_key__gt=row.sort_key) | Q(sort_key=row.sort_key, id__gt=row.id)
    found = list_incomplete(access).filter(later, owner_unit__path__startswith=unit.path).first()
    return reverse("processing-fill", args=[found.pk]) if found else _rest_url(unit)


def _rest_url(unit: Unit | None) -> str:
    """Return the list of what still lacks something, which is written on the pages of the processings."""
    asked = {"owner_unit": unit.code} if unit else {}
    return f"{reverse('processings-list')}?{urlencode(asked | {'standing': 'incomplete'})}"


@requires(PROCESSINGS.edit)
@require_safe
def fill_first(request: HttpRequest) -> HttpResponse:
    """Redirect to the first processing that lacks something, of the unit in the query or of all."""
    access, code = access_of(request), request.GET.get("unit", "")
    unit = Unit.objects.visible(access).filter(code=code).first()
    mine = Q(owner_unit__path__startswith=unit.path) if unit else Q()
    if found := list_incomplete(access).filter(mine).first():
        return redirect("processing-fill", pk=found.pk)
    if list_incomplete(access, incomplete()).filter(mine).exists():
        return redirect(_rest_url(unit))
    messages.success(request, _("Nothing that article 30 demands is missing."))
    return redirect("processings-list")


class MissingPiecesForm(VersionedForm):
    """Form of what is not answered of what the processing lacks; what is not known is left empty."""

    def __init__(self, data: FormData, *, access: Access, row: Processing) -> None:
        super().__init__(data, initial={"version": row.version})
        lacking = find_lacking(access, [row.pk]).get(row.pk, [])
        self.elsewhere: list[str] = []
        for each in lacking:
            asked = [name for name in each.fields if getattr(row, name) in (None, "")]
            self.fields |= {name: unmarked(field_of(PROCESSINGS, name, access)) for name in asked}
            if each.key == "recipients":
                box = forms.Textarea(attrs={"rows": 3})
                text = _("One to a line, such as an authority or a supplier.")
                self.fields["recipients"] = unmarked(
                    forms.CharField(
                        label=_("Recipients"), help_text=text, max_length=2000, required=False, widget=box
                    )
                )
            elif not asked:
                self.elsewhere.append(capfirst(str(each.label)))


def fill(access: Access, row: Processing, form: MissingPiecesForm) -> FilledProcessing:
    """Store what was written. Raises Invalid for recipients of what is not disclosed, Stale after another's change."""
    values = form.row_values()
    names = split_lines(values.pop("recipients", ""))
    if names and values.get("has_recipients") is False:
        raise Invalid({"has_recipients": [_("You have written recipients. Answer yes, or take them away.")]})
    values |= {"has_recipients": True} if names else {}
    if long := next((name for name in names if len(name) > 200), None):
        raise Invalid(
            {
                "recipients": [
                    _("“%(name)s…” is too long. Write one recipient to a line.") % {"name": long[:40]}
                ]
            }
        )
    with writing(access) as w:
        row = w.update(row, values, version=form.seen)
        add_parts(w, {row: Parts(recipients=names)}, source="")
    return FilledProcessing(row, _next_url(access, row))


def _shown(request: HttpRequest, row: Processing, form: MissingPiecesForm) -> Mapping[str, object]:
    access = access_of(request)
    unit = find_controller(row.owner_unit) or row.owner_unit
    words = {
        "unit": unit,
        "n": list_incomplete(access).filter(owner_unit__path__startswith=unit.path).count(),
    }
    lead = ngettext(
        "Article 30 demands this too. %(n)s processing of %(unit)s lacks something.",
        "Article 30 demands this too. %(n)s processings of %(unit)s lack something.",
        cast(int, words["n"]),
    )
    return {
        "lead": f"{lead % words} {_('Leave empty what you do not know.')}",
        "skip_url": _next_url(access, row),
        "row_url": reverse("processings-detail", args=[row.pk]),
        "elsewhere": listing(form.elsewhere, _("and")),
    }


TARGET = ActTarget(
    PROCESSINGS.edit,
    row_of(Processing, "owner_unit", "template"),
    "processings-detail",
    Processing.label,
    unit="owner_unit",
)
FILL = Act(
    on=TARGET,
    form=MissingPiecesForm,
    given=lambda request, row: {"access": access_of(request), "row": row},
    do=fill,
    done=lambda filled: _("%(row)s is saved.") % {"row": filled.row},
    after=lambda filled: filled.url,
    title=lambda row: _("What is missing: %(row)s") % {"row": row},
    crumb=gettext_lazy("Fill in what is missing"),
    submit=gettext_lazy("Save, and go to the next"),
    template="processing_sources/fill.html",
    context=_shown,
)


def filling_panel(access: Access, row: Processing) -> PanelContent | None:
    """Offer in the head of the page to fill in what can be; None where nothing can, or for those who may not."""
    asked = Processing.everything.filter(unanswered(), pk=row.pk)
    if row.archived_at or not row.writable_by(access) or not asked.exists():
        return None
    url = reverse("processing-fill", args=[row.pk])
    return PanelContent(acts=[RowAct(_("Fill in what is missing"), url, ActRank.NEXT)])
