"""How a part of a bill of materials is imported: its register, its values, and its identifying values."""

from collections.abc import Container, Mapping

from django.utils.translation import gettext as _

from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import GraphRecord, Platform, PlatformKind, Service
from akropolis.graph.crypto.models import CryptoAsset, CryptoUse
from akropolis.graph.crypto.rules.cyclonedx.bill import BillPart, Sort
from akropolis.graph.crypto.rules.cyclonedx.matching import FIELDS, Traits
from akropolis.graph.crypto.rules.cyclonedx.purls import canonical

Values = dict[str, object]

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


def values_of(part: BillPart) -> Values:
    """Return the values that the file states about the part, by field of the register; others are empty."""
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
        "identifier": part.crypto.identifier,
        "note": part.description,
    }


def default_values(part: BillPart) -> Values:
    """Return values for required fields of a new row that the file never states."""
    if part.sort is Sort.AI_SYSTEM:
        return {"purpose": _("Read in from a bill of materials. The purpose is not stated.")}
    return {}


def traits_of(part: BillPart) -> Traits:
    """Return the identifying values of the part."""
    return _traits(part.sort, values_of(part))


def traits_of_row(sort: Sort, row: GraphRecord) -> Traits:
    """Return the identifying values of the register row, by the fields of the sort."""
    return _traits(sort, {name: getattr(row, name) for name in FIELDS[sort]})


def with_canonical_purl(traits: Traits, known: Container[str]) -> Traits:
    """Return the identifying values with the package URL in canonical form, since a user may have entered
    another.

    URLs in `known` are already canonical.
    """
    purl = traits.said.get("purl", "")
    if not purl or purl in known:
        return traits
    return Traits(traits.sort, {**traits.said, "purl": canonical(purl)})


def _traits(sort: Sort, values: Mapping[str, object]) -> Traits:
    told = {name: values[name] for name in FIELDS[sort]}
    return Traits(sort, told | {"kind": str(told["kind"])} if "kind" in told else told)
