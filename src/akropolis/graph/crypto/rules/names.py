"""Parsing of names of cryptography: X.509, Java, JOSE, SSH and TLS spell the same algorithm in different
ways.

`SHA256withRSA`, `rsa-sha2-256`, `RS256` and `1.2.840.113549.1.1.11` are all RSA signatures over a digest.
What a quantum computer breaks is the key's algorithm; a digest's size is not a key length.
"""

import re
from dataclasses import dataclass

OIDS = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.4": "MD5withRSA",
    "1.2.840.113549.1.1.5": "SHA1withRSA",
    "1.2.840.113549.1.1.7": "RSA-OAEP",
    "1.2.840.113549.1.1.10": "RSASSA-PSS",
    "1.2.840.113549.1.1.11": "SHA256withRSA",
    "1.2.840.113549.1.1.12": "SHA384withRSA",
    "1.2.840.113549.1.1.13": "SHA512withRSA",
    "1.2.840.113549.1.1.14": "SHA224withRSA",
    "1.2.840.113549.1.1.2": "MD2withRSA",
    "1.2.840.113549.1.1.3": "MD4withRSA",
    "1.2.840.113549.1.1.15": "SHA512/224withRSA",
    "1.2.840.113549.1.1.16": "SHA512/256withRSA",
    "1.2.840.113549.1.3.1": "DH",
    "1.2.840.113549.1.5.12": "PBKDF2",
    "1.2.840.113549.2.5": "MD5",
    "1.2.840.113549.2.7": "HMAC-SHA1",
    "1.2.840.113549.2.9": "HMAC-SHA256",
    "1.2.840.113549.2.4": "MD4",
    "1.2.840.113549.3.2": "RC2",
    "1.2.156.10197.1.301": "SM2",
    "1.2.156.10197.1.501": "SM3withSM2",
    "1.2.840.113549.3.4": "RC4",
    "1.2.840.113549.3.7": "3DES",
    "1.2.840.10040.4.1": "DSA",
    "1.2.840.10040.4.3": "SHA1withDSA",
    "1.2.840.10045.2.1": "EC",
    "1.2.840.10045.3.1.7": "secp256r1",
    "1.2.840.10045.4.1": "SHA1withECDSA",
    "1.2.840.10045.4.3.1": "SHA224withECDSA",
    "1.2.840.10045.4.3.2": "SHA256withECDSA",
    "1.2.840.10045.4.3.3": "SHA384withECDSA",
    "1.2.840.10045.4.3.4": "SHA512withECDSA",
    "1.3.6.1.4.1.11591.4.11": "scrypt",
    "1.3.6.1.4.1.188.7.1.1.2": "IDEA",
    "1.3.6.1.5.5.8.1.1": "HMAC-MD5",
    "1.3.14.3.2.7": "DES",
    "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
    "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
    "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
    "1.3.14.3.2.26": "SHA1",
    "1.3.101.110": "X25519",
    "1.3.101.111": "X448",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
    "1.3.132.0.10": "secp256k1",
    "1.3.132.0.34": "secp384r1",
    "1.3.132.0.35": "secp521r1",
    "1.3.132.1.12": "ECDH",
    **{
        f"2.16.840.1.101.3.4.1.{20 * step + way}": f"AES-{128 + 64 * step}"
        for step in range(3)
        for way in range(1, 9)
    },
    "2.16.840.1.101.3.4.2.4": "SHA-224",
    "2.16.840.1.101.3.4.2.5": "SHA-512/224",
    "2.16.840.1.101.3.4.2.6": "SHA-512/256",
    "2.16.840.1.101.3.4.2.7": "SHA3-224",
    "2.16.840.1.101.3.4.2.8": "SHA3-256",
    "2.16.840.1.101.3.4.2.9": "SHA3-384",
    "2.16.840.1.101.3.4.2.10": "SHA3-512",
    "2.16.840.1.101.3.4.2.11": "SHAKE128",
    "2.16.840.1.101.3.4.2.12": "SHAKE256",
    "2.16.840.1.101.3.4.2.1": "SHA-256",
    "2.16.840.1.101.3.4.2.2": "SHA-384",
    "2.16.840.1.101.3.4.2.3": "SHA-512",
    "2.16.840.1.101.3.4.3.2": "SHA256withDSA",
    "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
    "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
    "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
    **{f"2.16.840.1.101.3.4.3.{number}": "ECDSA-SHA3" for number in range(9, 13)},
    **{f"2.16.840.1.101.3.4.3.{number}": "RSA-SHA3" for number in range(13, 17)},
    **{f"2.16.840.1.101.3.4.3.{number}": "SLH-DSA" for number in range(20, 32)},
    "2.16.840.1.101.3.4.4.1": "ML-KEM-512",
    "2.16.840.1.101.3.4.4.2": "ML-KEM-768",
    "2.16.840.1.101.3.4.4.3": "ML-KEM-1024",
}
"""Object identifiers as certificates and inventories write them (RFC 8017, 5758, 5480, 8410, 9881, 9935; NIST CSOR)."""

_DIGEST = re.compile(
    r"md[245](?!\d)|ripemd[-_ ]?\d{3}|shake[-_ ]?(?:128|256)|sha3[-_ /]?(?:224|256|384|512)"
    r"|sha(?:[-_ ]?2)?[-_ /]?(?:512[-_/](?:224|256)|224|256|384|512)|sha[-_ ]?1(?!\d)"
)
_GLUE = re.compile(r"with|and|mgf1|encryption|@openssh\.com|[^a-z0-9]")
_POST_QUANTUM = re.compile(
    r"ml-?_?kem|kyber|ml-?_?dsa|dilithium|slh-?_?dsa|sphincs|sntrup|falcon|fn-?_?dsa|hqc|frodo|mceliece"
)
_CLASSIC = re.compile(
    r"rsa|ecdsa|ecdh|ed25519|ed448|x25519|x448|(?<![a-z])p-?\d{3}|secp\d{3}|brainpool|curve25519"
)
_OWN_WORDS = (
    (re.compile(r"^(?:d?tls)[-_ ]?v?1(?:\.0)?$"), "tls10", None),
    (re.compile(r"^(?:d?tls)[-_ ]?v?1[._]?([123])$"), r"tls1\1", None),
    (re.compile(r"^ike[-_ ]?v?([12])$"), r"ikev\1", None),
    (re.compile(r"^ssh[-_ ]?v?([12])(?:\.0)?$"), r"ssh\1", None),
    (re.compile(r"^ssh(?:[-_ ]2\.0.*)?$|^sftp$"), "ssh2", None),
    (re.compile(r"^d?tls$"), "tls", None),
    (re.compile(r"^sm3with(sm2)$"), r"\1", None),
    (re.compile(r"^wireguard$|^noise$"), "x25519", None),
    (re.compile(r"^quic.*$"), "tls13", None),
    (re.compile(r"^tls_(aes|chacha20)(.*)$"), r"\1\2", None),
    (re.compile(r"^(?:rs|ps)(256|384|512)$"), r"rsa sha\1", None),
    (re.compile(r"^es(256k?|384|512)$"), "ecdsa", None),
    (re.compile(r"^hs(256|384|512)$"), "hmac", None),
    (re.compile(r"^a(128|192|256)(?:gcm|kw|gcmkw|cbc.*)$"), r"aes \1", None),
    (re.compile(r"^ssh-rsa.*$"), "rsa sha1", None),
    (re.compile(r"^ssh-dss.*$"), "dsa sha1", None),
    (re.compile(r"^ssh-(ed25519|ed448).*$"), r"\1", None),
    (re.compile(r"^(?:curve|edwards)(25519|448).*$"), r"x\1", None),
    (re.compile(r"^(?:diffie-hellman-group|modp|dh-?group-?)1(?:-.*)?$"), "dh", 1024),
    (re.compile(r"^(?:diffie-hellman-group|modp|dh-?group-?)14(?:-.*)?$"), "dh", 2048),
    (re.compile(r"^(?:diffie-hellman-group|modp|dh-?group-?)15(?:-.*)?$"), "dh", 3072),
    (re.compile(r"^(?:diffie-hellman-group|modp|dh-?group-?)(?:16|17|18)(?:-.*)?$"), "dh", 4096),
    (re.compile(r"^ffdhe?[-_ ]?(\d{4})$"), r"dh \1", None),
    (re.compile(r"^(?:id-?)?ec(?:[-_ ]?public.?key)?$"), "ecc", None),
    (re.compile(r"^ec[-_ ](?:p-?\d{3}|nistp\d{3}|sec[pt].*|prime.*|brainpool.*|.*25519)$"), "ecc", None),
    (re.compile(r"^(?:p-?|nistp|nist p-?)(?:192|224|256|384|521)$"), "ecc", None),
    (re.compile(r"^(?:prime\d{3}v\d|brainpool.*|sec[pt]\d{3}[rk]\d|ansix9.*)$"), "ecc", None),
)
"""Patterns of names with a spelling of their own: the name used here instead, and the key length that they imply."""
_WEAK_MAC = re.compile(r"^hmac.?(md[245])")
_SUITE = re.compile(r"^(?:tls|ssl)_(.+)_with_.*$")
_KEY_BITS = re.compile(r"(?<!\d)(\d{3,5})(?!\d)")
_LONG_KEYS = ("rsa", "dsa", "dh", "diffiehellman", "elgamal")
"""Algorithms whose keys have a thousand bits or more: a smaller number in their name is no key length."""
_SHORTEST = 512
_NOT_SIGNED = ("oaep", "hmac", "pbkdf", "hkdf", "kdf")
"""Parts of names in which an old digest is harmless, since collisions are of no use against such algorithms."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A parsed name of an algorithm. `name` is the key's algorithm, or the whole name if it could not be split."""

    name: str
    bits: int | None = None
    digest: str = ""
    """Name of the digest that is signed; empty if the digest's strength does not matter."""


def parse_name(name: str) -> Spelt:
    """Parse a name into its algorithm, key length and signed digest."""
    low = OIDS.get(name.strip(), name).strip().casefold()
    if suite := _SUITE.match(low):
        low = suite.group(1)
    if mac := _WEAK_MAC.match(low):
        return Spelt(f"hmac{mac.group(1)}")
    bits = None
    for pattern, words, length in _OWN_WORDS:
        if pattern.match(low):
            low, bits = pattern.sub(words, low), length
            break
    if _POST_QUANTUM.search(low) and _CLASSIC.search(low):
        return Spelt("hybrid")
    digests = _DIGEST.findall(low)
    rest = _DIGEST.sub(" ", low)
    if not _GLUE.sub("", rest):
        return Spelt(low, bits)
    signed = digests[0] if digests and not any(word in low for word in _NOT_SIGNED) else ""
    return Spelt(_plain(rest), bits or _length(rest), signed)


def _length(rest: str) -> int | None:
    found = _KEY_BITS.search(rest)
    length = int(found.group(1)) if found else None
    long = _plain(rest).startswith(_LONG_KEYS)
    return None if length is None or (long and length < _SHORTEST) else length


def _plain(rest: str) -> str:
    return _GLUE.sub("", rest)
