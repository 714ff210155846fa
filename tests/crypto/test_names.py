"""What the names of cryptography say, as real certificates, inventories, SSH, TLS and JOSE write them."""

import pytest
import yaml

from akropolis.graph.crypto.rules.crypto import Verdict, judge
from akropolis.graph.crypto.rules.names import parse_name
from tests.crypto.test_crypto_rules import CONTENT, DAY, shipped

WEAK, VULNERABLE, SAFE, UNKNOWN = Verdict.WEAK, Verdict.VULNERABLE, Verdict.SAFE, Verdict.UNKNOWN

NAMES = {
    VULNERABLE: (
        "SHA256withRSA", "SHA512withRSA", "SHA-384withECDSA", "SHA384withECDSA", "sha256WithRSAEncryption",
        "ecdsa-with-SHA384", "ecdsa-with-SHA256", "RSASSA-PSS", "RSASSA-PKCS1-v1_5-SHA-512",
        "SHA256withRSAandMGF1", "rsa_pss_rsae_sha256", "rsa_pkcs1_sha512", "ecdsa_secp256r1_sha256",
        "rsa-sha2-256", "rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519", "curve25519-sha256",
        "curve25519-sha256@libssh.org", "diffie-hellman-group14-sha256", "diffie-hellman-group16-sha512",
        "ffdhe3072", "RS256", "PS384", "ES256", "ES256K", "EdDSA", "ECDH-ES", "ECDH-ES+A256KW",
        "RSA-OAEP-256", "RSA-OAEP", "RSA", "RSA-2048", "RSA2048", "RSA-4096", "rsa_4096", "EC", "ECC",
        "P-256", "P-384", "P-521", "nistp256", "prime256v1", "secp256r1", "secp384r1", "secp256k1",
        "brainpoolP256r1", "EC P-256", "ECDSA P-256", "X25519", "X448", "Ed25519", "Ed448", "Curve25519",
        "Edwards25519", "ElGamal", "DHE", "ECDHE", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.13",
        "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1", "1.2.840.10045.4.3.3",
        "1.2.840.10045.3.1.7", "1.3.101.112", "1.3.132.0.34", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_CBC_SHA", "DHE-RSA-AES256-GCM-SHA384", "TLS 1.2", "TLSv1.2", "TLS 1.3",
        "TLSv1.3", "DTLS 1.2", "IKEv2", "SSHv2", "QUIC", "TLS", "DTLS", "SSH", "SSH-2.0", "IPsec", "IKE", "WireGuard",
        "EC nistp256", "EC brainpoolP384r1", "ec secp384r1", "EC curve25519", "id-ecPublicKey", "ecPublicKey",
        "NIST P-384", "brainpoolP512t1", "ECDH curve25519", "ECIES", "ECIES-P256", "SM2", "SHA256withSM2",
        "SM3withSM2", "GOST R 34.10-2012", "1.2.156.10197.1.501", "1.3.36.3.3.2.8.1.1.7",
        "2.16.840.1.101.3.4.3.11", "2.16.840.1.101.3.4.3.14", "SHA512/256withRSA",
    ),
    WEAK: (
        "SHA1withRSA", "SHA-1withRSA", "SHA1withECDSA", "SHA1withDSA", "MD5withRSA", "ssh-rsa", "ssh-dss",
        "RSA-1024", "RSA-512", "diffie-hellman-group1-sha1", "DSA", "SHA256withDSA", "SHA-1", "sha1", "MD5",
        "3DES", "DES-EDE3-CBC", "DES", "RC4", "Blowfish", "1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4",
        "1.2.840.10040.4.3", "1.3.14.3.2.26", "TLS 1.0", "TLSv1", "TLSv1.1", "SSL 3.0", "SSLv3", "IKEv1",
        "SSH-1", "RC2", "RC2-CBC", "MD2", "MD4", "MD4withRSA", "IDEA", "CAST5", "HMAC-MD5", "HmacMD5", "hmac-md5-96",
        "1.3.6.1.5.5.8.1.1", "1.2.840.113549.1.1.2", "1.2.840.113549.3.2", "1.3.6.1.4.1.188.7.1.1.2",
    ),
    SAFE: (
        "ML-KEM-768", "ML-KEM-1024", "ML-DSA-65", "SLH-DSA-SHA2-128s", "SLH-DSA-SHAKE-256f",
        "SPHINCS+-SHA2-128s", "Kyber768", "Dilithium3", "Falcon-512", "FN-DSA-512", "HQC-128", "XMSS",
        "LMS", "X25519MLKEM768", "SecP256r1MLKEM768", "X25519Kyber768Draft00", "sntrup761x25519-sha512",
        "mlkem768x25519-sha256", "MLDSA44-ECDSA-P256", "AES-256-GCM", "aes256-gcm@openssh.com", "AES128",
        "A256GCM", "A128KW", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "ChaCha20-Poly1305",
        "HMAC-SHA1", "HMAC-SHA256", "HS256", "SHA-256", "SHA-512/256", "SHA3-512", "SHAKE256", "BLAKE2b",
        "PBKDF2WithHmacSHA1", "Argon2id", "2.16.840.1.101.3.4.4.2", "2.16.840.1.101.3.4.3.18",
        "2.16.840.1.101.3.4.1.46", "2.16.840.1.101.3.4.2.1", "Classic McEliece", "Classic-McEliece-348864",
        "mceliece460896", "FrodoKEM-640", "sntrup761", "HSS", "X25519Kyber768", "HQC-256", "FN-DSA-1024", "HKDF-SHA256",
        "scrypt", "bcrypt", "HMAC-SHA-256", "2.16.840.1.101.3.4.1.26", "2.16.840.1.101.3.4.2.12",
        "2.16.840.1.101.3.4.3.31",
    ),
    UNKNOWN: ("GOST 28147-89", "Serpent", "1.2.3.4.5", ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "verdict"), [(name, v) for v, names in NAMES.items() for name in names])
def test_each_name_gets_its_verdict(name: str, verdict: Verdict) -> None:
    assert judge(shipped(), name, "", None, DAY).verdict == verdict


def test_the_size_of_a_digest_is_no_length_of_a_key() -> None:
    said = {
        name: parse_name(name).bits
        for name in ("SHA512withRSA", "RSA-OAEP-256", "RS256", "RSA-3072", "P-256")
    }
    assert said == {
        "SHA512withRSA": None,
        "RSA-OAEP-256": None,
        "RS256": None,
        "RSA-3072": 3072,
        "P-256": None,
    }


def test_rsa_of_112_bits_is_advised_against_sooner_than_longer_keys() -> None:
    reasons = {bits: judge(shipped(), "RSA", "", bits, DAY).rule for bits in (2048, 3072, 4096, None)}
    said = {bits: rule is not None and "2030" in rule.reason for bits, rule in reasons.items()}
    assert said == {2048: True, 3072: False, 4096: False, None: False}


def test_every_rule_gives_its_reason_in_both_languages() -> None:
    rows = yaml.safe_load(CONTENT.read_text("utf-8"))
    assert [
        row["code"] for row in rows if not row.get("reason_en") or row["reason_en"] == row["reason"]
    ] == []
    assert [row["code"] for row in rows if set("åäö") & set(row["reason_en"])] == []
