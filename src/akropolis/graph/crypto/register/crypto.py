"""The register of kryptografiska tillgångar."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.registers.declaration import FieldSection, Register
from akropolis.graph.crypto.models import CryptoAsset

CRYPTO_ASSETS = Register(
    key="crypto-assets",
    slug="kryptotillgangar",
    model=CryptoAsset,
    one=_("cryptographic asset"),
    many=_("Cryptographic assets"),
    intro=_("Which cryptography protects what, so that the move to quantum-safe methods can be planned."),
    empty=_("No cryptographic assets here. Add one, or read in a bill of materials (CycloneDX)."),
    sections=(
        FieldSection(_("The asset"), ("name", "kind", "note")),
        FieldSection(
            _("Cryptography"), ("algorithm", "key_bits", "use", "protocol", "certificate_to", "identifier")
        ),
        FieldSection(_("Quantum-safe"), ("secret_until", "verify_until", "migration", "effort")),
        FieldSection(_("Who answers for it"), ("owner_unit",)),
    ),
    columns=("name", "number", "owner_unit", "algorithm", "key_bits", "migration"),
    filters=("owner_unit", "kind", "use", "migration", "certificate_to", "effort"),
    sort=("sort_key", "number", "certificate_to", "migration"),
    period="certificate_to",
)
