"""What each role permits per resource: reading, writing and more, and how many people held the role on a day."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.access.permissions import EDIT, READ, Resource, registry
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter
from akropolis.base.kernel.registers.web.computed import list_file, list_from_request, list_page
from akropolis.base.lib.swedish import capitalised
from akropolis.base.ui.parts import Cell
from akropolis.people.organisation.selectors.tree import living
from akropolis.shell.home.selectors.examining import READ as EXAMINE
from akropolis.shell.home.web.examining import DayForm, navigation

FILE = "examine-matrix-file"


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """What one role permits on one resource, and how many appointments in the role were in force on the day."""

    role: Role
    resource: Resource
    granted: frozenset[str]
    held: int

    def gives(self, action: str) -> bool:
        """Return whether the role permits the action."""
        return f"{self.resource.prefix}:{action}" in self.granted

    @property
    def besides(self) -> str:
        """Return the actions permitted besides reading and writing."""
        return ", ".join(str(self.resource.actions[each]) for each in self.resource.besides(self.granted))


def _yes(action: str) -> Callable[[RoleGrant], str]:
    return lambda given: str(_("Yes")) if given.gives(action) else ""


class RoleMatrix(Computed[RoleGrant]):
    """List of the pairs of role and resource where the role permits something on the resource."""

    key, permission = "examine-matrix", EXAMINE
    title, start = _("What each role gives"), (_("Examination"), "examine")
    caption = _("Roles and what they give")
    empty = _("No role gives anything.")
    template, reads = "home/examine_matrix.html", ("dag",)
    filters = (
        ListFilter("roll", _("Role"), lambda asked: [(role.code, str(role)) for role in asked.roles]),
        ListFilter(
            "pa",
            _("Register"),
            lambda _a: [(e.prefix, capitalised(str(e.label))) for e in registry.resources()],
        ),
    )
    columns = (
        ListColumn(_("Role"), lambda given: str(given.role), width=32),
        ListColumn(_("Register"), lambda given: capitalised(str(given.resource.label)), width=36),
        ListColumn(_("Reads"), _yes(READ), width=8),
        ListColumn(_("Writes"), _yes(EDIT), width=8),
        ListColumn(_("May also"), "besides", width=40),
        ListColumn(
            _("Hold the role on the day"),
            "held",
            ValueKind.NUMBER,
            cell=lambda asked, given: Cell(text=given.held, url=asked.to_held),
        ),
    )

    @classmethod
    def file_key(cls) -> str:
        """Return the URL name of the page that gives the list as a file."""
        return FILE

    @property
    def file_url(self) -> str:
        """Return the URL of a file with the same rows as the list."""
        return self.url(FILE)

    @property
    def kept(self) -> Mapping[str, str]:
        """Return the day as a parameter to keep in every link; empty if no day is given."""
        return {"dag": self.query["dag"]} if self.query.get("dag") else {}

    @cached_property
    def on(self) -> date:
        """Return the given day; today if it is missing or invalid."""
        try:
            return parse_date(self.query.get("dag", "")) or self.day
        except ValueError:
            return self.day

    @cached_property
    def roles(self) -> list[Role]:
        """Return all roles, in the order of the roles."""
        return list(Role.objects.visible(self.access))

    @property
    def to_held(self) -> str:
        """Return the URL of the page that lists who held the roles on the day."""
        return f"{reverse('examine-rights')}?dag={self.on.isoformat()}"

    def rows(self) -> list[RoleGrant]:
        """Return the rows, sorted by role and then resource."""
        held = Counter(
            Appointment.objects.visible(self.access).filter(living(self.on)).values_list("role", flat=True)
        )
        roles = [role for role in self.roles if self.chosen["roll"] in ("", role.code)]
        things = [each for each in registry.resources() if self.chosen["pa"] in ("", each.prefix)]
        found = []
        for role in roles:
            granted = registry.expand(role.grants)
            given = (RoleGrant(role, each, granted, held[role.pk]) for each in things)
            found += [each for each in given if any(map(each.gives, each.resource.actions))]
        return found

    def lead(self) -> list[str]:
        """Return the introduction: what the list shows, and for which day."""
        words = _("What the roles give is as it stands today; who held them is as on %(day)s.")
        return [words % {"day": formats.date_format(self.on)}]

    def more(self) -> dict[str, object]:
        """Return the other pages of the examination, and the day form."""
        return {"ways": navigation(self.key), "form": DayForm({"dag": self.on})}


def _requested_matrix(request: HttpRequest) -> RoleMatrix:
    access_of(request).must(EXAMINE, None)
    return list_from_request(RoleMatrix, request)


@requires(EXAMINE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show what each role permits, to users who may examine the city."""
    return list_page(request, _requested_matrix(request))


@requires(EXAMINE)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Return the matrix as an Excel file."""
    return list_file(_requested_matrix(request))


urls = [
    path("granskning/roller/", page, name=RoleMatrix.key),
    path("granskning/roller/xlsx/", file, name=FILE),
]
