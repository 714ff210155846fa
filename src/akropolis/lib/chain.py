"""A chain of entries in which each link's hash covers the one before: verified with no other trust than itself."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: its place in the chain (from 1), its exact text, and the hash that seals it."""

    seq: int
    payload: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain holds: how many links were read, the last hash, and what broke first (or None)."""

    links: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether every link fits the one before."""
        return self.broken_at is None


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, unescaped letters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(previous: str, seq: int, payload: str) -> str:
    """The hash of a link: SHA-256 over the previous hash, the place and the text."""
    return hashlib.sha256(f"{previous}\n{seq}\n{payload}".encode()).hexdigest()


def extend(previous: str, seq: int, payloads: Iterable[str]) -> Iterator[Link]:
    """New links after the one with that hash and place."""
    for payload in payloads:
        seq += 1
        previous = seal(previous, seq, payload)
        yield Link(seq, payload, previous)


def verify(links: Iterable[Link]) -> Verdict:
    """Read a chain from its start and name the first link that does not fit: a gap, a change or an insertion."""
    previous, count = START, 0
    for link in links:
        if link.seq != count + 1:
            return Verdict(count, previous, link.seq, f"expected number {count + 1}, found {link.seq}")
        if link.hash != seal(previous, link.seq, link.payload):
            return Verdict(count, previous, link.seq, "the hash does not fit the text and the link before")
        previous, count = link.hash, count + 1
    return Verdict(count, previous)
