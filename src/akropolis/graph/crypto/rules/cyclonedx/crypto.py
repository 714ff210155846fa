"""The `cryptoProperties` of CycloneDX 1.6 and 1.7 as fields of the register of cryptographic assets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from akropolis.base.lib.calendar import YEARS
from akropolis.graph.crypto.rules.cyclonedx.bill import BillFault, Crypto
from akropolis.graph.crypto.rules.names import OIDS, parse_name

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
    "combiner": "key_exchange",
}
"""Map from the primitives of CycloneDX to the uses of the register."""
TAKEN: Mapping[str, frozenset[str]] = {
    "algorithm": frozenset(
        ("primitive", "parameterSetIdentifier", "curve", "ellipticCurve", "mode", "padding")
    ),
    "certificate": frozenset(("notValidAfter", "signatureAlgorithmRef", "subjectPublicKeyRef")),
    "protocol": frozenset(("type", "version", "cipherSuites", "cryptoRefArray")),
    "related-crypto-material": frozenset(("type", "size", "expirationDate", "algorithmRef")),
}
IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "certificate": ("serialNumber", "fingerprint"),
    "related-crypto-material": ("id", "fingerprint"),
}
"""Fields that tell an asset from others of its kind. The first non-empty one becomes its identifier."""
REFS: Mapping[str, tuple[str, ...]] = {
    "certificate": ("signatureAlgorithmRef", "subjectPublicKeyRef"),
    "related-crypto-material": ("algorithmRef",),
}
"""Fields that reference another part. The algorithm of the first becomes the algorithm of this one."""
RELATED = "relatedCryptographicAssets"
"""The field that since CycloneDX 1.7 lists all references to other assets, each as type and ref."""
NOTHING_SAID = frozenset(("none", "other", "unknown"))
LONGEST_NAME, LONGEST_IDENTIFIER, LONGEST_KEY, SHORTEST_SIGNING = 100, 200, 100_000, 128
"""Bits: nothing longer is a key length, nor anything shorter in a signature (ML-DSA-65 names a set of parameters)."""


@dataclass(frozen=True, slots=True)
class NamedPart:
    """Another part that an asset references, by its ref. `defines` if the asset's algorithm is that part's."""

    ref: str
    where: str
    defines: bool = False


@dataclass(slots=True)
class _Block:
    """Reads the properties of one kind of asset; records what is imported, what is wrong and what is left out."""

    raw: Mapping[str, object]
    name: str
    where: str
    faults: list[BillFault]
    untaken: list[str]
    taken: set[str]

    def wrong(self, code: str, key: str, said: object = "") -> None:
        self.faults.append(BillFault(code, f"{self.where}.{key}", str(said)[:100]))

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if value is not None and not isinstance(value, str):
            self.wrong("text", key)
        return value.strip() if isinstance(value, str) else ""

    def cut(self, text: str, key: str, most: int = LONGEST_NAME) -> str:
        if len(text) > most:
            self.wrong("long", key, most)
        return text[:most]

    def identifier(self, kind: str) -> str:
        """Return the first non-empty identifier of the kind; a fingerprint is an object around its text."""
        for key in IDENTIFIERS.get(kind, ()):
            found = self.raw.get(key)
            if isinstance(found, dict):
                said = found.get("content")
                text = said.strip() if isinstance(said, str) else ""
            else:
                text = self.text(key)
            if text:
                self.taken.add(key)
                return self.cut(text, key, LONGEST_IDENTIFIER)
        return ""


def crypto_of(
    raw: object, name: str, where: str
) -> tuple[Crypto, list[BillFault], list[str], list[NamedPart]]:
    """Return the cryptography, its faults, the paths of fields not imported, and the parts that it references."""
    place = f"{where}.cryptoProperties"
    if not isinstance(raw, dict) or raw.get("assetType") not in KINDS:
        said = str(raw.get("assetType"))[:100] if isinstance(raw, dict) else ""
        return Crypto("algorithm", name[:LONGEST_NAME]), [BillFault("crypto", place, said)], [], []
    kind = raw["assetType"]
    found = raw.get(BLOCKS[kind])
    here = f"{place}.{BLOCKS[kind]}"
    faults = [] if found is None or isinstance(found, dict) else [BillFault("object", here)]
    block = _Block(found if isinstance(found, dict) else {}, name, here, faults, [], set(TAKEN[kind]))
    made = _identified(_MAKERS[kind](block), raw, block)
    named = list(_named(block, kind))
    oid = ("oid",) if kind not in IDENTIFIERS or _oid(raw) in OIDS else ()
    left = [key for key in raw if key not in ("assetType", BLOCKS[kind], *oid)]
    left += [f"{BLOCKS[kind]}.{key}" for key in block.raw if key not in block.taken]
    left += [f"{BLOCKS[kind]}.{key}" for key in block.untaken]
    return made, block.faults, [f"components[].cryptoProperties.{key}" for key in left], named


def _oid(raw: Mapping[str, object]) -> str:
    return str(raw["oid"]).strip() if isinstance(raw.get("oid"), str) else ""


def _identified(made: Crypto, raw: Mapping[str, object], block: _Block) -> Crypto:
    """Return the asset with its identifier set. An OID identifies an algorithm, not a single key or certificate."""
    if made.kind not in IDENTIFIERS:
        return replace(made, identifier=_oid(raw)[:LONGEST_IDENTIFIER])
    made = replace(made, algorithm=OIDS.get(_oid(raw), ""))
    own = block.identifier(made.kind)
    words = [block.text("type"), own] if made.kind == "related-crypto-material" else [own]
    whole = block.cut(" ".join(word for word in words if word), "type", LONGEST_IDENTIFIER)
    return replace(made, identifier=whole, identified=bool(own))


def _algorithm(block: _Block) -> Crypto:
    primitive, said = block.text("primitive"), block.raw.get("parameterSetIdentifier")
    bits = _bits(said)
    if bits is not None and (primitive == "kem" or (primitive == "signature" and bits < SHORTEST_SIGNING)):
        bits = None
    digest = parse_name(block.name).digest
    if bits is not None and digest.endswith(str(bits)):  # of the digest, and no key length
        said = bits = None
    if primitive and primitive not in USES:
        block.untaken.append("primitive")
    curve = block.text("curve") or block.text("ellipticCurve").rpartition("/")[2]
    words = [_word(block, said, "parameterSetIdentifier") if bits is None else "", curve]
    words += [word for word in (block.text("mode"), block.text("padding")) if word not in NOTHING_SAID]
    name = block.name.casefold()
    whole = " ".join([block.name, *(word for word in words if word and word.casefold() not in name)])
    return Crypto("algorithm", block.cut(whole, "name"), bits, USES.get(primitive, "other"))


def _word(block: _Block, said: object, key: str) -> str:
    if said is None or (isinstance(said, (str, int)) and not isinstance(said, bool)):
        return "" if said is None else str(said).strip()
    block.wrong("text", key)
    return ""


def _certificate(block: _Block) -> Crypto:
    return Crypto("certificate", use="authentication", certificate_to=_day(block, "notValidAfter"))


def _protocol(block: _Block) -> Crypto:
    said = " ".join(word for word in (block.text("type"), block.text("version")) if word) or block.name
    return Crypto("protocol", use="key_exchange", protocol=block.cut(said.upper(), "type"))


def _material(block: _Block) -> Crypto:
    size = block.raw.get("size")
    bits = _bits(size)
    if size is not None and bits is None:
        block.wrong("bits", "size", size)
    day = _day(block, "expirationDate")
    return Crypto("related-crypto-material", bits=bits, certificate_to=day)


_MAKERS = {
    "algorithm": _algorithm,
    "certificate": _certificate,
    "protocol": _protocol,
    "related-crypto-material": _material,
}


def _named(block: _Block, kind: str) -> Iterator[NamedPart]:
    for place, key in enumerate(REFS.get(kind, ())):
        if ref := block.text(key):
            yield NamedPart(ref, f"{block.where}.{key}", defines=place == 0)
    yield from _related(block, defining=kind in REFS)
    if kind == "protocol":
        yield from _of_suites(block)
        yield from _each(block, block.raw.get("cryptoRefArray"), "cryptoRefArray")


def _related(block: _Block, *, defining: bool) -> Iterator[NamedPart]:
    """Return the asset's other references. An algorithm among them is its own if no other field gives one."""
    found = block.raw.get(RELATED)
    block.taken.add(RELATED)
    if found is not None and not isinstance(found, list):
        block.wrong("list", RELATED)
        return
    own = not defining or any(block.raw.get(keys[0]) for keys in REFS.values())
    for place, each in enumerate(found or ()):
        ref = each.get("ref") if isinstance(each, dict) else None
        if not isinstance(ref, str) or not ref.strip():
            block.wrong("text", f"{RELATED}[{place}].ref")
            continue
        defines = not own and each.get("type") == "algorithm"
        own = own or defines
        yield NamedPart(ref.strip(), f"{block.where}.{RELATED}[{place}]", defines)


def _of_suites(block: _Block) -> Iterator[NamedPart]:
    """Return the algorithms of a protocol's cipher suites. Other properties of a suite are not imported."""
    suites = block.raw.get("cipherSuites")
    if suites is not None and not isinstance(suites, list):
        block.wrong("list", "cipherSuites")
        return
    for place, suite in enumerate(suites or ()):
        if not isinstance(suite, dict):
            block.wrong("object", f"cipherSuites[{place}]")
            continue
        block.untaken += [f"cipherSuites[].{key}" for key in suite if key != "algorithms"]
        yield from _each(block, suite.get("algorithms"), f"cipherSuites[{place}].algorithms")


def _each(block: _Block, found: object, key: str) -> Iterator[NamedPart]:
    if found is not None and not isinstance(found, list):
        block.wrong("list", key)
        return
    for place, ref in enumerate(found or ()):
        if isinstance(ref, str) and ref.strip():
            yield NamedPart(ref.strip(), f"{block.where}.{key}[{place}]")
        else:
            block.wrong("text", f"{key}[{place}]")


def _bits(value: object) -> int | None:
    """Return the value as a key length; None if it is not one."""
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    plain = text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= LONGEST_KEY
    return int(text) if plain else None


def _day(block: _Block, key: str) -> date | None:
    """Return the date of an ISO 8601 timestamp, in the timestamp's own time zone; None if there is no valid date."""
    value = block.raw.get(key)
    if value is None:
        return None
    try:
        day = datetime.fromisoformat(str(value)).date()
    except ValueError:
        day = date.min
    if day.year in YEARS:
        return day
    block.wrong("day", key, value)
    return None
