"""What the list of rules says of each: which key lengths it is about, and whether another leaves it nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import create
from akropolis.graph.crypto.models import CryptoRule
from akropolis.graph.crypto.selectors.crypto import earlier_rule
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES, _lengths, _never_reached, _verdict
from tests.world import SYSTEM, World

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def rule(pattern: str, position: int = 5, **values: Any) -> CryptoRule:
    usual = {"pattern": pattern, "position": position, "vulnerable": True, "reason": "R", "mark": "U"}
    return create(SYSTEM, CryptoRule, usual | {"valid_from": date(2020, 1, 1)} | values)


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(None, None, ""), (1024, None, "minst 1024 bitar"), (None, 2048, "högst 2048 bitar"),
     (1024, 2048, "1024–2048 bitar"), (0, None, "minst 0 bitar"), (None, 0, "högst 0 bitar")],
)  # fmt: skip
def test_the_key_lengths_of_a_rule_are_said(
    world: World, least: int | None, most: int | None, words: str
) -> None:
    assert _lengths(CryptoRule(min_bits=least, max_bits=most)) == words


@pytest.mark.parametrize(
    ("weak", "vulnerable", "cell"),
    [(True, True, ("Svagt redan i dag", "danger")), (False, True, ("Inte kvantsäker", "warning")),
     (False, False, ("Kvantsäker", "success"))],
)  # fmt: skip
def test_the_verdict_of_a_rule_is_said(
    world: World, weak: bool, vulnerable: bool, cell: tuple[str, str]
) -> None:
    found = _verdict(CryptoRule(weak_now=weak, vulnerable=vulnerable))
    assert (str(found.text), found.kind) == cell


def note(row: CryptoRule) -> str:
    return _never_reached(SYSTEM, row)


def test_a_rule_that_another_takes_all_from_is_named_with_what_to_do(world: World) -> None:
    wide = rule("rsa", 3)
    narrow = rule("rsa4096", 9)
    said = "Regeln om rsa4096 nås aldrig: rsa kommer före. Ge den en ordning som är lägre än 3."
    assert (note(narrow), note(wide)) == (said, "")
    assert CRYPTO_RULES.note is _never_reached


@pytest.mark.parametrize(("days", "said"), [(None, True), (0, True), (-1, False)])
def test_of_one_that_has_ended_nothing_is_said(world: World, days: int | None, said: bool) -> None:
    rule("rsa", 3)
    narrow = rule("rsa4096", 9, valid_to=None if days is None else today() + days * DAY)
    assert bool(note(narrow)) is said


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ({"min_bits": 1024}, {"min_bits": 2048, "max_bits": 4096}, True),
        ({"max_bits": 2048}, {"min_bits": 1024, "max_bits": 4096}, False),
        ({"min_bits": 1024}, {"min_bits": 1024}, True),
        ({"min_bits": 2048}, {"min_bits": 1024}, False),
        ({"min_bits": 1024}, {}, False),
        ({"min_bits": 0}, {}, False),
        ({"max_bits": 2048}, {}, False),
        ({"max_bits": 65535}, {}, False),
        ({}, {}, True),
        ({"max_bits": 2048}, {"min_bits": 1024}, False),
        ({}, {"max_bits": 2048}, True),
        ({"valid_to": date(2021, 1, 1)}, {}, False),
        ({}, {"valid_from": date(2199, 1, 1)}, True),
        ({"valid_to": date(2198, 1, 1)}, {"valid_from": date(2199, 1, 1)}, False),
    ],
    ids=range(14),
)
def test_what_comes_before_takes_all_when_it_holds_on_the_same_day_for_every_length(
    world: World, first: dict[str, Any], second: dict[str, Any], taken: bool
) -> None:
    one, other = rule("rsa", 3, **first), rule("rsa", 4, **second)
    rows = list(CryptoRule.rows(SYSTEM))
    assert earlier_rule(rows, other, today()) == (one if taken else None)
    assert earlier_rule(rows, rule("ecdh"), today()) is None
