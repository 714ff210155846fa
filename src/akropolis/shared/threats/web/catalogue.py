"""The threat catalogue: its table, its form, and the page of one threat with the rows that name it."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.forms import KeptForm, KeptGiven
from akropolis.base.kernel.kept.web import breadcrumbs
from akropolis.base.kernel.registers.declaration import registry as registers
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Cell, Term
from akropolis.shared.classification.rules.aspects import LETTERS
from akropolis.shared.classification.selectors import schemes
from akropolis.shared.threats.models import Threat, ThreatLink
from akropolis.shared.threats.selectors.naming import NAMING, PARAMETER, list_rows_naming

SHOWN = 10
"""Maximum number of rows per register on a threat's page; a link leads to all of them."""


class ThreatForm(KeptForm):
    """Form for a threat. Its aspects are named as in the scheme in force."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        self.fields["aspects"] = forms.MultipleChoiceField(
            label=self.fields["aspects"].label,
            choices=list(_aspects(access).items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.initial["aspects"] = list(self.initial.get("aspects", ""))

    def values(self) -> dict[str, object]:
        """Return the values, with `aspects` as a string of letters in the order of the aspects."""
        return super().values() | {"aspects": "".join(sorted(self.cleaned_data["aspects"], key=IN_ORDER))}


IN_ORDER = tuple(LETTERS.values()).index


def _aspects(access: Access) -> Mapping[str, str]:
    """Return letter → name of each aspect in the scheme in force; the letter itself if there is no scheme."""
    scheme = schemes.edition_in_force(access, timezone.localdate())
    named = schemes.body_of(scheme).aspects if scheme else ()
    return {letter: letter for letter in LETTERS.values()} | {each.letter: each.name for each in named}


THREATS: KeptTable[Threat] = KeptTable(
    key="threats",
    slug="hotkatalog",
    model=Threat,
    intro=gettext_lazy(
        "What may harm the city's information. Incidents and observations name threats, so that of each can be seen"
        " what has happened here and what is told outside."
    ),
    add=gettext_lazy("New threat"),
    fields=("name", "name_en", "kind", "description", "description_en", "aspects"),
    columns=(
        KeptColumn(gettext_lazy("Threat"), lambda row: Cell(text=row.title, note=row.said("description"))),
        "kind",
        KeptColumn(
            gettext_lazy("Typically hits"), lambda row: Cell(text=" ".join(row.aspects)), unbroken=True
        ),
        KeptColumn(
            gettext_lazy("Where it is named"),
            lambda row: Cell(text=_("Incidents and observations"), url=reverse("threat", args=[row.code])),
        ),
        VALID,
        KeptColumn(
            MARK.label,
            lambda row: Cell(text=row.get_mark_display().capitalize(), note=row.source),
            keepers=True,
        ),
    ),
    content="threats.yaml",
    under=("observations-list", gettext_lazy("Horizon scanning")),
    ending=gettext_lazy("What names it still does. It can no longer be chosen."),
    form=ThreatForm,
)


@requires(THREATS.read)
@require_safe
def page(request: HttpRequest, threat: str) -> HttpResponse:
    """Show the threat and, for each register, the rows that name it and that the reader may read."""
    access = access_of(request)
    row = Threat.objects.visible(access).one(code=threat)
    context = {
        "title": row.title,
        "crumbs": breadcrumbs(THREATS, row.title),
        "text": row.said("description"),
        "terms": _terms(access, row),
        "parts": [
            _part(access, row, key, link)
            for key, link in NAMING.entries.items()
            if access.anywhere(registers.get(key).read)
        ],
    }
    return render(request, "threats/threat.html", context)


def _terms(access: Access, row: Threat) -> list[Term]:
    names, keeps = _aspects(access), access.may(THREATS.edit, None)
    valid = VALID.cell(row)
    return [
        Term(label=_("Kind"), value=row.get_kind_display()),
        Term(
            label=_("Typically hits"),
            value=capfirst(", ".join(names[letter] for letter in row.aspects).lower()),
        ),
        Term(label=_("Source"), value=row.source, note=row.get_mark_display() if keeps else ""),
        Term(label=str(VALID.label), value=valid.text),
    ]


def _part(access: Access, row: Threat, key: str, link: type[ThreatLink]) -> dict[str, object]:
    rows = list_rows_naming(access, row, link)
    return {
        "title": capfirst(registers.get(key).many),
        "rows": [(each.label(), reverse(f"{key}-detail", args=[each.pk])) for each in rows[:SHOWN]],
        "total": rows.count(),
        "url": f"{reverse(f'{key}-list')}?{PARAMETER}={row.code}",
    }
