"""A chain of entries verified link by link: what holds, what breaks first, and why."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from akropolis.base.lib.chain import START, ChainLink, ChainVerdict, Verifier, extend, seal
from akropolis.base.lib.commitments import canonical, commitment

SALT = "00" * 16


def texts(*values: Mapping[str, object], **more: object) -> list[tuple[str, str]]:
    """Payload and content of entries with these values, each with its commitment."""
    return [entry(each, **more) for each in values]


def entry(values: Mapping[str, object], **more: object) -> tuple[str, str]:
    content = {place: [SALT, value] for place, value in values.items()}
    sealed = {place: commitment(SALT, canonical(value)) for place, value in values.items()}
    payload = {"action": "update", "sealed": sealed, **more}
    return canonical(payload), canonical(content)


def chain(*entries: tuple[str, str]) -> list[ChainLink]:
    return list(extend(START, 0, entries))


def verdict(*links: ChainLink) -> ChainVerdict:
    verifier = Verifier()
    for link in links:
        found = verifier.take(link)
        if isinstance(found, ChainVerdict):
            return found
    return verifier.verdict()


def test_links_are_numbered_on_and_each_seals_the_one_before() -> None:
    found = chain(("a", "x"), ("b", "y"))
    assert found == [
        ChainLink(1, "a", seal(START, 1, "a"), "x"),
        ChainLink(2, "b", seal(found[0].hash, 2, "b"), "y"),
    ]
    assert list(extend(found[1].hash, 2, [("c", "z")])) == [
        ChainLink(3, "c", seal(found[1].hash, 3, "c"), "z")
    ]
    assert len({seal(START, 1, "a"), seal(START, 2, "a"), seal(START, 1, "b"), seal("1" * 64, 1, "a")}) == 4


def test_a_chain_that_holds_says_its_length_and_its_end() -> None:
    links = chain(*texts({"after.name": "A"}, {}))
    assert verdict(*links) == ChainVerdict(2, links[1].hash)
    assert (verdict(), verdict().holds) == (ChainVerdict(0, START), True)
    assert Verifier().take(links[0]) == json.loads(links[0].payload)


@pytest.mark.parametrize(
    ("seq", "values", "broken"),
    [
        (2, {"seq": 3}, ChainVerdict(1, "", 3, "number", 0, {"expected": 2})),
        (1, {"seq": 0}, ChainVerdict(0, START, 0, "number", 0, {"expected": 1})),
        (2, {"payload": "{}"}, ChainVerdict(1, "", 2, "hash")),
        (2, {"hash": "0" * 64}, ChainVerdict(1, "", 2, "hash")),
    ],
    ids=range(4),
)
def test_a_link_that_does_not_fit_breaks_the_chain_there(
    seq: int, values: dict[str, Any], broken: ChainVerdict
) -> None:
    links = chain(*texts({"after.name": "A"}, {"after.name": "B"}))
    own = {name: getattr(links[seq - 1], name) for name in ("seq", "payload", "hash", "content")}
    links[seq - 1] = ChainLink(**{**own, **values})
    found = verdict(*links)
    head = broken.head or links[0].hash
    assert found == ChainVerdict(broken.links, head, broken.broken_at, broken.reason, 0, broken.words)
    assert not found.holds


@pytest.mark.parametrize(
    ("payload", "content"),
    [("x", "{}"), ("{}", "{}"), ("[]", "{}"), ('{"sealed": {}}', "{}"), ('{"action": "redact", "sealed": {}}', "{}"),
     ('{"action": "update", "sealed": {}}', "x"), ('{"action": "redact", "sealed": {}, "redacts": [["x", "a"]]}', "{}"),
     ('{"action": "redact", "sealed": {}, "redacts": [1]}', "{}")],
)  # fmt: skip
def test_a_link_of_another_form_breaks_it(payload: str, content: str) -> None:
    [link] = chain((payload, content))
    assert verdict(link) == ChainVerdict(0, START, 1, "form")


@pytest.mark.parametrize(
    "content", [{}, {"after.name": [SALT, "B"]}, {"after.name": ["11" * 16, "A"]}], ids=range(3)
)
def test_a_value_that_does_not_fit_its_commitment_breaks_it(content: dict[str, object]) -> None:
    [(payload, _content)] = texts({"after.name": "A"})
    [link] = chain((payload, canonical(content)))
    assert verdict(link) == ChainVerdict(0, START, 1, "value", 0, {"place": "after.name"})


def redacted(by: int, *places: tuple[int, str], gone: str = "after.name") -> list[ChainLink]:
    """A chain whose first link has lost a value, as the second says or does not say."""
    [(payload, _content)] = texts({"after.name": "A"})
    return chain(
        (payload, canonical({gone: by})), entry({}, action="redact", redacts=[list(each) for each in places])
    )


def test_a_value_that_was_taken_away_as_a_later_link_says_is_counted() -> None:
    links = redacted(2, (1, "after.name"))
    assert verdict(*links) == ChainVerdict(2, links[1].hash, redacted=1)


@pytest.mark.parametrize(
    ("by", "places", "broken"),
    [
        (2, [], ChainVerdict(2, "", 1, "missing", 0, {"place": "after.name"})),
        (3, [(1, "after.name")], ChainVerdict(1, "", 1, "stands", 0, {"place": "after.name", "by": 2})),
        (2, [(1, "after.title")], ChainVerdict(1, "", 1, "stands", 0, {"place": "after.title", "by": 2})),
        (
            2,
            [(1, "after.name"), (1, "after.name")],
            ChainVerdict(1, "", 1, "stands", 1, {"place": "after.name", "by": 2}),
        ),
    ],
    ids=range(4),
)
def test_what_is_missing_or_stands_against_what_is_said_breaks_it(
    by: int, places: list[tuple[int, str]], broken: ChainVerdict
) -> None:
    links = redacted(by, *places)
    head = links[broken.links - 1].hash
    assert verdict(*links) == ChainVerdict(
        broken.links, head, broken.broken_at, broken.reason, broken.redacted, broken.words
    )


def test_the_first_of_what_is_missing_is_named() -> None:
    verifier = Verifier()
    for link in chain(*[(texts({"b": "A", "a": "B"})[0][0], canonical({"b": 9, "a": 9}))] * 2):
        assert not isinstance(verifier.take(link), ChainVerdict)
    assert verifier.verdict().words == {"place": "a"}
    assert verifier.verdict().broken_at == 1
