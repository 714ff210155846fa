"""A form as somebody fills it in who answers every question."""

from typing import Any

NAMED = ".//input[@name] | .//textarea[@name] | .//select[@name]"
"""The fields of a form."""
CSRF = "csrfmiddlewaretoken"
ANSWERS = {
    "date": "2026-12-01",
    "datetime-local": "2026-11-24T08:00",
    "time": "08:00",
    "number": "3",
    "email": "prov@example.se",
    "url": "https://example.se/",
    "checkbox": "on",
}
"""What is written in a field of that kind that is empty, or ticked in it."""


def answered_in(form: Any, *, chosen: int) -> list[tuple[str, str]]:
    """Every box ticked, of each choice the one in that place chosen, and something written where nothing was."""
    given: dict[tuple[str, str], None] = {}
    for element in form.xpath(NAMED):
        name, kind, value = str(element.get("name")), element.get("type", ""), element.get("value") or ""
        if name == CSRF:
            continue
        if element.tag == "select":
            value = _in_place(
                [str(each.get("value")) for each in element.xpath(".//option[@value!='']")], chosen
            )
        elif element.tag == "textarea":
            value = (element.text or "").strip() or " Prov "
        elif kind == "radio":
            choices = form.xpath(".//input[@type='radio' and @name=$name]", name=name)
            value = _in_place([str(each.get("value") or "on") for each in choices], chosen)
        elif kind in ("submit", "button", "file"):
            continue
        kind = "number" if element.get("inputmode") in ("decimal", "numeric") else kind
        given[name, value if kind == "hidden" else value or ANSWERS.get(kind, " Prov ")] = None
    return [*given]


def _in_place(values: list[str], place: int) -> str:
    """The value there, or the last; none of none."""
    return ([*values[place:], *values[-1:]] or [""])[0]


def files_in(form: Any) -> tuple[str, ...]:
    """The names of the fields that take a file."""
    return tuple(str(each.get("name")) for each in form.xpath(".//input[@type='file' and @name]"))


def suggestions_in(form: Any) -> tuple[tuple[str, str], ...]:
    """The empty fields that suggest what can be pointed at, each with the address that does."""
    found = form.xpath(".//input[@list and @hx-get and @name]")
    return tuple((str(each.get("name")), str(each.get("hx-get"))) for each in found if not each.get("value"))
