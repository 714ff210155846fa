"""A SAML identity provider: pysaml2's own, with a key of its own, that says what a test wants it to say."""

from base64 import b64decode, b64encode
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zlib import decompress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.utils import timezone
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

ENTITY = "https://idp.stad.example/saml"


@cache
def _pair(number: int) -> tuple[bytes, bytes]:
    """A key and its certificate."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"idp {number}")])
    now = timezone.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(number).not_valid_before(now - timedelta(days=1))
    signed = made.not_valid_after(now + timedelta(days=2)).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, signed.public_bytes(serialization.Encoding.PEM)


def question(address: str) -> str:
    """The XML of the question that lies in the address (SAML Bindings 3.4.4.1)."""
    return decompress(b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0]), -15).decode()


class Provider:
    """The provider. `key` chooses its key, so that two of the same name sign differently."""

    def __init__(self, folder: Path, ours: str, key: int = 1) -> None:
        folder.mkdir(exist_ok=True)
        private, certificate = _pair(key)
        (folder / "key.pem").write_bytes(private)
        (folder / "certificate.pem").write_bytes(certificate)
        (folder / "ours.xml").write_text(ours)
        config = IdPConfig()
        config.load(
            {
                "entityid": ENTITY,
                "key_file": str(folder / "key.pem"),
                "cert_file": str(folder / "certificate.pem"),
                "metadata": {"local": [str(folder / "ours.xml")]} if ours else {},
                "service": {
                    "idp": {
                        "endpoints": {
                            "single_sign_on_service": [
                                ("https://idp.stad.example/sso", BINDING_HTTP_REDIRECT)
                            ]
                        },
                        "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                    }
                },
            }
        )
        self.metadata = folder / "provider.xml"
        self.metadata.write_text(str(entity_descriptor(config)))
        self.server = Server(config=config)

    def lasts(self, minutes: float) -> None:
        """What it says holds for so long; for less than nothing it has run out already."""
        self.server.config.getattr("policy", "idp")._restrictions["default"]["lifetime"] = {
            "minutes": minutes
        }

    def speaks_to(self, audience: str | None) -> None:
        """What it says is for that audience, whoever asked; for nobody that it names where there is none."""
        policy = self.server.config.getattr("policy", "idp")
        right = policy.conditions

        def conditions(asks: Any) -> Any:
            found = right(audience or asks)
            found.audience_restriction = found.audience_restriction if audience else []
            return found

        policy.conditions = conditions

    def answer(self, address: str, subject: str, said: dict[str, Any], **more: Any) -> str:
        """The form's field with the answer to the question that lies in the address."""
        sent = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
        asked = self.server.parse_authn_request(sent, BINDING_HTTP_REDIRECT).message
        name = more.pop("name_id", NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject))
        given = {
            "in_response_to": asked.id,
            "destination": asked.assertion_consumer_service_url,
            "sp_entity_id": asked.issuer.text,
            "name_id": name,
            "authn": {"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
            "sign_assertion": True,
            "sign_response": False,
            "sign_alg": SIG_RSA_SHA256,
            "digest_alg": DIGEST_SHA256,
            "binding": BINDING_HTTP_POST,
            **more,
        }
        return b64encode(str(self.server.create_authn_response(said, **given)).encode()).decode()
