"""What a part of a bill of materials becomes: which register, which values, and when it is the same as a row there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akropolis.assets.models import (
    AiSystem,
    CryptoAsset,
    CryptoUse,
    GraphRecord,
    Platform,
    PlatformKind,
    Service,
)
from akropolis.assets.rules.cyclonedx.bill import Part, Sort

Values = dict[str, Any]

MODELS: Mapping[Sort, type[GraphRecord]] = {
    Sort.COMPONENT: Platform,
    Sort.SERVICE: Service,
    Sort.AI_SYSTEM: AiSystem,
    Sort.CRYPTO: CryptoAsset,
}
KINDS: Mapping[str, PlatformKind] = {
    "platform": PlatformKind.PLATFORM,
    "operating-system": PlatformKind.PLATFORM,
    "container": PlatformKind.PLATFORM,
    "device": PlatformKind.HARDWARE,
}


def values_of(part: Part) -> Values:
    """What the file says of the part. What it does not say is empty."""
    if part.sort is Sort.COMPONENT:
        kind = KINDS.get(part.type, PlatformKind.COMPONENT)
        told = {"kind": kind, "edition": part.edition, "purl": part.purl, "description": part.description}
        return {"name": part.name, **told}
    if part.sort is Sort.SERVICE:
        return {"name": part.name, "description": part.description}
    if part.sort is Sort.AI_SYSTEM:
        return {"name": part.name, "purpose": part.description, "model": part.edition}
    assert part.crypto is not None
    return {
        "name": part.name,
        "kind": part.crypto.kind,
        "algorithm": part.crypto.algorithm,
        "key_bits": part.crypto.bits,
        "use": "" if part.crypto.use == CryptoUse.OTHER else part.crypto.use,
        "protocol": part.crypto.protocol,
        "certificate_to": part.crypto.certificate_to,
        "note": part.description,
    }


def untold(part: Part) -> Values:
    """What a new row holds where the file says nothing, and the register wants something."""
    if part.sort is Sort.AI_SYSTEM:
        return {"purpose": _("Read in from a bill of materials. The purpose is not stated.")}
    return {}


def key_of(part: Part) -> tuple[str, ...]:
    """What tells a part from others: its package address without version, else its name and version, or its kind."""
    if part.sort is Sort.COMPONENT:
        return _component(part.purl, part.name, part.edition)
    if part.sort is Sort.CRYPTO and part.crypto:
        return ("crypto", part.crypto.kind, part.name)
    return (part.name,)


def key_of_row(row: Any) -> tuple[str, ...]:
    """The same of a row, so that a part and its row have equal keys."""
    if isinstance(row, Platform):
        return _component(row.purl, row.name, row.edition)
    return ("crypto", str(row.kind), row.name) if isinstance(row, CryptoAsset) else (row.name,)


def _component(purl: str, name: str, edition: str) -> tuple[str, ...]:
    return ("purl", purl.partition("@")[0]) if purl else (name, edition)
