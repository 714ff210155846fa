"""Conversion of one part of a bill to the fields of the registers, with a report of every field not imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from akropolis.graph.crypto.rules.cyclonedx.bill import BillFault, BillPart, Sort
from akropolis.graph.crypto.rules.cyclonedx.crypto import NamedPart, crypto_of
from akropolis.graph.crypto.rules.cyclonedx.purls import parsed

SORTS: Mapping[str, Sort] = {
    "cryptographic-asset": Sort.CRYPTO,
    "machine-learning-model": Sort.AI_SYSTEM,
}
PLAIN = frozenset(
    ("application", "framework", "library", "container", "platform", "operating-system", "device",
     "device-driver", "firmware", "file", "data")
)  # fmt: skip
"""Component types that are imported as platforms or components."""
STRUCTURE = ("bom-ref", "type", "components", "services")
MAKERS = ("supplier", "manufacturer", "provider")
VERSIONED = (Sort.COMPONENT, Sort.AI_SYSTEM)
NAME, VERSION, PACKAGE, TEXT, NOTE = 200, 100, 500, 4000, 2000


@dataclass(slots=True)
class ParsedPart:
    """The result for one object: its part (None if it is no part), faults, paths not imported and references."""

    part: BillPart | None = None
    faults: list[BillFault] = field(default_factory=list)
    untaken: list[str] = field(default_factory=list)
    named: list[NamedPart] = field(default_factory=list)


def text_of(value: object) -> str:
    """Return the text without NUL characters, which no database stores; empty for numbers and other types."""
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


class Fields:
    """The fields of one object. It records which are used; a value that is no text or too long becomes a fault."""

    def __init__(self, raw: Mapping[str, object], where: str, group: str) -> None:
        self.raw, self.where, self.group = raw, where, group
        self.taken: set[str] = set()
        self.faults: list[BillFault] = []
        self.deeper: list[str] = []

    def text(self, key: str, most: int) -> str:
        """Return the text under the key, cut to `most` characters; empty if there is none."""
        return self.cut(self._whole(key), key, most)

    def _whole(self, key: str) -> str:
        self.taken.add(key)
        value = self.raw.get(key)
        if value is not None and not isinstance(value, str):
            self.faults.append(BillFault("text", f"{self.where}.{key}"))
        return text_of(value)

    def package(self) -> tuple[str, str]:
        """Return the canonical package URL and its version. An invalid or too long URL is recorded as a fault."""
        said = self._whole("purl")
        try:
            found = parsed(said) if 0 < len(said) <= PACKAGE else ("", "")
        except ValueError:
            found = ("", "")
        if said and not 0 < len(found[0]) <= PACKAGE:
            self.faults.append(BillFault("purl", f"{self.where}.purl", said[:NAME]))
            return "", ""
        return found

    def cut(self, text: str, key: str, most: int) -> str:
        """Return the text cut to `most` characters. A cut is recorded as a fault."""
        if len(text) > most:
            self.faults.append(BillFault("long", f"{self.where}.{key}", str(most)))
        return text[:most]

    def name(self) -> str:
        """Return the name, prefixed by its group if there is one."""
        group, name = self.text("group", NAME), self.text("name", NAME)
        return self.cut(f"{group}/{name}", "name", NAME) if group and name else name

    def organisation(self) -> str:
        """Return the maker or supplier: the first with a name; their other properties are not imported."""
        for key in MAKERS:
            found = self.raw.get(key)
            if isinstance(found, dict) and (name := text_of(found.get("name"))):
                self.taken.add(key)
                self.deeper += [f"{self.group}.{key}.{inner}" for inner in found if inner != "name"]
                return self.cut(name, f"{key}.name", NAME)
        return ""

    def left(self) -> list[str]:
        """Return the paths of the object's fields that are not imported."""
        return [f"{self.group}.{key}" for key in self.raw if key not in self.taken] + self.deeper


def part_of(raw: object, where: str, *, service: bool) -> ParsedPart:
    """Convert one object of the file. One without a name or a known type is left out, which is a fault."""
    if not isinstance(raw, dict):
        return ParsedPart(faults=[BillFault("object", where)])
    kind = "service" if service else text_of(raw.get("type"))
    fields = Fields(raw, where, "services[]" if service else "components[]")
    fields.taken.update(STRUCTURE)
    name = fields.name()
    if not name:
        return ParsedPart(faults=[BillFault("name", where)])
    if not service and kind not in PLAIN and kind not in SORTS:
        return ParsedPart(faults=[BillFault("type", where, kind[:NAME])])
    sort = Sort.SERVICE if service else SORTS.get(kind, Sort.COMPONENT)
    ref = text_of(raw.get("bom-ref")) or f"#{where}"
    return _made(fields, ref, sort, kind, name)


def _made(fields: Fields, ref: str, sort: Sort, kind: str, name: str) -> ParsedPart:
    found, crypto = ParsedPart(), None
    if sort is Sort.CRYPTO:
        fields.taken.add("cryptoProperties")
        crypto, found.faults, found.untaken, found.named = crypto_of(
            fields.raw.get("cryptoProperties"), name, fields.where
        )
    version = fields.text("version", VERSION) if sort in VERSIONED else ""
    purl, edition = fields.package() if sort is Sort.COMPONENT else ("", "")
    found.part = BillPart(
        ref,
        sort,
        kind,
        name,
        version or edition[:VERSION],
        purl,
        fields.text("description", NOTE if sort is Sort.CRYPTO else TEXT),
        fields.organisation(),
        crypto,
        fields.where,
    )
    found.faults = fields.faults + found.faults
    found.untaken += fields.left()
    return found
