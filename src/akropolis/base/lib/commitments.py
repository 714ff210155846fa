"""Values that a chain seals without containing them: each has a salted commitment, and is stored beside it.

An open value can be removed later together with its salt. The commitment remains, and without the salt it reveals
nothing about the value.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping

SALT = 16
"""Bytes of random salt per value, so that the value cannot be found by trying all values."""

quoted = json.encoder.encode_basestring
"""Encode a text as JSON, without escaping letters."""
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: object) -> str:
    """Return the canonical JSON text of a value: sorted keys, no spaces, unescaped letters."""
    if type(value) is str:  # these three shortcuts are much faster, and their types are common in rows
        return quoted(value)
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    return _encode(value)


def object_of(texts: Mapping[str, str]) -> str:
    """Return the canonical text of an object whose values are canonical texts already, so that each is made once."""
    return "{" + ",".join([f"{quoted(name)}:{texts[name]}" for name in sorted(texts)]) + "}"


def commitment(salt: str, text: str) -> str:
    """Return the commitment to a value: SHA-256 over the salt, a line break and the value's canonical text."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def salts(count: int) -> Iterator[str]:
    """Return `count` random salts as hexadecimal texts, all drawn in one call."""
    drawn = os.urandom(SALT * count).hex()
    return (drawn[start : start + 2 * SALT] for start in range(0, len(drawn), 2 * SALT))


def cover(values: Mapping[str, object], salt: Iterator[str]) -> tuple[dict[str, str], str]:
    """Return the commitments keyed by place, and the open text: a JSON object of [salt, value] keyed by place.

    None gets no place, and an empty text is kept as it is instead of a commitment: neither holds
    anything to remove.
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
    """Return the first place whose open value does not fit its commitment; empty if all of them fit.

    If a place holds a number, the link with that number emptied it; the caller must confirm that in
    the chain.
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
    """Return the emptied places, each with the number of the link that emptied it."""
    return {place: held for place, held in beside.items() if isinstance(held, int)}
