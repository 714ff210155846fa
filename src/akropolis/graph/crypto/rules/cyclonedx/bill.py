"""What a bill holds, as far as it is taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """What a part of a bill becomes."""

    COMPONENT = "component"
    SERVICE = "service"
    AI_SYSTEM = "ai_system"
    CRYPTO = "crypto"


@dataclass(frozen=True, slots=True)
class Crypto:
    """The cryptography of a part: the words of CycloneDX for its kind, and what the register asks for.

    `identifier` is the serial number, fingerprint, id or OID; `identified` when there is only one with it.
    """

    kind: str
    algorithm: str = ""
    bits: int | None = None
    use: str = "other"
    protocol: str = ""
    certificate_to: date | None = None
    identifier: str = ""
    identified: bool = False


@dataclass(frozen=True, slots=True)
class BillPart:
    """One component, service or cryptographic asset. `where` is its place in the file, `type` the file's word.

    `purl` is in its canonical spelling.
    """

    ref: str
    sort: Sort
    type: str
    name: str
    edition: str = ""
    purl: str = ""
    description: str = ""
    supplier: str = ""
    crypto: Crypto | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class BillLink:
    """`source` stands on `target`, both by their refs."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class BillFault:
    """Something that a person must know of: by code, place and what stands there. Nothing of it is taken over."""

    code: str
    where: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill read. `untaken` counts by path what is not taken over.

    `subject` is the ref of what the bill is about, `about` what the file calls it; empty when the file does not say.
    """

    edition: str
    serial: str
    subject: str
    about: str
    parts: tuple[BillPart, ...]
    links: tuple[BillLink, ...]
    faults: tuple[BillFault, ...] = ()
    untaken: Mapping[str, int] = field(default_factory=dict)
