"""From a CycloneDX file to a bill: parts, links, faults, and a count of all that is not taken over."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from akropolis.assets.rules.cyclonedx.bill import Bill, Fault, Link, Part, Sort
from akropolis.assets.rules.cyclonedx.crypto import crypto_of
from akropolis.assets.rules.cyclonedx.guards import Refused, check

EDITIONS = ("1.4", "1.5", "1.6")
"""Read; 1.6 alone has cryptography."""
SORTS: Mapping[str, Sort] = {
    "cryptographic-asset": Sort.CRYPTO,
    "machine-learning-model": Sort.AI_SYSTEM,
}
PLAIN = frozenset(
    ("application", "framework", "library", "container", "platform", "operating-system", "device",
     "device-driver", "firmware", "file", "data")
)  # fmt: skip
"""Components that become platforms or components here."""
TAKEN = frozenset(
    ("bom-ref", "type", "name", "version", "purl", "description", "supplier", "manufacturer", "components",
     "services", "cryptoProperties", "group", "provider")
)  # fmt: skip
TOP = frozenset(
    ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "services",
     "dependencies")
)  # fmt: skip
SUBJECT = "#subject"
"""The ref of what the bill is about when the file gives none."""
NAME, TEXT = 200, 4000


def read(data: bytes) -> Bill:
    """The bill in a file. Raises Refused, with code and place, for what is no CycloneDX in JSON that can be read.

    A file's own cycles are kept: the graph allows them. What a person must know of stands in `faults`.
    """
    check(data)
    return _Reader(_parsed(data)).bill()


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("encoding", said=str(error.start)) from error
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except Refused:
        raise
    except (ValueError, RecursionError) as error:  # ValueError: a number of five thousand digits
        where = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused("json", where) from error
    if not isinstance(found, dict) or found.get("bomFormat") != "CycloneDX":
        raise Refused("format", "bomFormat")
    if found.get("specVersion") not in EDITIONS:
        raise Refused("edition", "specVersion", str(found.get("specVersion"))[:40])
    return found


def _no_constant(_text: str) -> Any:
    raise Refused("json", said="NaN")


class _Reader:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.parts: dict[str, Part] = {}
        self.links: dict[tuple[str, str], Link] = {}
        self.faults: list[Fault] = []
        self.untaken: Counter[str] = Counter()

    def bill(self) -> Bill:
        subject = self._subject()
        for name in ("components", "services"):
            self._members(self.raw, name, name, subject, linked=False)
        self._dependencies(subject)
        self._adopt(subject)
        self.untaken.update(key for key in self.raw if key not in TOP)
        return Bill(
            str(self.raw["specVersion"]),
            _text(self.raw.get("serialNumber"))[:NAME],
            subject,
            tuple(part for ref, part in self.parts.items() if ref != subject),
            tuple(self.links.values()),
            tuple(self.faults),
            dict(sorted(self.untaken.items())),
        )

    def _subject(self) -> str:
        metadata = self.raw.get("metadata")
        if not isinstance(metadata, dict):
            return SUBJECT
        self.untaken.update(f"metadata.{key}" for key in metadata if key not in ("component", "timestamp"))
        component = metadata.get("component")
        if not isinstance(component, dict):
            return SUBJECT
        ref = _text(component.get("bom-ref")) or SUBJECT
        self._members(component, "components", "metadata.component.components", ref, linked=True)
        self.untaken.update(f"metadata.component.{key}" for key in component if key not in TAKEN)
        return ref

    def _members(self, owner: Mapping[str, Any], name: str, where: str, parent: str, *, linked: bool) -> None:
        """The parts of a list, and those within them. With `linked`, what holds them stands on them."""
        waiting = [(where, parent, linked, owner.get(name))]
        while waiting:
            place, above, hangs, found = waiting.pop()
            if found is None:
                continue
            if not isinstance(found, list):
                self.faults.append(Fault("list", place))
                continue
            for index, raw in enumerate(found):
                here = f"{place}[{index}]"
                part = self._part(raw, here, service=place.endswith("services"))
                if part is None:
                    continue
                if hangs:
                    self._link(above, part.ref)
                waiting += [
                    (f"{here}.{within}", part.ref, True, raw.get(within))
                    for within in ("components", "services")
                ]

    def _part(self, raw: Any, where: str, *, service: bool) -> Part | None:
        if not isinstance(raw, dict):
            self.faults.append(Fault("object", where))
            return None
        kind = "service" if service else _text(raw.get("type"))
        name = _name(raw)
        if not name:
            self.faults.append(Fault("name", where))
            return None
        if not service and kind not in PLAIN and kind not in SORTS:
            self.faults.append(Fault("type", where, kind[:NAME]))
            return None
        ref = _text(raw.get("bom-ref")) or f"#{where}"
        if ref in self.parts:
            self.faults.append(Fault("double", where, ref[:NAME]))
            return None
        sort = Sort.SERVICE if service else SORTS.get(kind, Sort.COMPONENT)
        self.parts[ref] = made = self._made(raw, where, ref, sort, kind, name)
        self._count_untaken(raw, "services" if service else "components")
        return made

    def _made(self, raw: Mapping[str, Any], where: str, ref: str, sort: Sort, kind: str, name: str) -> Part:
        crypto = None
        if sort is Sort.CRYPTO:
            crypto, faults, untaken = crypto_of(raw.get("cryptoProperties"), name, where)
            self.faults += faults
            self.untaken.update(untaken)
        return Part(
            ref,
            sort,
            kind,
            name,
            _text(raw.get("version"))[:100],
            _text(raw.get("purl"))[:500],
            _text(raw.get("description"))[:TEXT],
            _organisation(raw),
            crypto,
            where,
        )

    def _count_untaken(self, raw: Mapping[str, Any], place: str) -> None:
        self.untaken.update(f"{place}[].{key}" for key in raw if key not in TAKEN)

    def _dependencies(self, subject: str) -> None:
        found = self.raw.get("dependencies", [])
        if not isinstance(found, list):
            self.faults.append(Fault("list", "dependencies"))
            return
        for index, raw in enumerate(found):
            where = f"dependencies[{index}]"
            for source, target in self._pairs(raw, where):
                self._known_link(source, target, where, subject)

    def _pairs(self, raw: Any, where: str) -> Iterator[tuple[str, str]]:
        ref = _text(raw.get("ref")) if isinstance(raw, dict) else ""
        if not ref:
            self.faults.append(Fault("ref", where))
            return
        for name in ("dependsOn", "provides"):
            targets = raw.get(name, [])
            if not isinstance(targets, list):
                self.faults.append(Fault("list", f"{where}.{name}"))
                continue
            yield from ((ref, _text(target)) for target in targets)

    def _known_link(self, source: str, target: str, where: str, subject: str) -> None:
        for ref in (source, target):
            if ref not in self.parts and ref != subject:
                self.faults.append(Fault("missing", where, ref[:NAME]))
                return
        if source == target:
            self.faults.append(Fault("itself", where, source[:NAME]))
        elif target == subject:
            self.faults.append(Fault("subject", where, source[:NAME]))
        else:
            self._link(source, target)

    def _link(self, source: str, target: str) -> None:
        self.links.setdefault((source, target), Link(source, target))

    def _adopt(self, subject: str) -> None:
        """What nothing else stands on, the subject does, so that no part hangs loose."""
        reached, waiting = {subject}, [subject]
        below: dict[str, list[str]] = {}
        for link in self.links.values():
            below.setdefault(link.source, []).append(link.target)
        stood_on = {link.target for link in self.links.values()}
        roots = [ref for ref in self.parts if ref not in stood_on and ref != subject]
        for root in roots:
            self._link(subject, root)
        waiting += roots
        reached |= set(roots)
        while waiting:
            fresh = [ref for ref in below.get(waiting.pop(), ()) if ref not in reached]
            reached.update(fresh)
            waiting += fresh
        self._rings(subject, [ref for ref in self.parts if ref not in reached], below)

    def _rings(self, subject: str, left: list[str], below: Mapping[str, list[str]]) -> None:
        """Parts that only reach each other in a ring: the first of each ring hangs on the subject."""
        reached: set[str] = set()
        for ref in left:
            if ref in reached:
                continue
            self._link(subject, ref)
            waiting = [ref]
            while waiting:
                current = waiting.pop()
                if current not in reached:
                    reached.add(current)
                    waiting += below.get(current, ())


def _text(value: Any) -> str:
    """A text without what no database keeps; numbers and the rest are no texts here."""
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _name(raw: Mapping[str, Any]) -> str:
    group, name = _text(raw.get("group")), _text(raw.get("name"))
    return (f"{group}/{name}" if group and name else name)[:NAME]


def _organisation(raw: Mapping[str, Any]) -> str:
    for key in ("supplier", "manufacturer", "provider"):
        found = raw.get(key)
        if isinstance(found, dict) and _text(found.get("name")):
            return _text(found.get("name"))[:NAME]
    return ""
