"""Which cryptography is vulnerable, and what is exchanged first."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from akropolis.graph.crypto.rules.crypto import (
    Asset,
    CryptoRuleRow,
    CryptoVerdict,
    Verdict,
    judge,
    normalize_name,
    plan,
    proves,
)

DAY = date(2026, 11, 25)
CONTENT = Path("src/akropolis/graph/crypto/content/crypto_rules.yaml")


def shipped() -> list[CryptoRuleRow]:
    rows = yaml.safe_load(CONTENT.read_text("utf-8"))
    return [
        CryptoRuleRow(
            str(place),
            row["pattern"],
            row["vulnerable"],
            row.get("weak_now", False),
            row["reason"],
            row.get("min_bits"),
            row.get("max_bits"),
        )
        for place, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("algorithm", "bits", "verdict"),
    [
        ("RSA", 2048, Verdict.VULNERABLE),
        ("RSA-1024", None, Verdict.WEAK),
        ("rsa_pss", None, Verdict.VULNERABLE),
        ("ECDSA P-256", 256, Verdict.VULNERABLE),
        ("Ed25519", None, Verdict.VULNERABLE),
        ("X25519MLKEM768", None, Verdict.SAFE),
        ("ML-KEM-768", None, Verdict.SAFE),
        ("AES-256-GCM", 256, Verdict.SAFE),
        ("aes128", 128, Verdict.SAFE),
        ("3DES", 168, Verdict.WEAK),
        ("DES", 56, Verdict.WEAK),
        ("SHA-1", 160, Verdict.WEAK),
        ("SHA-384", None, Verdict.SAFE),
        ("SHA3-256", None, Verdict.SAFE),
        ("MD5", None, Verdict.WEAK),
        ("Diffie-Hellman", 1024, Verdict.WEAK),
        ("DHE", 3072, Verdict.VULNERABLE),
        ("GOST", None, Verdict.UNKNOWN),
        ("", None, Verdict.UNKNOWN),
    ],
)
def test_the_rules_that_come_with_the_system(algorithm: str, bits: int | None, verdict: Verdict) -> None:
    assert judge(shipped(), algorithm, "", bits, DAY).verdict == verdict


def test_a_protocol_is_judged_where_no_algorithm_is_given() -> None:
    assert judge(shipped(), "", "TLS 1.0", None, DAY).verdict == Verdict.WEAK
    assert judge(shipped(), "ML-KEM", "TLS 1.0", None, DAY).verdict == Verdict.SAFE


def test_every_rule_that_comes_with_the_system_can_be_reached() -> None:
    rules = shipped()
    reached = {judge(rules, r.pattern, "", r.max_bits or r.min_bits or 4096, DAY).rule for r in rules}
    assert [rule.pattern for rule in rules if rule not in reached] == []


def test_a_rule_holds_on_its_days_alone() -> None:
    rule = CryptoRuleRow("1", "rsa", True, False, "", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [judge([rule], "RSA", "", None, day).rule is rule for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("least", "most", "fits"),
    [
        (None, None, [True, True, True, True]),
        (2048, None, [False, False, True, True]),
        (None, 2048, [False, True, True, False]),
        (2048, 2048, [False, False, True, False]),
    ],
)
def test_a_rule_holds_within_its_lengths_alone(least: int | None, most: int | None, fits: list[bool]) -> None:
    rule = CryptoRuleRow("1", "rsa", True, False, "", min_bits=least, max_bits=most)
    assert [rule.fits("rsa", bits, DAY) for bits in (None, 2047, 2048, 2049)] == fits


def test_names_are_the_same_however_they_are_written() -> None:
    assert {normalize_name(name) for name in ("SHA-1", "sha_1", "Sha 1", "SHA1")} == {"sha1"}


def asset(key: str, level: int | None, until: int | None, effort: int | None, verdict: Verdict) -> Asset:
    return Asset(key, level, until, effort, CryptoVerdict(verdict, None, ""), settled=False)


def test_what_is_weak_today_comes_first_and_then_level_times_years_times_effort() -> None:
    found = plan(
        [
            asset("small", 1, 2036, 1, Verdict.VULNERABLE),
            asset("safe", 3, 2090, 3, Verdict.SAFE),
            asset("large", 3, 2050, 3, Verdict.VULNERABLE),
            asset("weak", 0, 2030, 1, Verdict.WEAK),
        ],
        2035,
    )
    assert [(p.asset.key, p.weight, p.years) for p in found] == [
        ("weak", 0, 1),
        ("large", 135, 15),
        ("small", 1, 1),
    ]


def test_what_is_not_known_is_said_and_counts_as_serious() -> None:
    (placed,) = plan([asset("x", None, None, None, Verdict.UNKNOWN)], 2035)
    assert (placed.weight, placed.unknown) == (60, ("level", "years", "effort"))


@pytest.mark.parametrize(
    ("level", "until", "effort", "weight", "years", "unknown"),
    [
        (0, 2040, 3, 0, 5, ()),
        (2, 2036, 3, 6, 1, ()),
        (2, 2035, 3, 6, 1, ()),
        (2, 1990, 3, 6, 1, ()),
        (2, 2037, 3, 12, 2, ()),
        (None, 2037, 1, 6, 2, ("level",)),
        (2, None, 1, 20, None, ("years",)),
        (2, 2037, None, 8, 2, ("effort",)),
    ],
)
def test_each_factor_weighs_and_each_that_is_not_known_is_said(
    level: int | None,
    until: int | None,
    effort: int | None,
    weight: int,
    years: int | None,
    unknown: tuple[str, ...],
) -> None:
    (placed,) = plan([asset("x", level, until, effort, Verdict.VULNERABLE)], 2035)
    assert (placed.weight, placed.years, placed.unknown) == (weight, years, unknown)


def test_those_that_weigh_the_same_stand_by_their_keys_and_the_weak_before_all() -> None:
    same = [asset(key, 1, 2040, 1, Verdict.VULNERABLE) for key in "cab"]
    unknown = asset("d", 3, 2090, 3, Verdict.UNKNOWN)
    weak = [asset(key, 0, 2030, 1, Verdict.WEAK) for key in ("z", "y")]
    found = plan([*same, unknown, *weak], 2035)
    assert [placed.asset.key for placed in found] == ["y", "z", "d", "a", "b", "c"]


@pytest.mark.parametrize(
    ("use", "algorithm", "expected"),
    [
        ("signature", "", True),
        ("authentication", "RSA", True),
        ("hash", "SHA-256", True),
        ("other", "SHA256withRSA", True),
        ("other", "ecdsa-with-SHA384", True),
        ("other", "RSA", False),
        ("other", "SHA-256", False),
        ("encryption", "RSA-OAEP-256", False),
        ("key_exchange", "rsa_pkcs1_sha512", False),
    ],
)
def test_what_is_there_to_be_verified_keeps_nothing_secret(use: str, algorithm: str, expected: bool) -> None:
    assert proves(use, algorithm) is expected


def test_what_is_settled_is_left_out() -> None:
    done = Asset("x", 3, 2090, 3, CryptoVerdict(Verdict.VULNERABLE, None, ""), settled=True)
    assert plan([done], 2035) == []
