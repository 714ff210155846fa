"""A form as somebody fills it in who answers every question."""

from typing import Any

NAMED = ".//input[@name] | .//textarea[@name] | .//select[@name]"
"""The fields of a form."""
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


def answered_in(form: Any) -> list[tuple[str, str]]:
    """Every box ticked, the last of each choice chosen, and something written where nothing was."""
    given: dict[tuple[str, str], None] = {}
    for element in form.xpath(NAMED):
        name, kind, value = str(element.get("name")), element.get("type", ""), element.get("value") or ""
        if element.tag == "select":
            value = str(([""] + [option.get("value") or "" for option in element.xpath(".//option")])[-1])
        elif element.tag == "textarea":
            value = (element.text or "").strip() or " Prov "
        elif kind == "radio":
            for other in [each for each in given if each[0] == name]:
                del given[other]
        elif kind in ("submit", "button", "file"):
            continue
        given[name, value if kind == "hidden" else value or ANSWERS.get(kind, " Prov ")] = None
    return [*given]
