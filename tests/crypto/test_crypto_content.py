"""The rules on cryptography that come with the system: what a person has made of one is never gone over."""

from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import BEGINNING
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.graph.crypto.models import CryptoRule
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def rule(code: str) -> CryptoRule:
    """The rule of that key."""
    found: CryptoRule = CryptoRule.everything.get(code=code)
    return found


def table() -> list[Any]:
    """The whole table as it is stored."""
    return list(CryptoRule.everything.order_by("pk").values())


def test_loading_twice_changes_nothing_the_second_time(world: World) -> None:
    first = CRYPTO_RULES.load(SYSTEM)
    before, changes = table(), Change.objects.count()
    assert (len(first), len(before)) == (len(CRYPTO_RULES.written()), len(CRYPTO_RULES.written()))
    assert CRYPTO_RULES.load(SYSTEM) == []
    assert (table(), Change.objects.count()) == (before, changes)


@pytest.mark.parametrize(
    "change",
    [
        {"pattern": "rsapss"},
        {"pattern": "rsa", "max_bits": 3071},
        {"reason": "Enligt stadens egen bedömning."},
        {"position": 1},
    ],
)
def test_what_a_person_has_changed_is_left_and_said_whatever_it_was(
    world: World, change: dict[str, Any]
) -> None:
    CRYPTO_RULES.load(SYSTEM)
    update(world.access("ciso"), rule("rsa"), {"pattern": "rsa", **change})
    before = table()
    (told,) = CRYPTO_RULES.load(SYSTEM)
    name = change.get("pattern", "rsa")
    assert (told.left, str(told)) == (True, f"Regeln om {name} har ändrats här och skrivs inte över.")
    assert table() == before


def test_a_rule_that_a_person_has_ended_stays_ended(world: World) -> None:
    CRYPTO_RULES.load(SYSTEM)
    md5 = rule("md5")
    update(world.access("ciso"), md5, {"valid_to": md5.valid_from})
    assert CRYPTO_RULES.load(SYSTEM) == []
    assert rule("md5").valid_to == md5.valid_from


def test_what_only_the_system_wrote_follows_the_version_and_the_citys_own_rules_stay(world: World) -> None:
    CRYPTO_RULES.load(SYSTEM)
    values = {"pattern": "rsa", "vulnerable": True, "reason": "Eget.", "mark": "U", "position": 5}
    own = create(world.access("ciso"), CryptoRule, values | {"valid_from": BEGINNING})
    with writing(SYSTEM) as w:
        w.update(rule("aes"), {"reason": "Från en äldre version"})
    (told,) = CRYPTO_RULES.load(SYSTEM)
    assert (told.left, str(told)) == (False, "Regeln om aes har ändrats: reason.")
    own.refresh_from_db()
    assert (own.code, own.reason, rule("rsa").pk == own.pk) == ("", "Eget.", False)
    assert rule("aes").reason.startswith("Symmetrisk kryptering")
