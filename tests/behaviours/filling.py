"""A form as somebody fills it in who answers every question."""

from typing import Any

from tests.world import PASSWORD

NAMED = ".//input[@name] | .//textarea[@name] | .//select[@name]"
"""The fields of a form."""
CSRF = "csrfmiddlewaretoken"
ANSWERS = {
    "date": "2026-12-01",
    "datetime-local": "2026-11-24T08:00",
    "time": "08:00",
    "number": "3",
    "email": "prov@example.se",
    "email_from": "2026-11-20",
    "ip_ranges": "192.0.2.0/24",
    "ip_ranges_from": "2026-11-20",
    "sectors_from": "2026-11-20",
    "states_from": "2026-11-20",
    "url": "https://example.se/",
    "checkbox": "on",
}
"""What is written in a field of that kind that is empty, or ticked in it."""
MEANT = {
    "again": "batteri-häst-korrekt-igen",
    "address_from": "2026-11-20",
    "code": "prov",
    "code_2": "prov-2",
    "confirmed_on": "2026-11-25",
    "current": PASSWORD,
    "email": "prov@example.se",
    "email_from": "2026-11-20",
    "ip_ranges": "192.0.2.0/24",
    "ip_ranges_from": "2026-11-20",
    "level": "linje",
    "name_from": "2026-11-20",
    "new": "batteri-häst-korrekt-igen",
    "organisation_number": "556036-0793",
    "password": PASSWORD,
    "phone_from": "2026-11-20",
    "secret_until": "2035",
    "sectors_from": "2026-11-20",
    "states_from": "2026-11-20",
    "url": "https://example.se/",
    "username": "prov",
    "verify_until": "2032",
}
"""What is written in an empty field of that name, which does not take whatever one likes."""


def answered_in(form: Any) -> list[tuple[str, str]]:
    """Every box ticked, of each choice the last chosen, and something written where nothing was."""
    given: dict[tuple[str, str], None] = {}
    for element in form.xpath(NAMED):
        name, kind, value = str(element.get("name")), element.get("type", ""), element.get("value") or ""
        if name == CSRF:
            continue
        if element.tag == "select":
            value = _last(_options(element))
        elif element.tag == "textarea":
            value = (element.text or "").strip()
        elif kind == "radio":
            choices = form.xpath(".//input[@type='radio' and @name=$name]", name=name)
            value = _last([str(each.get("value") or "on") for each in choices])
        elif kind in ("submit", "button", "file"):
            continue
        kind = "number" if element.get("inputmode") in ("decimal", "numeric") else kind
        given[name, value if kind == "hidden" else value or _written(name, kind)] = None
    return [*given]


def needed_in(form: Any) -> list[tuple[str, str]]:
    """What must be answered and is not: of a choice the second, where there are two; of boxes the first."""
    given: dict[str, str] = {}
    for element in form.xpath(NAMED):
        name, kind, value = str(element.get("name")), element.get("type", ""), element.get("value") or ""
        if name in given or element.get("required") is None or kind == "file":
            continue
        if element.tag == "select":
            if not element.xpath(".//option[@selected and @value!='']"):
                given[name] = _last(_options(element)[:2])
        elif kind in ("radio", "checkbox"):
            if not form.xpath(".//input[@name=$name and @checked]", name=name):
                given[name] = value or "on"
        elif not ((element.text or "") if element.tag == "textarea" else value).strip():
            given[name] = _written(name, kind)
    return [*given.items()]


def _written(name: str, kind: str) -> str:
    return MEANT.get(name) or ANSWERS.get(kind, " Prov ")


def _options(select: Any) -> list[str]:
    return [str(each.get("value")) for each in select.xpath(".//option[@value!='']")]


def _last(values: list[str]) -> str:
    return values[-1] if values else ""


def files_in(form: Any) -> tuple[str, ...]:
    """The names of the fields that take a file."""
    return tuple(str(each.get("name")) for each in form.xpath(".//input[@type='file' and @name]"))


def suggestions_in(form: Any) -> tuple[tuple[str, str], ...]:
    """The empty fields that suggest what can be pointed at, each with the address that does."""
    found = form.xpath(".//input[@list and @hx-get and @name]")
    return tuple((str(each.get("name")), str(each.get("hx-get"))) for each in found if not each.get("value"))
