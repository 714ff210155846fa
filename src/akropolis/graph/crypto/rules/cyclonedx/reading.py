"""Parsing of a CycloneDX file to a bill: its parts, links and faults, and a count of all fields not imported."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from akropolis.graph.crypto.rules.cyclonedx.bill import Bill, BillFault, BillLink, BillPart, Crypto
from akropolis.graph.crypto.rules.cyclonedx.crypto import IDENTIFIERS, LONGEST_IDENTIFIER, NamedPart
from akropolis.graph.crypto.rules.cyclonedx.guards import BillRefused, check
from akropolis.graph.crypto.rules.cyclonedx.parts import NAME, part_of, text_of

EDITIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
"""Supported versions of CycloneDX; cryptography came with 1.6."""
TOP = frozenset(
    ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "services",
     "dependencies")
)  # fmt: skip
WHOLE = frozenset(("bom-ref", "type", "group", "name", "version", "components", "services"))
"""Fields that are read of the bill's subject. The subject is an existing node, and nothing of it is written."""
TIED = frozenset(("ref", "dependsOn", "provides"))
_ESCAPED = re.compile(r"\\u(?:00[01]|[dD][89a-fA-F])")
"""Matches an escaped control character or surrogate: JSON can contain such characters only as escapes."""
_UNSTORABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
SUBJECT = "#subject"
"""The ref used for the bill's subject if the file gives none."""


def read(data: bytes) -> Bill:
    """Parse a file to a bill. Raises BillRefused, with code and place, if it is no readable CycloneDX in
    JSON.

    Cycles in the file are kept: the graph allows them. Problems that the user must know of are in `faults`.
    """
    check(data)
    return _Reader(_parsed(data)).bill()


def _parsed(data: bytes) -> Mapping[str, object]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BillRefused("encoding", said=str(error.start)) from error
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except BillRefused:
        raise
    except (ValueError, RecursionError) as error:  # ValueError: a number of five thousand digits
        where = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BillRefused("json", where) from error
    if _ESCAPED.search(text):
        found = _storable(found)
    if not isinstance(found, dict) or found.get("bomFormat") != "CycloneDX":
        raise BillRefused("format", "bomFormat")
    if found.get("specVersion") not in EDITIONS:
        raise BillRefused("edition", "specVersion", str(found.get("specVersion"))[:40])
    return found


def _storable(value: object) -> object:
    """Return the value with a replacement character for each that neither database nor page can hold."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return value


def _no_constant(_text: str) -> object:
    raise BillRefused("json", said="NaN")


class _Reader:
    def __init__(self, raw: Mapping[str, object]) -> None:
        self.raw = raw
        self.parts: dict[str, BillPart] = {}
        self.links: dict[tuple[str, str], BillLink] = {}
        self.faults: list[BillFault] = []
        self.untaken: Counter[str] = Counter()
        self.named: list[tuple[str, NamedPart]] = []
        self.subject, self.about = SUBJECT, ""

    def bill(self) -> Bill:
        self._whole()
        for name in ("components", "services"):
            self._members(self.raw, name, name, self.subject, linked=False)
        self._dependencies()
        self._names()
        self._apart()
        self._adopt()
        self.untaken.update(key for key in self.raw if key not in TOP)
        return Bill(
            str(self.raw["specVersion"]),
            text_of(self.raw.get("serialNumber"))[:NAME],
            self.subject,
            self.about,
            tuple(self.parts.values()),
            tuple(self.links.values()),
            tuple(self.faults),
            dict(sorted(self.untaken.items())),
        )

    def _whole(self) -> None:
        """Read the subject of the bill, and add the parts nested in it."""
        metadata = self._object(self.raw, "metadata", "metadata")
        self.untaken.update(f"metadata.{key}" for key in metadata if key != "component")
        component = self._object(metadata, "component", "metadata.component")
        self.subject = text_of(component.get("bom-ref")) or SUBJECT
        self.about = " ".join(text_of(component.get(key)) for key in ("name", "version")).strip()[:NAME]
        for name in ("components", "services"):
            self._members(component, name, f"metadata.component.{name}", self.subject, linked=True)
        self.untaken.update(f"metadata.component.{key}" for key in component if key not in WHOLE)

    def _object(self, owner: Mapping[str, object], key: str, where: str) -> Mapping[str, object]:
        found = owner.get(key)
        if found is None or isinstance(found, dict):
            return found or {}
        self.faults.append(BillFault("object", where))
        return {}

    def _members(
        self, owner: Mapping[str, object], name: str, where: str, parent: str, *, linked: bool
    ) -> None:
        """Read the parts of a list, and those nested in them. If `linked`, the container depends on them."""
        waiting = [(where, parent, linked, owner.get(name))]
        while waiting:
            place, above, hangs, found = waiting.pop()
            if found is None:
                continue
            if not isinstance(found, list):
                self.faults.append(BillFault("list", place))
                continue
            for index, raw in enumerate(found):
                here = f"{place}[{index}]"
                part = self._part(raw, here, service=place.endswith("services"))
                if part and hangs:
                    self._link(above, part.ref)
                within = raw if isinstance(raw, dict) else {}
                holder, held = (part.ref, True) if part else (above, hangs)
                waiting += [
                    (f"{here}.{name}", holder, held, within.get(name)) for name in ("components", "services")
                ]

    def _part(self, raw: object, where: str, *, service: bool) -> BillPart | None:
        found = part_of(raw, where, service=service)
        if found.part and (found.part.ref in self.parts or found.part.ref == self.subject):
            self.faults.append(BillFault("double", where, found.part.ref[:NAME]))
            return None
        self.faults += found.faults
        self.untaken.update(found.untaken)
        if found.part:
            self.parts[found.part.ref] = found.part
            self.named += [(found.part.ref, named) for named in found.named]
        return found.part

    def _dependencies(self) -> None:
        found = self.raw.get("dependencies", [])
        if not isinstance(found, list):
            self.faults.append(BillFault("list", "dependencies"))
            return
        for index, raw in enumerate(found):
            where = f"dependencies[{index}]"
            if isinstance(raw, dict):
                self.untaken.update(f"dependencies[].{key}" for key in raw if key not in TIED)
            for source, target in self._pairs(raw, where):
                self._known_link(source, target, where)

    def _pairs(self, raw: object, where: str) -> Iterator[tuple[str, str]]:
        ref = text_of(raw.get("ref")) if isinstance(raw, dict) else ""
        if not ref or not isinstance(raw, dict):
            self.faults.append(BillFault("ref", where))
            return
        for name in ("dependsOn", "provides"):
            targets = raw.get(name, [])
            if not isinstance(targets, list):
                self.faults.append(BillFault("list", f"{where}.{name}"))
                continue
            yield from ((ref, text_of(target)) for target in targets)

    def _known_link(self, source: str, target: str, where: str) -> None:
        for ref in (source, target):
            if ref not in self.parts and ref != self.subject:
                self.faults.append(BillFault("missing", where, ref[:NAME]))
                return
        if source == target:
            self.faults.append(BillFault("itself", where, source[:NAME]))
        elif target == self.subject:
            self.faults.append(BillFault("subject", where, source[:NAME]))
        else:
            self._link(source, target)

    def _names(self) -> None:
        """Link cryptographic assets to the parts that they reference, and copy a defining part's algorithm."""
        for ref, named in self.named:
            other = self.parts.get(named.ref)
            self._known_link(ref, named.ref, named.where)
            mine = self.parts[ref]
            if other is None or other is mine:
                continue
            if named.defines and mine.crypto and other.crypto:
                bits = mine.crypto.bits or other.crypto.bits
                crypto = replace(mine.crypto, algorithm=other.crypto.algorithm, bits=bits)
                self.parts[ref] = replace(mine, crypto=crypto)

    def _apart(self) -> None:
        """Add the bom-ref to the identifier of otherwise equal keys and certificates, except the first of them."""
        seen: set[tuple[str, Crypto]] = set()
        for ref, part in self.parts.items():
            crypto = part.crypto
            if crypto is None or crypto.kind not in IDENTIFIERS or crypto.identified:
                continue
            if (part.name, crypto) in seen and ref != f"#{part.where}":
                words = f"{crypto.identifier} {ref}".strip()[:LONGEST_IDENTIFIER]
                self.parts[ref] = replace(part, crypto=replace(crypto, identifier=words))
            seen.add((part.name, crypto))

    def _link(self, source: str, target: str) -> None:
        self.links.setdefault((source, target), BillLink(source, target))

    def _adopt(self) -> None:
        """Link the subject to every part that no other part depends on, so that all parts can be reached from it."""
        reached, waiting = {self.subject}, [self.subject]
        below: dict[str, list[str]] = {}
        for link in self.links.values():
            below.setdefault(link.source, []).append(link.target)
        stood_on = {link.target for link in self.links.values()}
        roots = [ref for ref in self.parts if ref not in stood_on]
        for root in roots:
            self._link(self.subject, root)
        waiting += roots
        reached |= set(roots)
        while waiting:
            fresh = [ref for ref in below.get(waiting.pop(), ()) if ref not in reached]
            reached.update(fresh)
            waiting += fresh
        self._rings([ref for ref in self.parts if ref not in reached], below)

    def _rings(self, left: list[str], below: Mapping[str, list[str]]) -> None:
        """Link the subject to the first part of each ring whose parts are reached only from each other."""
        reached: set[str] = set()
        for ref in left:
            if ref in reached:
                continue
            self._link(self.subject, ref)
            waiting = [ref]
            while waiting:
                current = waiting.pop()
                if current not in reached:
                    reached.add(current)
                    waiting += below.get(current, ())
