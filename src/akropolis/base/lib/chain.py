"""Hash chain: each link's hash covers the one before, so that the chain verifies without other trust.

A link's text holds commitments to its values (`lib.commitments`). The values are stored beside it, and a later link
may record that some of them have been removed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from akropolis.base.lib.commitments import emptied, fault
from akropolis.base.lib.plain import Plain

START = "0" * 64
REDACT = "redact"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link: its position (from 1), its exact text, the hash that seals it, and the values beside it."""

    seq: int
    payload: str
    hash: str
    content: str = "{}"


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Result of verifying a chain: the number of links read, the last hash, and the first fault (or None).

    `reason` is a key, and `words` holds the values for its sentence. `redacted` counts the values that were removed
    as recorded by a link of the chain.
    """

    links: int
    head: str
    broken_at: int | None = None
    reason: str = ""
    redacted: int = 0
    words: Mapping[str, object] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every link fits the one before, and every value fits its commitment."""
        return self.broken_at is None


def seal(previous: str, seq: int, payload: str) -> str:
    """Return the hash of a link: SHA-256 over the previous hash, the position and the text."""
    return hashlib.sha256(f"{previous}\n{seq}\n{payload}".encode()).hexdigest()


def extend(previous: str, seq: int, texts: Iterable[tuple[str, str]]) -> Iterator[ChainLink]:
    """Return the links that follow the link at position `seq` with the hash `previous`: one per (payload, content)."""
    for payload, content in texts:
        seq += 1
        previous = seal(previous, seq, payload)
        yield ChainLink(seq, payload, previous, content)


@dataclass
class Verifier:
    """Verifies a chain link by link from its start. Memory grows with the number of removed values, not the chain."""

    head: str = START
    links: int = 0
    redacted: int = 0
    _awaited: dict[tuple[int, str], int] = field(default_factory=dict)

    def take(self, link: ChainLink) -> Mapping[str, object] | ChainVerdict:
        """Return the link's sealed data if the link fits the chain, else the verdict that says why it does not:
        a gap, a change, an insertion or a value that does not fit its commitment.
        """
        if link.seq != self.links + 1:
            return self.broken(link.seq, "number", expected=self.links + 1)
        if link.hash != seal(self.head, link.seq, link.payload):
            return self.broken(link.seq, "hash")
        try:
            data: Plain = json.loads(link.payload)
            beside = json.loads(link.content)
            place = fault(data["sealed"], beside)
            named = data["redacts"] if data["action"] == REDACT else ()
            gone = [(int(seq), str(name)) for seq, name in named]
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.broken(link.seq, "form")
        if place:
            return self.broken(link.seq, "value", place=place)
        self._awaited |= {(link.seq, name): by for name, by in emptied(beside).items()}
        if wrong := self._settle(link.seq, gone):
            return wrong
        self.head, self.links = link.hash, link.seq
        return data

    def _settle(self, by: int, places: Iterable[tuple[int, str]]) -> ChainVerdict | None:
        for seq, place in places:
            if self._awaited.get((seq, place)) != by:
                return self.broken(seq, "stands", place=place, by=by)
            del self._awaited[seq, place]
            self.redacted += 1
        return None

    def verdict(self) -> ChainVerdict:
        """Return the verdict on the chain if it ends with the last link taken."""
        if self._awaited:
            seq, place = min(self._awaited)
            return self.broken(seq, "missing", place=place)
        return ChainVerdict(self.links, self.head, redacted=self.redacted)

    def broken(self, seq: int, reason: str, **words: object) -> ChainVerdict:
        """Return the verdict on a chain that breaks at the link `seq`."""
        return ChainVerdict(self.links, self.head, seq, reason, self.redacted, words)
