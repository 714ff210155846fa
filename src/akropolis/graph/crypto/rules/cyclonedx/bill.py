"""Contents of a bill of materials, as far as they are imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """Which register a part of a bill is imported into."""

    COMPONENT = "component"
    SERVICE = "service"
    AI_SYSTEM = "ai_system"
    CRYPTO = "crypto"


@dataclass(frozen=True, slots=True)
class Crypto:
    """The cryptography of a part: its kind in the words of CycloneDX, and the register's fields.

    `identifier` is the serial number, fingerprint, id or OID; `identified` is true if that identifier is
    unique to the asset.
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
    """One component, service or cryptographic asset of a bill.

    `where` is its place in the file, `type` the type as the file names it. `purl` is the package URL in
    canonical form.
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
    """A dependency in a bill: `source` depends on `target`, both given as refs of the file."""

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
    """A parsed bill. `untaken` counts, by path in the file, the fields that are not imported.

    `subject` is the ref of what the bill describes, `about` its name in the file; empty if the file gives no
    name.
    """

    edition: str
    serial: str
    subject: str
    about: str
    parts: tuple[BillPart, ...]
    links: tuple[BillLink, ...]
    faults: tuple[BillFault, ...] = ()
    untaken: Mapping[str, int] = field(default_factory=dict)
