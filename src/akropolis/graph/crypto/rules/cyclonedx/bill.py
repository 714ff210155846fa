"""Contents of a bill, as far as they are imported."""

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
    """The cryptography of a part: its kind in the words of CycloneDX, and the register's fields.

    `identifier` is the serial number, fingerprint, id or OID; `identified` if it is unique.
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

    `purl` is in its canonical form.
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
    """`source` depends on `target`, both given as refs."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class BillFault:
    """A problem that the user must know of: code, place and the value found. The value is not imported."""

    code: str
    where: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """A parsed bill. `untaken` counts by path what is not imported.

    `subject` is the ref of what the bill describes, `about` its name in the file; empty if the file gives none.
    """

    edition: str
    serial: str
    subject: str
    about: str
    parts: tuple[BillPart, ...]
    links: tuple[BillLink, ...]
    faults: tuple[BillFault, ...] = ()
    untaken: Mapping[str, int] = field(default_factory=dict)
