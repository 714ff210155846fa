"""A classification's stored answers by part: each is written on a page of its own and saved without the others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from akropolis.base.lib.plain import Plain

ABOUT, LAW, LEVELS = "about", "law", "levels"
"""What the information is; provisions and raises; levels chosen instead of proposed ones. The others are aspects."""


@dataclass(frozen=True, slots=True)
class InformationDescription:
    """What is said of the information. The description is the person's own words; None is not answered."""

    description: str = ""
    personal_data: bool | None = None
    people: int | None = None
    protected_people: bool | None = None


def part_of(description: str, answers: Plain, part: str) -> Plain:
    """The part as it is stored, as JSON."""
    if part == ABOUT:
        return {"description": description, **answers.get("about", {})}
    if part == LAW:
        return {"legal": answers.get("legal", []), "raises": answers.get("raises", [])}
    if part == LEVELS:
        chosen: Plain = answers.get("chosen", {})
        return chosen
    harms: Mapping[str, Plain] = answers.get("harms", {})
    return harms.get(part, {})


def with_part(answers: Plain, part: str, value: Plain) -> dict[str, object]:
    """The answers with that part as given; the description of `about` is stored beside them, not in them."""
    if part == ABOUT:
        return {**answers, "about": {key: each for key, each in value.items() if key != "description"}}
    if part == LAW:
        return {**answers, **value}
    if part == LEVELS:
        return {**answers, "chosen": value}
    return {**answers, "harms": {**answers.get("harms", {}), part: value}}


def seal(value: object) -> str:
    """A short mark of a part as it was seen, by which a save tells whether somebody has changed it since."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def about_of(description: str, answers: Plain) -> InformationDescription:
    """What was said of the information."""
    said = answers.get("about", {})
    return InformationDescription(
        description, said.get("personal_data"), said.get("people"), said.get("protected_people")
    )
