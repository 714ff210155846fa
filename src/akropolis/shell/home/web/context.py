"""The context of the frame around every page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.tokens import KEEPS
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, units_of
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.kept.declaration import SETTINGS
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.watch.checks import PERMISSION as OPERATES
from akropolis.base.lib import built
from akropolis.base.ui.parts import MenuItem, Shell, UnitChoice
from akropolis.base.ui.words import Phrase
from akropolis.events.incidents.rules.permissions import REPORTS
from akropolis.shell.home.selectors.demo import has_failed, is_demo, progress
from akropolis.shell.home.selectors.examining import may_examine
from akropolis.shell.home.selectors.registers import reads_any
from akropolis.shell.home.selectors.settings import may_read_settings
from akropolis.shell.home.web.handbook import help_url
from akropolis.shell.home.web.hub import PLACES
from akropolis.shell.home.web.settings import SCHEMES


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """A page in the menu, shown to users who may read it. A page without a permission is shown to all users."""

    label: Phrase
    name: str
    permission: str = ""
    may: Callable[[Access], bool] | None = None


@dataclass(frozen=True, slots=True)
class MenuSection:
    """A menu entry. It links to its first page open to the user; the others show while on one of them."""

    label: Phrase
    places: tuple[MenuPlace, ...]


MENU: tuple[MenuSection, ...] = (
    MenuSection(_("To do"), (MenuPlace(_("To do"), "home"),)),
    MenuSection(
        _("The situation"),
        (
            MenuPlace(_("The situation"), "situation", "organisation:unit:read"),
            MenuPlace(_("Year wheel"), "year-wheel", "wheel:outcome:read"),
            MenuPlace(_("Objectives"), "objectives-list", "objectives:objective:read"),
            MenuPlace(_("Indicators"), "indicators", "indicators:measurement:read"),
            MenuPlace(_("Follow-up of the work"), "follow-up-answers", "follow_up:answer:read"),
            MenuPlace(_("Do the measures work?"), "effect-list", "effect:test:read"),
            MenuPlace(_("Maturity"), "maturity-levels", "maturity:assessment:read"),
            MenuPlace(_("Audits"), "audits-list", "audit:audit:read"),
            MenuPlace(_("Deviations"), "deviations-list", "deviation:deviation:read"),
            MenuPlace(_("Training"), "training-list", "training:completion:read"),
        ),
    ),
    MenuSection(
        _("Review"),
        (
            MenuPlace(_("Management review"), "reviews", "review:review:read_decided"),
            MenuPlace(
                _("Yearly reports on data protection"), "privacy.reviews", "review:privacy:read_decided"
            ),
            MenuPlace(_("Directions"), "directions", "review:answer:edit"),
            MenuPlace(_("Horizon scanning"), "observations-list", "horizon:observation:read"),
        ),
    ),
    MenuSection(
        _("Events"),
        (
            MenuPlace(_("Incidents"), "incidents-list", "incidents:incident:read"),
            MenuPlace(_("Exercises"), "exercises-list", "exercises:exercise:read"),
            MenuPlace(_("Time limits"), "clock-rules", "clocks:rule:read"),
        ),
    ),
    MenuSection(
        _("Requirements"),
        (
            MenuPlace(_("Requirements and measures"), "compliance", "compliance:control:read"),
            MenuPlace(_("Frameworks"), "frameworks", "compliance:framework:read"),
            MenuPlace(_("Legal entities"), "entity-list", "compliance:entity:read"),
            MenuPlace(_("Security patterns"), "patterns-list", "patterns:pattern:read"),
            MenuPlace(_("Moments"), "moments-list", "moment:moment:read"),
        ),
    ),
    MenuSection(
        _("Registers"),
        (
            MenuPlace(_("Registers"), "registers", may=reads_any),
            MenuPlace(_("The record of processing"), "processings-list", "processing:processing:read"),
            MenuPlace(_("Data protection"), "dpo-desk", "dpo:desk:read"),
            MenuPlace(_("Requests of data subjects"), "data-requests-list", "requests:request:read"),
            MenuPlace(_("Risks"), "risks-list", "risk:risk:read"),
            MenuPlace(_("Risk picture"), "risk-picture", "risk:risk:read"),
            MenuPlace(_("Overview"), "graph-hub", "assets:service:read"),
            MenuPlace(_("Gaps"), "gap-list", "assets:gap:read"),
            MenuPlace(_("Governing documents"), "documents-list", "documents:document:read"),
            MenuPlace(_("Concentration"), "concentration", "assets:service:read"),
        ),
    ),
    MenuSection(
        _("The city"),
        (
            MenuPlace(_("Organisation"), "units", "organisation:unit:read"),
            MenuPlace(_("People"), "people", "organisation:person:read"),
            MenuPlace(_("Service accounts"), "service-accounts", KEEPS),
            MenuPlace(_("API tokens"), "tokens", KEEPS),
            MenuPlace(_("Roles"), "roles"),
            MenuPlace(_("Settings"), SETTINGS, may=may_read_settings),
            MenuPlace(_("Examination"), "examine", may=may_examine),
            MenuPlace(_("The installation"), "installation", OPERATES),
        ),
    ),
)
"""The menu, at most seven entries. A register in no entry is shown under the registers while the user is in it."""


def city_name() -> str:
    """Return the name of the top unit, which is also the name of the installation."""
    return cached(system("frame"), _city_name)


def _city_name(_access: Access) -> str:
    top = Unit.objects.unscoped(because="the city's name stands on every page, signed in or not")
    first = top.filter(parent__isnull=True).order_by("valid_from", "code")
    return first.values_list("name", flat=True).first() or ""


def _demo_progress() -> str:
    found = progress()
    if found is None:
        if has_failed():
            return gettext("The reviews could not be built. Start the demo again to build it anew.")
        return ""
    sentence = gettext(
        "Reviews are being built: %(done)s of %(total)s are done. Campaigns, call lists and exercises come last."
    )
    return sentence % {"done": found[0], "total": found[1]}


def shell(request: HttpRequest) -> dict[str, object]:
    """Build the frame: with menu and unit for a signed-in user, with only the city for others."""
    user: Any = getattr(request, "user", None)
    name = city_name()
    if user is None or not user.is_authenticated or user.must_change_password:
        return {"shell": Shell(city_name=name, is_demo=is_demo(), demo_progress=_demo_progress())}
    appointments = appointments_on(request)
    unit, units = chosen_unit(request, appointments), units_of(appointments)
    choices = [UnitChoice(code=u.code, name=u.name, current=u == unit) for u in units]
    return {
        "shell": Shell(
            city_name=name,
            unit_name=unit.name if unit else name,
            unit_switch_url=_address("switch-unit"),
            units=choices if len(choices) > 1 else (),
            person_name=user.name,
            version=built.version_and_build(),
            menu=menu(access_of(request), request.path),
            search_url=_address("search"),
            account_url=_address("account"),
            messages_url=_address("messages"),
            unread=getattr(user, "unread", None) or 0,
            sign_out_url=_address("sign-out"),
            signed_in=True,
            is_demo=is_demo(),
            demo_progress=_demo_progress(),
            color_scheme=user.color_scheme,
            help_url=help_url(request),
            report_url=_address("incident-report") if access_of(request).anywhere(REPORTS) else "",
        )
    }


def menu(access: Access, path: str) -> tuple[MenuItem, ...]:
    """Return the menu open to the user, in their language. The longest matching address is current."""
    places = frozenset(place.name for section in MENU for place in section.places if _open(access, place))
    leading = (name for name in (*places, *_others(), *_kept()) if _leads(_address(name), path))
    current = max(leading, key=lambda name: len(_address(name)), default="")
    return _entries(places, SETTINGS if current in _kept() else current, get_language())


@lru_cache(maxsize=1000)
def _entries(places: frozenset[str], current: str, _language: str | None) -> tuple[MenuItem, ...]:
    """Return the menu entries of these places. Cached by its arguments alone, since every page has a menu."""
    found = []
    for section in MENU:
        if shown := [place for place in section.places if place.name in places]:
            found.append(_entry(section, shown[0], shown[1:], current))
    return tuple(found)


def _entry(section: MenuSection, first: MenuPlace, rest: list[MenuPlace], current: str) -> MenuItem:
    named = {place.name for place in section.places}
    if first.name == "registers" and current in _others():
        rest, named = [*rest, *_others()[current]], {*named, current}
    label = section.label if first is section.places[0] else first.label
    items = tuple(_item(place.label, place.name, current) for place in rest if current in named)
    return replace(_item(label, first.name, current), items=items)


def _item(label: Phrase, name: str, current: str) -> MenuItem:
    return MenuItem(label=str(label), url=_address(name), current=name == current)


@cache
def _others() -> Mapping[str, list[MenuPlace]]:
    """Return pages listed among the registers though not in the menu, each with the places shown for it."""
    named = {place.name for section in MENU for place in section.places}
    lists = {f"{each.key}-list": [MenuPlace(each.many, f"{each.key}-list")] for each in registry.all()}
    more: dict[str, list[MenuPlace]] = {name: [] for name, *_words in PLACES}
    return {name: shown for name, shown in (more | lists).items() if name not in named}


@cache
def _kept() -> frozenset[str]:
    """Return the pages of kept content that are not in the menu: they are found in the settings."""
    named = {place.name for section in MENU for place in section.places}
    return frozenset({*(table.key for table in kept_tables), SCHEMES} - named)


@cache
def _address(name: str) -> str:
    return reverse(name)


def _open(access: Access, place: MenuPlace) -> bool:
    if place.may:
        return place.may(access)
    return not place.permission or access.anywhere(place.permission)


def _leads(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
