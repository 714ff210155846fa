"""Values that a chain seals without holding them: each is covered by a salted commitment and stands beside, openly.

What is open can later be taken away. The commitment stays in its place and says nothing of the value, since the salt
has gone with it.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping

SALT = 16
"""Bytes of chance beside each value: nobody can try all values until one fits."""

quoted = json.encoder.encode_basestring
"""A text as JSON holds it, letters unescaped."""
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, unescaped letters."""
    if type(value) is str:  # these three are much faster than what they stand for, and rows are full of them
        return quoted(value)
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    return _encode(value)


def object_of(texts: Mapping[str, str]) -> str:
    """The canonical text of an object whose values are canonical texts already: each is made once."""
    return "{" + ",".join([f"{quoted(name)}:{texts[name]}" for name in sorted(texts)]) + "}"


def commitment(salt: str, text: str) -> str:
    """What seals a value: SHA-256 over the salt, a line break and the value's canonical text."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def salts(count: int) -> Iterator[str]:
    """This many salts, as hexadecimal texts, drawn at once."""
    drawn = os.urandom(SALT * count).hex()
    return (drawn[start : start + 2 * SALT] for start in range(0, len(drawn), 2 * SALT))


def cover(values: Mapping[str, object], salt: Iterator[str]) -> tuple[dict[str, str], str]:
    """The commitments by place, and the open text: a JSON object of [salt, value] by place.

    Nothing (None) has no place, and an empty text stands as it is: there is nothing in them to forget.
    """
    sealed: dict[str, str] = {}
    beside = []
    for place in sorted(place for place, value in values.items() if value is not None):
        value = values[place]
        if value == "":
            sealed[place] = ""
            continue
        grain, text = next(salt), canonical(value)
        sealed[place] = commitment(grain, text)
        beside.append(f'"{place}":["{grain}",{text}]')
    return sealed, "{" + ",".join(beside) + "}"


def fault(sealed: Mapping[str, str], beside: Mapping[str, object]) -> str:
    """The first place whose open value is not what was sealed, or nothing.

    A place that holds a number is one that a later link has emptied; whether it has, the chain must say.
    """
    for place, seal in sealed.items():
        held = beside.get(place)
        if seal and not isinstance(held, int) and not _fits(seal, held):
            return place
    return next((place for place in beside if not sealed.get(place)), "")


def _fits(seal: str, held: object) -> bool:
    match held:
        case [str(grain), value]:
            return len(grain) == 2 * SALT and commitment(grain, _encode(value)) == seal
    return False


def emptied(beside: Mapping[str, object]) -> dict[str, int]:
    """The places that are empty now, each with the number of the link that says so."""
    return {place: held for place, held in beside.items() if isinstance(held, int)}
