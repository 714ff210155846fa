"""A passkey in software: what a browser and its device answer, right or wrong as the test wants it."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url as text

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Device:
    """Holds one passkey on the curve P-256. `counter` is told with each answer; 0 for ever where it is not counted."""

    origin: str = "http://testserver"
    host: str = "testserver"
    counter: int = 0
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    credential: bytes = field(default_factory=lambda: urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b""

    def make(self, options: dict[str, Any]) -> str:
        """The answer to what is asked when a passkey is made."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        held = b"\0" * 16 + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + held}
        said = self._client("webauthn.create", options["challenge"])
        return self._told({"clientDataJSON": text(said), "attestationObject": text(cbor2.dumps(attested))})

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to what is asked at the way in."""
        self.counter += self.counts
        said, data = self._client("webauthn.get", options["challenge"]), self._data(0)
        signed = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": said,
            "authenticatorData": data,
            "signature": signed,
            "userHandle": self.handle,
        }
        return self._told({name: text(value) for name, value in response.items()})

    def _data(self, more: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([self.flags | more]) + self.counter.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _told(self, response: dict[str, str]) -> str:
        named = text(self.credential)
        return json.dumps(
            {
                "id": named,
                "rawId": named,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
