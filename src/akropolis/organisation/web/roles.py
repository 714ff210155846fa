"""The page of roles: what each may do, and who holds it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.kernel.access.permissions import EDIT, READ, registry
from akropolis.kernel.access.web import access_of, signed_in
from akropolis.organisation.selectors import tree as selectors
from akropolis.organisation.selectors.tree import RoleShown


@signed_in(because="what each role may do is open to everyone in the city")
def listing(request: HttpRequest) -> HttpResponse:
    """Every role with what it may read, write and do besides, and its holders."""
    shown = selectors.roles(access_of(request), timezone.localdate())
    context = {"title": _("Roles"), "roles": [_row(each) for each in shown]}
    return render(request, "organisation/roles.html", context)


def _row(each: RoleShown) -> dict[str, object]:
    granted = registry.expand(each.role.grants)
    resources = registry.resources()
    reads = [r.label for r in resources if f"{r.prefix}:{READ}" in granted]
    writes = [r.label for r in resources if f"{r.prefix}:{EDIT}" in granted]
    more = [f"{r.label}: {r.actions[action]}" for r in resources for action in r.besides(granted)]
    return {
        "role": each.role,
        "holders": each.holders,
        "reads": reads,
        "reads_all": len(reads) == sum(READ in r.actions for r in resources),
        "writes": writes,
        "writes_all": len(writes) == sum(EDIT in r.actions for r in resources),
        "more": more,
    }
