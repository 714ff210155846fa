"""Bills in CycloneDX: what is taken over, what is reported, and what is refused before it does harm."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akropolis.graph.crypto.rules.cyclonedx import guards
from akropolis.graph.crypto.rules.cyclonedx.bill import BillFault, Crypto, Sort
from akropolis.graph.crypto.rules.cyclonedx.guards import DEEPEST, LARGEST, BillRefused, check
from akropolis.graph.crypto.rules.cyclonedx.purls import canonical
from akropolis.graph.crypto.rules.cyclonedx.reading import read

EXAMPLE = Path(__file__).parent / "cyclonedx" / "bill.json"


def bill(**more: Any) -> bytes:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", **more}).encode()


def part(ref: str, **more: Any) -> dict[str, Any]:
    return {"type": "library", "bom-ref": ref, "name": ref, **more}


def crypto(ref: str, kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    block = {
        "algorithm": "algorithmProperties",
        "certificate": "certificateProperties",
        "protocol": "protocolProperties",
        "related-crypto-material": "relatedCryptoMaterialProperties",
    }[kind]
    told = {"assetType": kind, block: properties}
    return part(ref, type="cryptographic-asset", cryptoProperties=told)


def test_every_kind_of_object_becomes_what_it_is() -> None:
    found = read(EXAMPLE.read_bytes())
    assert (found.subject, found.about) == ("tjanst", "Elevhälsans journal 7.2")
    assert Counter(p.sort for p in found.parts) == {
        Sort.COMPONENT: 12,
        Sort.AI_SYSTEM: 1,
        Sort.CRYPTO: 5,
        Sort.SERVICE: 2,
    }
    assert {p.ref: p.crypto for p in found.parts if p.crypto} == {
        "aes": Crypto("algorithm", "AES-256-GCM", 256, "encryption", identifier="2.16.840.1.101.3.4.1.46"),
        "ecdh": Crypto("algorithm", "ECDH P-256", None, "key_exchange"),
        "cert": Crypto("certificate", "ECDH P-256", use="authentication", certificate_to=date(2027, 5, 14)),
        "tls": Crypto("protocol", use="key_exchange", protocol="TLS 1.3"),
        "nyckel": Crypto(
            "related-crypto-material", bits=256, certificate_to=date(2028, 1, 1), identifier="secret-key"
        ),
    }
    named = {p.ref: (p.name, p.edition, p.purl, p.supplier) for p in found.parts}
    assert named["bib"] == ("se.exempel/blankett", "2.0", "pkg:maven/se.exempel/blankett@2.0", "")
    assert named["meddelande"] == ("Meddelandetjänst", "", "", "Norrfyr Kommunikation AB")


def test_nothing_is_dropped_in_silence() -> None:
    found = read(EXAMPLE.read_bytes())
    assert found.faults == ()
    assert found.untaken == {
        "components[].cryptoProperties.algorithmProperties.nistQuantumSecurityLevel": 1,
        "components[].cryptoProperties.certificateProperties.subjectName": 1,
        "components[].cryptoProperties.protocolProperties.cipherSuites[].name": 1,
        "components[].cryptoProperties.relatedCryptoMaterialProperties.state": 1,
        "components[].hashes": 1,
        "components[].licenses": 1,
        "components[].modelCard": 1,
        "metadata.timestamp": 1,
        "metadata.tools": 1,
        "services[].endpoints": 1,
        "services[].version": 1,
        "vulnerabilities": 1,
    }


def test_what_is_not_taken_over_is_counted_wherever_it_stands() -> None:
    inner = {"components": [part("b", own=1)], "services": [{"name": "s", "bom-ref": "s", "own": 1}]}
    found = read(
        bill(
            own=1,
            metadata={"own": 1, "component": {"name": "x", "own": 1}},
            components=[part("a", own=1, **inner), part("c", own=1)],
            dependencies=[
                {"ref": "a", "dependsOn": ["b"], "own": 1, "other": 1},
                {"ref": "b", "provides": ["c"], "own": 1},
                {"ref": "c"},
            ],
        )
    )
    assert (sorted(p.ref for p in found.parts), found.faults) == (["a", "b", "c", "s"], ())
    assert found.untaken == {
        "components[].own": 3,
        "dependencies[].other": 1,
        "dependencies[].own": 2,
        "metadata.component.own": 1,
        "metadata.own": 1,
        "own": 1,
        "services[].own": 1,
    }
    assert list(found.untaken) == sorted(found.untaken)


def test_links_follow_the_file_and_no_part_hangs_loose() -> None:
    found = read(EXAMPLE.read_bytes())
    links = {(link.source, link.target) for link in found.links}
    assert {
        ("app", "ram"),
        ("app", "aes"),
        ("tls", "cert"),
        ("bib", "bib-del"),
        ("meddelande", "ko"),
    } <= links
    assert {("ram", "bib"), ("bib", "ram")} <= links  # a ring is kept
    assert ("tjanst", "nyckel") in links  # nothing in the file stands on it
    reached, waiting = {"tjanst"}, ["tjanst"]
    while waiting:
        here = waiting.pop()
        fresh = {target for source, target in links if source == here} - reached
        reached |= fresh
        waiting += fresh
    assert reached == {part.ref for part in found.parts} | {"tjanst"}


def test_a_ring_that_nothing_else_reaches_hangs_on_the_subject_once() -> None:
    found = read(
        bill(
            components=[part("a"), part("b")],
            dependencies=[{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["a"]}],
        )
    )
    assert {(link.source, link.target) for link in found.links} == {("a", "b"), ("b", "a"), ("#subject", "a")}


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"components": [part("a"), part("a")]}, [BillFault("double", "components[1]", "a")]),
        ({"components": [{"type": "library"}]}, [BillFault("name", "components[0]")]),
        ({"components": [{"type": "spoon", "name": "x"}]}, [BillFault("type", "components[0]", "spoon")]),
        ({"components": ["x"]}, [BillFault("object", "components[0]")]),
        ({"components": {"x": 1}}, [BillFault("list", "components")]),
        ({"dependencies": [{"ref": "a"}]}, []),
        ({"dependencies": [{"dependsOn": ["a"]}]}, [BillFault("ref", "dependencies[0]")]),
        (
            {"components": [part("a")], "dependencies": [{"ref": "a", "dependsOn": ["b"]}]},
            [BillFault("missing", "dependencies[0]", "b")],
        ),
        (
            {"components": [part("a")], "dependencies": [{"ref": "a", "dependsOn": ["a"]}]},
            [BillFault("itself", "dependencies[0]", "a")],
        ),
        (
            {"components": [{"type": "cryptographic-asset", "name": "RSA"}]},
            [BillFault("crypto", "components[0].cryptoProperties", "")],
        ),
        (
            {
                "components": [
                    {
                        "type": "cryptographic-asset",
                        "name": "C",
                        "cryptoProperties": {
                            "assetType": "certificate",
                            "certificateProperties": {"notValidAfter": "snart"},
                        },
                    }
                ]
            },
            [BillFault("day", "components[0].cryptoProperties.certificateProperties.notValidAfter", "snart")],
        ),
    ],
)
def test_what_is_wrong_in_a_part_is_said_with_its_place(
    more: dict[str, Any], faults: list[BillFault]
) -> None:
    assert list(read(bill(**more)).faults) == faults


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"[]", "format"),
        (b'{"bomFormat": "SPDX"}', "format"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "0.9"}', "edition"),
        (b'{"bomFormat": "CycloneDX", "specVersion": 1.6}', "edition"),
        ('{"bomFormat": "CycloneDX", "x": "å"}'.encode("latin-1"), "encoding"),
        ('{"bomFormat": "CycloneDX"}'.encode("utf-16"), "encoding"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": NaN}', "json"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": ' + b"9" * 6000 + b"}", "json"),
        (b"[" * (50 * 1024 * 1024), "large"),
        (b"[" * LARGEST, "deep"),
        (b'{"a":' * 1_000_000, "deep"),
        (b"x" * (LARGEST + 1), "large"),
        (b"[" + b"[]," * 3_000_000 + b"[]]", "many"),
        (b'"' + b'\\"' * 10_000_000, "json"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(BillRefused) as refused:
        read(data)
    assert refused.value.code == code


def test_an_asset_has_its_algorithm_from_the_part_that_it_names() -> None:
    found = read(
        bill(
            components=[
                crypto("rsa", "algorithm", {"primitive": "pke", "parameterSetIdentifier": "2048"}),
                crypto("nyckel", "related-crypto-material", {"algorithmRef": "rsa"}),
                crypto(
                    "cert", "certificate", {"signatureAlgorithmRef": "rsa", "subjectPublicKeyRef": "nyckel"}
                ),
                crypto(
                    "tls",
                    "protocol",
                    {"type": "tls", "cipherSuites": [{"name": "X", "algorithms": ["rsa", "borta", 7]}, 7]},
                ),
                crypto("sig", "certificate", {"signatureAlgorithmRef": "sig"}),
            ]
        )
    )
    algorithms = {p.ref: (p.crypto.algorithm, p.crypto.bits) for p in found.parts if p.crypto}
    assert algorithms == {
        "rsa": ("rsa", 2048), "nyckel": ("rsa", 2048), "cert": ("rsa", 2048), "tls": ("", None), "sig": ("", None)
    }  # fmt: skip
    assert {(link.source, link.target) for link in found.links if link.source != "#subject"} == {
        ("nyckel", "rsa"), ("cert", "rsa"), ("cert", "nyckel"), ("tls", "rsa")
    }  # fmt: skip
    where = "components[3].cryptoProperties.protocolProperties.cipherSuites"
    assert list(found.faults) == [
        BillFault("text", f"{where}[0].algorithms[2]"),
        BillFault("object", f"{where}[1]"),
        BillFault("missing", f"{where}[0].algorithms[1]", "borta"),
        BillFault(
            "itself", "components[4].cryptoProperties.certificateProperties.signatureAlgorithmRef", "sig"
        ),
    ]
    assert found.untaken == {
        "components[].cryptoProperties.protocolProperties.cipherSuites[].name": 1,
    }


@pytest.mark.parametrize(
    ("name", "properties", "algorithm", "bits"),
    [
        ("RSA", {"primitive": "signature", "parameterSetIdentifier": "3072"}, "RSA", 3072),
        ("AES", {"primitive": "block-cipher", "parameterSetIdentifier": 128}, "AES", 128),
        ("ML-KEM", {"primitive": "kem", "parameterSetIdentifier": "768"}, "ML-KEM 768", None),
        ("ML-DSA-65", {"primitive": "signature", "parameterSetIdentifier": "65"}, "ML-DSA-65", None),
        ("SLH-DSA", {"primitive": "signature", "parameterSetIdentifier": "128s"}, "SLH-DSA 128s", None),
        ("ECDSA", {"primitive": "signature", "curve": "P-384"}, "ECDSA P-384", None),
        ("ECDH", {"primitive": "key-agree", "ellipticCurve": "secg/secp256r1"}, "ECDH secp256r1", None),
        ("AES", {"primitive": "ae", "parameterSetIdentifier": "128", "mode": "gcm"}, "AES gcm", 128),
        ("RSA", {"primitive": "pke", "padding": "oaep", "mode": "unknown"}, "RSA oaep", None),
    ],
)
def test_a_set_of_parameters_is_a_key_length_or_a_part_of_the_name(
    name: str, properties: dict[str, Any], algorithm: str, bits: int | None
) -> None:
    (found,) = read(bill(components=[crypto(name, "algorithm", properties)])).parts
    assert found.crypto is not None
    assert (found.crypto.algorithm, found.crypto.bits) == (algorithm, bits)


@pytest.mark.parametrize("edition", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_what_every_edition_says_alike_is_read_alike(edition: str) -> None:
    told = {"components": [part("a", version="1"), part("b", version="1")], "services": [{"name": "Kö"}]}
    found = read(bill(specVersion=edition, dependencies=[{"ref": "a", "dependsOn": ["b"]}], **told))
    assert [(p.sort, p.name, p.edition) for p in found.parts] == [
        (Sort.COMPONENT, "a", "1"), (Sort.COMPONENT, "b", "1"), (Sort.SERVICE, "Kö", "")
    ]  # fmt: skip
    assert ("a", "b") in {(link.source, link.target) for link in found.links}
    assert (found.faults, found.untaken) == ((), {})


def test_what_a_certificate_of_the_newest_edition_names_is_tied_and_tells_it_apart() -> None:
    related = [{"type": "publicKey", "ref": "nyckel"}, {"type": "algorithm", "ref": "rsa"}, {"type": "x"}, 7]
    print_ = {"alg": "SHA-256", "content": "ab12"}
    found = read(
        bill(
            specVersion="1.7",
            components=[
                crypto("rsa", "algorithm", {"primitive": "signature", "parameterSetIdentifier": "4096"}),
                crypto("nyckel", "related-crypto-material", {"type": "public-key", "fingerprint": print_}),
                crypto(
                    "cert",
                    "certificate",
                    {"serialNumber": "0A:1B", "fingerprint": print_, "relatedCryptographicAssets": related},
                ),
            ],
        )
    )
    assert {p.ref: p.crypto for p in found.parts}["cert"] == Crypto(
        "certificate", "rsa", 4096, "authentication", identifier="0A:1B", identified=True
    )
    assert {p.ref: p.crypto for p in found.parts}["nyckel"] == Crypto(
        "related-crypto-material", identifier="public-key ab12", identified=True
    )
    assert [(link.source, link.target) for link in found.links] == [
        ("cert", "nyckel"), ("cert", "rsa"), ("#subject", "cert")
    ]  # fmt: skip
    assert [fault.code for fault in found.faults] == ["text", "text"]
    where = "components[].cryptoProperties.certificateProperties"
    assert found.untaken == {f"{where}.fingerprint": 1}


def test_keys_that_nothing_tells_apart_are_told_apart_by_their_refs_and_algorithms_are_one() -> None:
    keys = [crypto(ref, "related-crypto-material", {"size": 256}) | {"name": "Nyckel"} for ref in "ab"]
    serial = [crypto(ref, "certificate", {"serialNumber": "1"}) | {"name": "www"} for ref in "cd"]
    same = [crypto(ref, "algorithm", {}) | {"name": "AES"} for ref in "ef"]
    found = read(bill(components=[*keys, *serial, *same])).parts
    assert [p.crypto.identifier for p in found if p.crypto] == ["", "b", "1", "1", "", ""]


@pytest.mark.parametrize(
    ("said", "purl", "edition"),
    [
        ("pkg:npm/@angular/core@1.0", "pkg:npm/%40angular/core@1.0", "1.0"),
        ("pkg:npm/@types/node", "pkg:npm/%40types/node", ""),
        ("pkg:maven/a/b@1?type=jar&classifier=x", "pkg:maven/a/b@1?classifier=x&type=jar", "1"),
        ("pkg:npm/a@%01", "pkg:npm/a@%01", ""),
        ("pkg:npm", "", ""),
        ("hej", "", ""),
        ("pkg:npm/a@1?x", "", ""),
        ("pkg:npm/" + "a" * 500, "", ""),
    ],
)
def test_a_package_address_is_read_by_its_specification_or_said_to_be_none(
    said: str, purl: str, edition: str
) -> None:
    found = read(bill(components=[part("a", purl=said)]))
    assert [(p.name, p.purl, p.edition) for p in found.parts] == [("a", purl, edition)]
    faults = [] if purl else [BillFault("purl", "components[0].purl", said[:200])]
    assert list(found.faults) == faults


@given(st.text(max_size=30) | st.from_regex(r"pkg:[a-z]{0,3}/[@%/?#=&a0\x00]{0,12}", fullmatch=True))
def test_whatever_is_said_to_be_a_package_address_has_one_spelling(said: str) -> None:
    assert canonical(canonical(said)) == canonical(said)


def test_what_is_no_text_too_long_or_in_a_part_that_is_left_out_is_said_or_read() -> None:
    inner = {"type": "spoon", "name": "x", "components": [part("kvar", supplier={"name": "A", "url": ["u"]})]}
    long = part(
        "lang", version="9" * 101, description=["x"], manufacturer={"name": "B"}, supplier={"name": "C"}
    )
    found = read(bill(components=[inner, long], metadata={"component": {"name": "Porten", "purl": "pkg:x"}}))
    assert sorted(p.ref for p in found.parts) == ["kvar", "lang"]
    assert list(found.faults) == [
        BillFault("type", "components[0]", "spoon"),
        BillFault("long", "components[1].version", "100"),
        BillFault("text", "components[1].description"),
    ]
    assert found.untaken == {
        "components[].manufacturer": 1, "components[].supplier.url": 1, "metadata.component.purl": 1
    }  # fmt: skip
    assert found.about == "Porten"


def test_what_the_bill_is_about_is_no_part_of_itself() -> None:
    metadata = {"component": {"name": "Porten", "bom-ref": "port"}}
    found = read(
        bill(metadata=metadata, components=[part("port", components=[part("a", components=[part("port")])])])
    )
    assert ([p.ref for p in found.parts], found.subject) == (["a"], "port")
    assert [(link.source, link.target) for link in found.links] == [("port", "a")]
    assert [fault.code for fault in found.faults] == ["double", "double"]


def test_brackets_within_texts_are_not_counted() -> None:
    check(json.dumps({"a": "[" * 500 + '\\"{' * 500}).encode())
    nested: Any = "x"
    for _each in range(DEEPEST - 1):
        nested = [nested]
    check(json.dumps({"a": nested}).encode())
    with pytest.raises(BillRefused):
        check(json.dumps({"a": [nested]}).encode())


@pytest.mark.parametrize("data", [b'"\\"\\', b'"\\', b'"a', b'"', b'"\\"[{'])
def test_a_text_that_never_ends_is_one_text(data: bytes) -> None:
    """Were it none, a file of such marks would be read once for each of them."""
    assert [found[0] for found in guards._TOKENS.finditer(data)] == [data]


def test_a_sign_that_nothing_can_hold_is_replaced_wherever_it_stands() -> None:
    raw = {"bomFormat": "CycloneDX", "specVersion": "1.6", "own\ud800": 1}
    raw |= {"components": [{"type": "library", "name": "a\x01b\udfff", "bom-ref": "\ud800"}]}
    found = read(json.dumps(raw).encode())
    assert [(part.name, part.ref) for part in found.parts] == [("a\ufffdb\ufffd", "\ufffd")]
    assert "own\ufffd" in found.untaken
    pair = raw | {"components": [{"type": "library", "name": "\U0001f600"}]}
    assert [part.name for part in read(json.dumps(pair).encode()).parts] == ["\U0001f600"]


def test_a_nul_in_a_text_is_left_out() -> None:
    (found,) = read(bill(components=[part("a", name="Kär\0na", description="\0")])).parts
    assert (found.name, found.description) == ("Kärna", "")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "name", "bom-ref", "components", "services", "cryptoProperties", "assetType", "ref",
             "dependsOn", "provides", "component", "supplier", "algorithmProperties"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["components", "services", "dependencies", "metadata"]), json_values))
def test_whatever_stands_in_a_bill_it_is_read_or_reported(more: dict[str, Any]) -> None:
    found = read(bill(**more))
    refs = {each.ref for each in found.parts} | {found.subject}
    assert all({link.source, link.target} <= refs for link in found.links)
    assert len({each.ref for each in found.parts}) == len(found.parts)


def test_a_key_without_a_named_algorithm_has_that_of_its_oid() -> None:
    """As CycloneDX's own example of a key writes it: the OID stands beside, and names the algorithm for sure."""
    key = {"type": "cryptographic-asset", "name": "Signeringsnyckel", "bom-ref": "nyckel"}
    key["cryptoProperties"] = {  # type: ignore[assignment]
        "assetType": "related-crypto-material",
        "relatedCryptoMaterialProperties": {"type": "public-key", "size": 2048},
        "oid": "1.2.840.113549.1.1.1",
    }
    found = read(bill(components=[key]))
    (crypto,) = [p.crypto for p in found.parts if p.crypto]
    assert (crypto.algorithm, crypto.bits, [path for path in found.untaken if "oid" in path]) == (
        "RSA",
        2048,
        [],
    )
    key["cryptoProperties"]["oid"] = "1.2.3"  # type: ignore[index]
    found = read(bill(components=[key]))
    assert [p.crypto.algorithm for p in found.parts if p.crypto] == [""]
    assert [path for path in found.untaken if "oid" in path] == ["components[].cryptoProperties.oid"]
