"""The page of roles: what each may do, and who holds it."""

from collections.abc import Container

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.permissions import EDIT, READ, registry
from akropolis.base.kernel.access.web import access_of, signed_in
from akropolis.people.organisation.selectors import tree as selectors
from akropolis.people.organisation.selectors.tree import RoleShown


@signed_in(because="what each role may do is open to everyone in the city")
def listing(request: HttpRequest) -> HttpResponse:
    """List every role with what it lets its holders read, write and otherwise do, and with its holders."""
    shown = selectors.roles(access_of(request), timezone.localdate())
    context = {"title": _("Roles"), "roles": [_row(each) for each in shown]}
    return render(request, "organisation/roles.html", context)


def _row(each: RoleShown) -> dict[str, object]:
    granted = registry.expand(each.role.grants)
    resources = registry.resources()
    reads, writes = (
        [r.label for r in resources if f"{r.prefix}:{action}" in granted] for action in (READ, EDIT)
    )
    withheld = registry.withheld(each.role.grants)
    kept = [r.label for r in resources if any(f"{r.prefix}:{action}" in withheld for action in r.actions)]
    more = [f"{r.label}: {r.actions[action]}" for r in resources for action in r.besides(granted)]
    return {
        "role": each.role,
        "holders": each.holders,
        "reads": reads,
        "reads_all": _all(granted, READ),
        "writes": writes,
        "writes_all": _all(granted, EDIT),
        "more": more,
        "withheld": kept,
    }


def _all(granted: Container[str], action: str) -> bool:
    """Return whether the rights include the action on every resource that a pattern can give."""
    each = (r for r in registry.resources() if action in r.actions and not r.by_name)
    return all(f"{r.prefix}:{action}" in granted for r in each)
