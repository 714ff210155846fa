"""What the frame around every page needs."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akropolis.home.selectors.demo import is_demo
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.web import access_of, appointments_on, chosen_unit, units_of
from akropolis.ui.parts import MenuGroup, MenuItem, Shell, UnitChoice


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the menu: who may not read it does not see it. No permission: everyone who is signed in."""

    label: Any
    name: str
    permission: str = ""


MENU: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    (
        "",
        (
            Place(_("To do"), "home"),
            Place(_("The situation"), "situation", "organisation:unit:read"),
        ),
    ),
    (
        _("Review"),
        (
            Place(_("Management review"), "reviews", "review:review:read_decided"),
            Place(_("Directions"), "directions", "review:answer:edit"),
            Place(_("Horizon scanning"), "observations-list", "horizon:observation:read"),
        ),
    ),
    (
        _("Events"),
        (
            Place(_("Incidents"), "incidents-list", "incidents:incident:read"),
            Place(_("Time limits"), "clock-rules", "clocks:rule:read"),
        ),
    ),
    (
        _("Information and services"),
        (
            Place(_("Overview"), "graph-hub", "assets:service:read"),
            Place(_("Information sets"), "information-list", "assets:information:read"),
            Place(_("IT services"), "services-list", "assets:service:read"),
            Place(_("Suppliers"), "suppliers-list", "suppliers:supplier:read"),
            Place(_("AI systems"), "ai-systems-list", "assets:ai_system:read"),
            Place(_("Gaps"), "gap-list", "assets:gap:read"),
            Place(_("Concentration"), "concentration", "assets:service:read"),
        ),
    ),
    (
        _("Registers"),
        (
            Place(_("Actions"), "actions-list", "actions:action:read"),
            Place(_("Campaigns"), "campaigns-list", "campaigns:campaign:read"),
            Place(_("Evidence"), "evidence-list", "evidence:evidence:read"),
        ),
    ),
    (
        _("The city"),
        (
            Place(_("Organisation"), "units", "organisation:unit:read"),
            Place(_("People"), "people", "organisation:person:read"),
            Place(_("Roles"), "roles"),
        ),
    ),
)


def city_name() -> str:
    """The top unit's name, which is the installation's."""
    top = Unit.objects.unscoped(because="the city's name stands on every page, signed in or not")
    first = top.filter(parent__isnull=True).order_by("valid_from", "code")
    return first.values_list("name", flat=True).first() or ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame: for a signed-in person with menu and unit, for others the bare city."""
    user: Any = getattr(request, "user", None)
    name = city_name()
    if user is None or not user.is_authenticated or user.must_change_password:
        return {"shell": Shell(city_name=name, is_demo=is_demo())}
    appointments = appointments_on(request)
    unit, units = chosen_unit(request, appointments), units_of(appointments)
    choices = [UnitChoice(code=u.code, name=u.name, current=u == unit) for u in units]
    return {
        "shell": Shell(
            city_name=name,
            unit_name=unit.name if unit else name,
            unit_switch_url=reverse("switch-unit"),
            units=choices if len(choices) > 1 else (),
            person_name=user.name,
            menu=menu(access_of(request), request.path),
            search_url=reverse("search"),
            account_url=reverse("account"),
            messages_url=reverse("messages"),
            unread=getattr(user, "unread", None) or 0,
            sign_out_url=reverse("sign-out"),
            signed_in=True,
            is_demo=is_demo(),
            color_scheme=user.color_scheme,
        )
    }


def menu(access: Access, path: str) -> tuple[MenuGroup, ...]:
    """The menu by the user's words, without what the person may not read. The deepest fitting address is current."""
    places = frozenset(place.name for _label, group in MENU for place in group if _open(access, place))
    leading = (url for url in map(_address, places) if _leads(url, path))
    return _groups(places, max(leading, key=len, default=""), get_language())


@lru_cache(maxsize=1000)
def _groups(places: frozenset[str], current: str, _language: str | None) -> tuple[MenuGroup, ...]:
    """The menu of these places. It hangs on nothing else, and every page has one."""
    found = []
    for label, group in MENU:
        items = tuple(_item(place, current) for place in group if place.name in places)
        if items:
            found.append(MenuGroup(label=str(label), items=items))
    return tuple(found)


def _item(place: Place, current: str) -> MenuItem:
    url = _address(place.name)
    return MenuItem(label=str(place.label), url=url, current=url == current)


@cache
def _address(name: str) -> str:
    return reverse(name)


def _open(access: Access, place: Place) -> bool:
    return not place.permission or access.anywhere(place.permission)


def _leads(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
