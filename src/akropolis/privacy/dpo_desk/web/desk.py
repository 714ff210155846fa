"""The data protection officer's desk: all controllers on one page, each number leading to its rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.ui.parts import Cell, Column, build_table
from akropolis.privacy.dpo_desk.register.desk_columns import COLUMNS
from akropolis.privacy.dpo_desk.register.reviews import ADVICE, REVIEWS

READ = "dpo:desk:read"


@requires(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The controllers that the person's appointment covers, with what each register counts for them."""
    access = access_of(request)
    scopes = access.scopes(READ)
    rows = Unit.objects.visible(access).filter(kind__in=OWN_AUTHORITY, valid_to=None)
    units = [
        unit for unit in rows.order_by("sort_key", "pk") if any(scope.covers(unit.path) for scope in scopes)
    ]
    columns = [each for each in COLUMNS if access.anywhere(each.register.read)]
    counts = [each.count(access) for each in columns]
    lines = []
    for unit in units:
        cells = [Cell(text=unit.name, url=reverse("unit", args=[unit.code]))]
        for column, by_path in zip(columns, counts, strict=True):
            many = sum(n for path, n in by_path.items() if path.startswith(unit.path))
            cells.append(Cell(text=str(many), url=column.url(unit) if many else ""))
        lines.append(cells)
    heads = [Column(label=_("Controller")), *(Column(label=str(each.label)) for each in columns)]
    table = build_table(_("All controllers"), heads, lines, empty=_("Your appointment covers no controller."))
    lists = [
        (register.many, reverse(f"{register.key}-list"))
        for register in (REVIEWS, ADVICE)
        if access.anywhere(register.read)
    ]
    ways = registry.links(REVIEWS.key, access)
    lists += [(str(way.label), reverse(way.address)) for way in ways if way.address != "dpo-desk"]
    new = reverse("dpo-reviews-create") if access.anywhere(REVIEWS.edit) else ""
    context = {"title": _("Data protection"), "table": table, "lists": lists, "new_url": new}
    return render(request, "dpo_desk/desk.html", context)
