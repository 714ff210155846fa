"""All registers and lists under one menu entry, with one search over them."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, signed_in
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.ui.words import Phrase
from akropolis.shell.home.selectors.registers import of_the_graph, readable
from akropolis.shell.home.selectors.search import in_registers
from akropolis.shell.home.selectors.settings import may_read_settings
from akropolis.shell.home.web.hub import PLACES
from akropolis.shell.home.web.searching import asked_words

WORKED_OUT = ("concentration", "gap-list", "unstated-list", "crypto-plan")
"""Lists that nobody edits, because the system derives their rows."""


@signed_in(because="each register and list is named only to who may read it")
@require_safe
def registers_page(request: HttpRequest) -> HttpResponse:
    """Show the registers in groups, each with a description of its contents; with a search, show the matching rows."""
    access, words = access_of(request), asked_words(request)
    unit = chosen_unit(request, appointments_on(request))
    context = {
        "title": _("Registers"),
        "words": words,
        "asked": bool(words),
        "places": in_registers(access, words, unit) if words else [],
        "keeps": may_read_settings(access),
        "groups": [] if words else [(title, shown) for title, shown in _groups(access) if shown],
    }
    return render(request, "home/registers.html", context)


def _groups(access: Access) -> Iterator[tuple[str, list[dict[str, object]]]]:
    every = readable(access)
    yield _("Information and services"), [_register(each) for each in every if of_the_graph(each)]
    yield _("Work and follow-up"), [_register(each) for each in every if not of_the_graph(each)]
    found = [place for place in PLACES if place[0] in WORKED_OUT and access.anywhere(place[1])]
    yield _("Worked out of the registers"), [_line(name, label, text) for name, _may, label, text in found]


def _register(register: Register) -> dict[str, object]:
    return _line(f"{register.key}-list", register.many, register.intro)


def _line(name: str, label: Phrase, text: Phrase) -> dict[str, object]:
    return {"url": reverse(name), "label": label, "text": text}
