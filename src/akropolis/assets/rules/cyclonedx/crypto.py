"""The `cryptoProperties` of CycloneDX 1.6 as the register of cryptographic assets asks for them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from akropolis.assets.rules.cyclonedx.bill import Crypto, Fault

KINDS = ("algorithm", "certificate", "protocol", "related-crypto-material")
BLOCKS: Mapping[str, str] = {
    "algorithm": "algorithmProperties",
    "certificate": "certificateProperties",
    "protocol": "protocolProperties",
    "related-crypto-material": "relatedCryptoMaterialProperties",
}
USES: Mapping[str, str] = {
    "block-cipher": "encryption",
    "stream-cipher": "encryption",
    "ae": "encryption",
    "pke": "encryption",
    "signature": "signature",
    "hash": "hash",
    "xof": "hash",
    "mac": "authentication",
    "kem": "key_exchange",
    "key-agree": "key_exchange",
}
"""The primitives of CycloneDX → the uses of the register."""
TAKEN: Mapping[str, frozenset[str]] = {
    "algorithm": frozenset(("primitive", "parameterSetIdentifier", "curve")),
    "certificate": frozenset(("notValidAfter",)),
    "protocol": frozenset(("type", "version")),
    "related-crypto-material": frozenset(("size", "expirationDate")),
}
LONGEST_KEY = 100_000
"""Bits: what is longer is no key length."""


def crypto_of(raw: Any, name: str, where: str) -> tuple[Crypto, list[Fault], list[str]]:
    """The cryptography, the faults in it, and the paths of what is not taken over."""
    place = f"{where}.cryptoProperties"
    if not isinstance(raw, dict) or raw.get("assetType") not in KINDS:
        said = str(raw.get("assetType"))[:100] if isinstance(raw, dict) else ""
        return Crypto("algorithm", name[:100]), [Fault("crypto", place, said)], []
    kind = raw["assetType"]
    block = raw.get(BLOCKS[kind])
    properties: Mapping[str, Any] = block if isinstance(block, dict) else {}
    faults = [] if block is None or isinstance(block, dict) else [Fault("object", f"{place}.{BLOCKS[kind]}")]
    made, wrong = _MAKERS[kind](properties, name, f"{place}.{BLOCKS[kind]}")
    return made, faults + wrong, _untaken(raw, kind, properties)


def _untaken(raw: Mapping[str, Any], kind: str, properties: Mapping[str, Any]) -> list[str]:
    top = [key for key in raw if key not in ("assetType", BLOCKS[kind])]
    inner = [f"{BLOCKS[kind]}.{key}" for key in properties if key not in TAKEN[kind]]
    return [f"components[].cryptoProperties.{key}" for key in top + inner]


def _algorithm(raw: Mapping[str, Any], name: str, where: str) -> tuple[Crypto, list[Fault]]:
    size, faults = _bits(raw.get("parameterSetIdentifier"), f"{where}.parameterSetIdentifier", strict=False)
    words = [name, raw["curve"]] if isinstance(raw.get("curve"), str) and raw["curve"] not in name else [name]
    use = USES.get(str(raw.get("primitive")), "other")
    return Crypto("algorithm", " ".join(words)[:100], size, use), faults


def _certificate(raw: Mapping[str, Any], _name: str, where: str) -> tuple[Crypto, list[Fault]]:
    day, faults = _day(raw.get("notValidAfter"), f"{where}.notValidAfter")
    return Crypto("certificate", use="authentication", certificate_to=day), faults


def _protocol(raw: Mapping[str, Any], name: str, _where: str) -> tuple[Crypto, list[Fault]]:
    words = [str(raw[key]) for key in ("type", "version") if isinstance(raw.get(key), str)]
    said = " ".join(words) or name
    return Crypto("protocol", use="key_exchange", protocol=said.upper()[:100]), []


def _material(raw: Mapping[str, Any], _name: str, where: str) -> tuple[Crypto, list[Fault]]:
    size, wrong = _bits(raw.get("size"), f"{where}.size", strict=True)
    day, late = _day(raw.get("expirationDate"), f"{where}.expirationDate")
    return Crypto("related-crypto-material", bits=size, certificate_to=day), wrong + late


_MAKERS = {
    "algorithm": _algorithm,
    "certificate": _certificate,
    "protocol": _protocol,
    "related-crypto-material": _material,
}


def _bits(value: Any, where: str, *, strict: bool) -> tuple[int | None, list[Fault]]:
    """A key length. With `strict` whatever is no number is a fault; a parameter set may have a name of its own."""
    if value is None:
        return None, []
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= LONGEST_KEY:
        return int(text), []
    return None, [Fault("bits", where, str(value)[:100])] if strict else []


def _day(value: Any, where: str) -> tuple[date | None, list[Fault]]:
    """The day of a moment in ISO 8601, as it stands in the file's own time zone."""
    if value is None:
        return None, []
    try:
        return datetime.fromisoformat(str(value)).date(), []
    except ValueError:
        return None, [Fault("day", where, str(value)[:100])]
