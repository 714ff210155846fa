"""The parts of a classification's stored answers: each part has its own page and is saved independently."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from akropolis.base.lib.plain import Plain

ABOUT, LAW, LEVELS = "about", "law", "levels"
"""Description of the information; provisions and raises; manually chosen levels. The other parts are aspects."""


@dataclass(frozen=True, slots=True)
class InformationDescription:
    """Answers about the information itself. The description is the user's own text; None means unanswered."""

    description: str = ""
    personal_data: bool | None = None
    people: int | None = None
    protected_people: bool | None = None


def part_of(description: str, answers: Plain, part: str) -> Plain:
    """Return one part of the stored answers, as the JSON value that its page saves."""
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
    """Return the answers with the part replaced. The description of `about` is stored beside them, not in them."""
    if part == ABOUT:
        return {**answers, "about": {key: each for key, each in value.items() if key != "description"}}
    if part == LAW:
        return {**answers, **value}
    if part == LEVELS:
        return {**answers, "chosen": value}
    return {**answers, "harms": {**answers.get("harms", {}), part: value}}


def digest_part(value: object) -> str:
    """Return a short hash of a part. A save compares it to detect that somebody else has changed the part."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def about_of(description: str, answers: Plain) -> InformationDescription:
    """Return the answers about the information itself."""
    said = answers.get("about", {})
    return InformationDescription(
        description, said.get("personal_data"), said.get("people"), said.get("protected_people")
    )
