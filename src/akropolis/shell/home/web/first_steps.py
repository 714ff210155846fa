"""First steps of a new user: for each role of theirs what to do first, where, and where the handbook says more."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.access.web import access_of, appointments_on, signed_in
from akropolis.shell.home.selectors.examining import READ as EXAMINE
from akropolis.shell.home.selectors.examining import may_examine
from akropolis.shell.home.selectors.first_steps import FirstStep, steps_of
from akropolis.shell.home.selectors.setup import is_new
from akropolis.shell.home.web.handbook import place_url


@dataclass(frozen=True, slots=True)
class RoleFirstSteps:
    """A role, where the person holds it, and its first steps: each with its page and its place in the handbook."""

    role: Role
    where: list[str]
    steps: list[tuple[FirstStep, str, str]]


@signed_in(because="what the person's own roles are, and what they are for")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the first steps in each of the user's roles."""
    context = {
        "title": _("Get started"),
        "roles": _roles(access_of(request), appointments_on(request)),
        "new": is_new(access_of(request)),
    }
    return render(request, "home/first_steps.html", context)


def _roles(access: Access, appointments: list[Appointment]) -> list[RoleFirstSteps]:
    found: dict[str, RoleFirstSteps] = {}
    for each in appointments:
        if each.role.code not in found:
            found[each.role.code] = RoleFirstSteps(each.role, [], _steps(access, each.role))
        found[each.role.code].where.append(each.unit.name if each.unit else _("the whole installation"))
    return list(found.values())


def _steps(access: Access, role: Role) -> list[tuple[FirstStep, str, str]]:
    """Return the role's steps; to examine is one for those who read appointments in the whole city."""
    steps = [step for step in steps_of(role) if step.right != EXAMINE or may_examine(access)]
    return [(step, reverse(step.page), place_url(step.page)) for step in steps]
