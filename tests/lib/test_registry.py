"""What is added from above: once under each key, in order, and nothing more when the installation has started."""

import pytest

from akropolis.base.lib import registry
from akropolis.base.lib.registry import Registry


@pytest.fixture
def things() -> Registry[str, list[int]]:
    things: Registry[str, list[int]] = Registry("thing")
    things.add("b", [1])
    things.add("a", [2])
    return things


def test_things_are_kept_in_the_order_they_were_added(things: Registry[str, list[int]]) -> None:
    assert [*things] == things.all() == [[1], [2]]
    assert (dict(things.entries), things.get("a")) == ({"b": [1], "a": [2]}, [2])
    with pytest.raises(KeyError):
        things.get("c")


def test_a_key_is_taken_once(things: Registry[str, list[int]]) -> None:
    things.add("a", things.get("a"))
    with pytest.raises(ValueError, match="thing a is declared twice"):
        things.add("a", [2])
    assert things.all() == [[1], [2]]


def test_nothing_is_added_after_the_start(
    things: Registry[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_made", [things])
    registry.freeze()
    with pytest.raises(RuntimeError, match="thing c is declared after the start"):
        things.add("c", [3])
    assert things.all() == [[1], [2]]
