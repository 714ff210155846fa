"""An acceptance is stale exactly when the rule says so, whatever has changed and in whatever order."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.risk_decisions.rules.staleness import (
    PROTECTION,
    MandateFact,
    RiskFacts,
    is_stale,
    list_changes,
    read_facts,
    write_facts,
)

LEVEL = st.integers(1, 4)
KNOWN = st.none() | st.integers(0, 3)
FIELDS: dict[str, Any] = {
    "likelihood": LEVEL,
    "consequence": LEVEL,
    "level": LEVEL,
    "matrix": st.sampled_from(("m1", "m2")),
    "mandate": st.builds(
        MandateFact, st.just("chef"), st.just("committee"), st.integers(0, 4), st.none() | LEVEL
    ),
    "unit": st.sampled_from(("utb", "kul")),
    "owner": st.sampled_from(("", "a", "b")),
    "node": st.sampled_from(("", "1", "2")),
    "levels": st.fixed_dictionaries({"confidentiality": KNOWN, "availability": KNOWN}),
    "suppliers": st.sets(st.sampled_from(("x", "y", "z"))).map(lambda s: tuple(sorted(s))),
    "measures": st.dictionaries(st.sampled_from(("mfa", "backup")), st.sampled_from(sorted(PROTECTION))),
    "texts": st.fixed_dictionaries(
        {"title": st.sampled_from(("a", "b")), "weakness": st.sampled_from(("", "c"))}
    ),
}
FACTS = st.fixed_dictionaries(FIELDS).map(lambda given: RiskFacts(**given))
CHANGE = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))


def asks(was: RiskFacts, now: RiskFacts) -> bool:
    """The rule, said another way."""
    another = any(
        getattr(was, name) != getattr(now, name) for name in ("level", "consequence", "unit", "owner", "node")
    )
    mandate = now.mandate
    reaches = mandate.level >= was.level and (
        mandate.consequence is None or mandate.consequence >= was.consequence
    )
    if another or (was.mandate != now.mandate and not reaches):
        return True
    higher = any((now.levels[aspect] or 0) > (was.levels[aspect] or 0) for aspect in was.levels)
    added = set(now.suppliers) - set(was.suppliers)
    worse = any(
        PROTECTION[status] > (PROTECTION[now.measures[code]] if code in now.measures else 1)
        for code, status in was.measures.items()
    )
    return higher or bool(added) or worse


@given(FACTS, st.lists(CHANGE, max_size=6), st.randoms())
def test_whatever_changes_in_whatever_order_it_is_stale_exactly_when_the_rule_says(
    was: RiskFacts, changes: list[tuple[str, Any]], chance: Any
) -> None:
    now = was
    for name, value in changes:
        now = replace(now, **{name: value})
    assert is_stale(was, now) == asks(was, now)
    last = dict(changes)
    names = list(last)
    chance.shuffle(names)
    other = was
    for name in names:
        other = replace(other, **{name: last[name]})
    assert list_changes(was, other) == list_changes(was, now)


@given(FACTS, FACTS)
def test_every_difference_is_listed_once_and_what_asks_first(was: RiskFacts, now: RiskFacts) -> None:
    changes = list_changes(was, now)
    keys = [change.key for change in changes]
    assert len(set(keys)) == len(keys)
    assert [change.asks for change in changes] == sorted((change.asks for change in changes), reverse=True)
    assert all(change.was != change.now for change in changes)
    assert list_changes(was, was) == []


@given(FACTS)
def test_what_is_frozen_is_read_back_as_it_was(facts: RiskFacts) -> None:
    assert read_facts(json.loads(json.dumps(write_facts(facts)))) == facts
