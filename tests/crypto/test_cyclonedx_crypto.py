"""What the properties of one cryptographic asset become: its values, its faults, what is left and what it names."""

from datetime import date
from typing import Any

import pytest

from akropolis.graph.crypto.rules.cyclonedx.bill import BillFault, Crypto
from akropolis.graph.crypto.rules.cyclonedx.crypto import BLOCKS, NamedPart, crypto_of
from akropolis.graph.crypto.rules.cyclonedx.guards import DEEPEST, LARGEST, MOST, BillRefused
from akropolis.graph.crypto.rules.cyclonedx.reading import read

HERE = "components[0].cryptoProperties"
LEFT = "components[].cryptoProperties"


def become(kind: str, block: Any = None, *, name: str = "AES", **more: Any) -> Any:
    """What an asset of the kind becomes, with that block of properties."""
    given = {} if block is None else {BLOCKS[kind]: block}
    return crypto_of({"assetType": kind, **given, **more}, name, "components[0]")


def of(kind: str, block: dict[str, Any] | None = None, **more: Any) -> Crypto:
    """The asset, with which nothing is wrong."""
    made, faults, _left, _named = become(kind, block, **more)
    assert faults == []
    assert isinstance(made, Crypto)
    return made


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, ""),
        ("x", ""),
        ({}, "None"),
        ({"assetType": "spoon"}, "spoon"),
        ({"assetType": "s" * 101}, "s" * 100),
    ],
    ids=range(5),
)
def test_what_says_no_kind_is_an_algorithm_by_its_name_and_a_fault(raw: Any, said: str) -> None:
    name = "a" * 101
    assert crypto_of(raw, name, "components[0]") == (
        Crypto("algorithm", name[:100]),
        [BillFault("crypto", HERE, said)],
        [],
        [],
    )


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_asset_may_say_nothing_of_itself(kind: str) -> None:
    expected = {
        "algorithm": Crypto("algorithm", "AES"),
        "certificate": Crypto("certificate", use="authentication"),
        "protocol": Crypto("protocol", use="key_exchange", protocol="AES"),
        "related-crypto-material": Crypto("related-crypto-material"),
    }[kind]
    assert become(kind) == become(kind, {}) == (expected, [], [], [])
    assert become(kind, "x") == (expected, [BillFault("object", f"{HERE}.{BLOCKS[kind]}")], [], [])


def test_an_algorithm_has_its_identifier_and_what_else_it_says_is_told() -> None:
    block = {
        "primitive": "drbg", "parameterSetIdentifier": "256", "curve": " P-256 ", "mode": "cbc", "padding": "none",
        "own": 1,
    }  # fmt: skip
    assert become("algorithm", block, oid=f" {'1' * 201} ", more=1) == (
        Crypto("algorithm", "AES P-256 cbc", 256, "other", identifier="1" * 200),
        [],
        [f"{LEFT}.more", f"{LEFT}.algorithmProperties.own", f"{LEFT}.algorithmProperties.primitive"],
        [],
    )


@pytest.mark.parametrize(
    ("name", "block", "algorithm", "bits"),
    [
        ("RSA", {"primitive": "signature", "parameterSetIdentifier": "128"}, "RSA", 128),
        ("RSA", {"primitive": "signature", "parameterSetIdentifier": "127"}, "RSA 127", None),
        ("RSA", {"primitive": "pke", "parameterSetIdentifier": "127"}, "RSA", 127),
        ("X", {"primitive": "kem", "parameterSetIdentifier": 2048}, "X 2048", None),
        ("RSA-SHA256", {"primitive": "signature", "parameterSetIdentifier": "256"}, "RSA-SHA256", None),
        ("RSA-SHA512", {"primitive": "signature", "parameterSetIdentifier": "256"}, "RSA-SHA512", 256),
        ("AES-GCM", {"primitive": "ae", "mode": "GCM"}, "AES-GCM", None),
        ("AES", {"ellipticCurve": "nist/P-521", "curve": "P-256"}, "AES P-256", None),
        ("AES", {"ellipticCurve": "P-521", "mode": "other", "padding": "pkcs7"}, "AES P-521 pkcs7", None),
    ],
)
def test_numbers_and_words_go_where_they_belong(
    name: str, block: Any, algorithm: str, bits: int | None
) -> None:
    found = of("algorithm", block, name=name)
    assert (found.algorithm, found.bits) == (algorithm, bits)


@pytest.mark.parametrize(
    ("said", "bits"),
    [
        (256, 256), ("256", 256), ("0", 0), (100_000, 100_000), ("100001", None), ("0000256", None), (True, None),
        (-1, None), ("²", None), ("٣", None), ("2,5", None), (2.5, None), ([], None), ("", None),
    ],
)  # fmt: skip
def test_a_key_length_is_a_whole_number_within_reason(said: Any, bits: int | None) -> None:
    made, faults, _left, _named = become("related-crypto-material", {"size": said})
    where = f"{HERE}.relatedCryptoMaterialProperties.size"
    assert (made.bits, faults) == (bits, [] if bits is not None else [BillFault("bits", where, str(said))])


def test_a_name_that_is_too_long_is_cut_and_that_is_said() -> None:
    made, faults, _left, _named = become("algorithm", {"curve": "P-256"}, name="a" * 95)
    assert (made.algorithm, faults) == (
        f"{'a' * 95} P-25",
        [BillFault("long", f"{HERE}.algorithmProperties.name", "100")],
    )
    assert of("algorithm", {"mode": "x"}, name="a" * 98).algorithm == f"{'a' * 98} x"


@pytest.mark.parametrize("key", ["primitive", "curve", "mode", "padding"])
def test_what_should_be_a_text_and_is_none_is_a_fault(key: str) -> None:
    made, faults, left, _named = become("algorithm", {key: 5})
    assert (made, faults, left) == (
        Crypto("algorithm", "AES"),
        [BillFault("text", f"{HERE}.algorithmProperties.{key}")],
        [],
    )


@pytest.mark.parametrize("said", [True, [], 2.5])
def test_a_set_of_parameters_is_a_word_or_a_number(said: Any) -> None:
    made, faults, _left, _named = become("algorithm", {"parameterSetIdentifier": said})
    where = f"{HERE}.algorithmProperties.parameterSetIdentifier"
    assert (made.algorithm, made.bits, faults) == ("AES", None, [BillFault("text", where)])


@pytest.mark.parametrize(
    ("value", "day"),
    [("2027-05-14T23:30:00+02:00", date(2027, 5, 14)), ("2027-05-14", date(2027, 5, 14)), (None, None)],
)
def test_a_certificate_ends_on_the_day_that_the_file_says(value: Any, day: date | None) -> None:
    assert of("certificate", {"notValidAfter": value}).certificate_to == day
    assert of("related-crypto-material", {"expirationDate": value}).certificate_to == day


@pytest.mark.parametrize(
    ("block", "protocol"),
    [
        ({"type": "tls", "version": "1.3"}, "TLS 1.3"),
        ({"type": " ssh "}, "SSH"),
        ({"version": "2"}, "2"),
        ({}, "AES"),
    ],
)
def test_a_protocol_is_called_by_type_and_version_or_by_its_name(
    block: dict[str, str], protocol: str
) -> None:
    assert of("protocol", block) == Crypto("protocol", use="key_exchange", protocol=protocol)


@pytest.mark.parametrize(
    ("kind", "block", "identifier", "identified", "left"),
    [
        (
            "certificate",
            {"serialNumber": " 0A ", "fingerprint": {"content": "ab"}},
            "0A",
            True,
            ["fingerprint"],
        ),
        ("certificate", {"fingerprint": {"content": " ab ", "alg": "x"}}, "ab", True, []),
        ("certificate", {"fingerprint": {"content": 7}}, "", False, ["fingerprint"]),
        ("certificate", {"type": "x"}, "", False, ["type"]),
        ("related-crypto-material", {"type": "secret-key"}, "secret-key", False, []),
        ("related-crypto-material", {"type": "secret-key", "id": "k1"}, "secret-key k1", True, []),
        ("related-crypto-material", {"id": "k1", "own": 1}, "k1", True, ["own"]),
        ("protocol", {"id": "k1"}, "", False, ["id"]),
    ],
)
def test_an_asset_is_told_from_others_by_the_first_that_says_something(
    kind: str, block: Any, identifier: str, identified: bool, left: list[str]
) -> None:
    made, faults, untaken, _named = become(kind, block)
    assert (made.identifier, made.identified, faults) == (identifier, identified, [])
    assert untaken == [f"{LEFT}.{BLOCKS[kind]}.{key}" for key in left]


def test_an_identifier_that_is_too_long_is_cut() -> None:
    made, faults, _left, _named = become("related-crypto-material", {"type": "key", "id": "x" * 201})
    where = f"{HERE}.relatedCryptoMaterialProperties"
    assert (made.identifier, faults) == (
        f"key {'x' * 196}",
        [BillFault("long", f"{where}.id", "200"), BillFault("long", f"{where}.type", "200")],
    )


def test_the_oid_of_a_key_is_its_algorithm_where_it_is_known_and_else_told() -> None:
    known = "1.2.840.113549.1.1.1"
    made, _faults, left, _named = become("certificate", {}, oid=f" {known} ")
    assert (made.algorithm != "", made.identifier, left) == (True, "", [])
    unknown, _faults, left, _named = become("certificate", {}, oid="9.9.9")
    assert (unknown.algorithm, left) == ("", [f"{LEFT}.oid"])
    assert become("protocol", {}, oid="9.9.9")[0].identifier == "9.9.9"
    assert become("protocol", {}, oid=7)[0].identifier == ""


def named(kind: str, block: dict[str, Any]) -> tuple[list[NamedPart], list[BillFault], list[str]]:
    _made, faults, left, found = become(kind, block)
    return found, faults, left


def test_a_certificate_names_its_signature_first_and_has_its_algorithm_from_it() -> None:
    where = f"{HERE}.certificateProperties"
    block = {"signatureAlgorithmRef": " a ", "subjectPublicKeyRef": "b"}
    both = [
        NamedPart("a", f"{where}.signatureAlgorithmRef", defines=True),
        NamedPart("b", f"{where}.subjectPublicKeyRef"),
    ]
    assert named("certificate", block) == (both, [], [])
    assert named("certificate", {"subjectPublicKeyRef": "b"}) == (both[1:], [], [])
    where = f"{HERE}.relatedCryptoMaterialProperties"
    assert named("related-crypto-material", {"algorithmRef": "a"})[0] == [
        NamedPart("a", f"{where}.algorithmRef", defines=True)
    ]


@pytest.mark.parametrize(
    ("kind", "more", "defining"),
    [
        ("certificate", {}, [1]),
        ("certificate", {"signatureAlgorithmRef": "x"}, []),
        ("related-crypto-material", {}, [1]),
        ("related-crypto-material", {"algorithmRef": "x"}, []),
        ("protocol", {}, []),
        ("algorithm", {}, []),
    ],
)
def test_the_first_algorithm_among_what_is_related_is_its_own_where_no_field_says_one(
    kind: str, more: dict[str, str], defining: list[int]
) -> None:
    related: list[object] = [
        {"type": "publicKey", "ref": "k"},
        *({"type": "algorithm", "ref": f" a{n} "} for n in (1, 2)),
    ]
    related += [{"ref": " "}, {"ref": 7}, "x", {"type": "algorithm"}]
    where = f"{HERE}.{BLOCKS[kind]}.relatedCryptographicAssets"
    found, faults, left = named(kind, {"relatedCryptographicAssets": related, **more})
    assert [each for each in found if each.ref != "x"] == [
        NamedPart(ref, f"{where}[{n}]", defines=n in defining) for n, ref in enumerate(("k", "a1", "a2"))
    ]
    assert (faults, left) == ([BillFault("text", f"{where}[{n}].ref") for n in (3, 4, 5, 6)], [])


def test_a_protocol_names_the_algorithms_of_its_suites_and_then_the_others() -> None:
    where = f"{HERE}.protocolProperties"
    block = {
        "cipherSuites": [
            {"algorithms": [" a ", ""], "name": "X"},
            {"identifiers": []},
            "x",
            {"algorithms": "a"},
        ],
        "cryptoRefArray": ["c", 7],
    }
    assert named("protocol", block) == (
        [
            NamedPart("a", f"{where}.cipherSuites[0].algorithms[0]"),
            NamedPart("c", f"{where}.cryptoRefArray[0]"),
        ],
        [
            BillFault("text", f"{where}.cipherSuites[0].algorithms[1]"),
            BillFault("object", f"{where}.cipherSuites[2]"),
            BillFault("list", f"{where}.cipherSuites[3].algorithms"),
            BillFault("text", f"{where}.cryptoRefArray[1]"),
        ],
        [
            f"{LEFT}.protocolProperties.cipherSuites[].name",
            f"{LEFT}.protocolProperties.cipherSuites[].identifiers",
        ],
    )
    for key in ("cipherSuites", "cryptoRefArray", "relatedCryptographicAssets"):
        assert named("protocol", {key: "x"}) == ([], [BillFault("list", f"{where}.{key}")], [])
    assert named("certificate", {"cryptoRefArray": ["c"]})[0] == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"x" * (LARGEST + 1), ("large", "", "25")),
        (b"[" * (DEEPEST + 1), ("deep", "", "64")),
        (b"[" + b"[]," * MOST, ("many", "", "1000000")),
        (b'{"a": "\xe5"}', ("encoding", "", "7")),
        (b'{"a":\n x}', ("json", "2:2", "")),
        (b'{"a": NaN}', ("json", "", "NaN")),
        (b'{"a": ' + b"9" * 6000 + b"}", ("json", "", "")),
        (b'{"a": 1}', ("format", "bomFormat", "")),
        (b'{"bomFormat": "CycloneDX"}', ("edition", "specVersion", "None")),
        (
            b'{"bomFormat": "CycloneDX", "specVersion": "' + b"9" * 41 + b'"}',
            ("edition", "specVersion", "9" * 40),
        ),
    ],
    ids=range(10),
)
def test_a_refusal_says_where_and_what_stands_there(data: bytes, told: tuple[str, str, str]) -> None:
    with pytest.raises(BillRefused) as refused:
        read(data)
    assert (refused.value.code, refused.value.where, refused.value.said, str(refused.value)) == (
        *told,
        told[0],
    )


def test_a_file_as_large_and_in_as_many_parts_as_may_be_is_not_refused_for_that() -> None:
    for data in (b" " * (LARGEST - 2) + b"{}", b"[" + b"[]," * (MOST - 2) + b"[]]"):
        with pytest.raises(BillRefused) as refused:
            read(data)
        assert refused.value.code == "format"
