"""Anchors: the chain's end recorded outside the database, out of reach of anyone who rewrites the chain.

An anchor is one line in a file that only grows. It gives the number and hash of a link, and so vouches for every
link up to it. A time-stamp authority may sign it too (`kernel.history.timestamps`).
"""

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.lib.chain import ChainLink
from akropolis.base.lib.commitments import canonical

FILE = "akropolis-anchors.jsonl"
log = logging.getLogger("akropolis.history")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link's number and hash, and when they were recorded (ISO, UTC)."""

    seq: int
    hash: str
    at: str = ""

    @property
    def line(self) -> str:
        """Return the anchor as one line, without the line break: what a time stamp signs."""
        return canonical(asdict(self))


def place() -> Path | None:
    """Return the path of the file of anchors; None if no folder is set."""
    return Path(settings.ANCHOR_DIR) / FILE if settings.ANCHOR_DIR else None


def write_anchor(now: datetime) -> Anchor | None:
    """Append the chain's end to the file of anchors, unless it is there already. Return None if there is
    nothing to write.

    Never raises: a failure is one line in the log, and the anchor is written next time.
    """
    file, head = place(), Head.objects.first()
    if file is None or head is None or not head.seq:
        return None
    anchor = Anchor(head.seq, head.hash, now.astimezone(UTC).isoformat())
    try:
        last = next(iter(reversed(read_anchors(file))), None)
        if last is not None and not Change.objects.filter(seq=last.seq, hash=last.hash).exists():
            log.error(
                "The history is no longer what was anchored in %s: run akropolis verify --anchor %s",
                file,
                file,
            )
        if last is not None and (last.seq, last.hash) == (anchor.seq, anchor.hash):
            return None
        _append(file, anchor)
    except (OSError, Refused) as error:
        log.error("The history could not be anchored in %s: %s", file, error)  # one line
        return None
    return anchor


def _append(file: Path, anchor: Anchor) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, f"{anchor.line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read_anchors(file: Path) -> list[Anchor]:
    """Return the anchors in a file, oldest first; none if there is no file. Raises Refused for an invalid line."""
    if not file.exists():
        return []
    return [_read(line, file) for line in file.read_text(encoding="utf-8").splitlines()]


def _read(line: str, file: Path) -> Anchor:
    try:
        data = json.loads(line)
        return Anchor(int(data["seq"]), str(data["hash"]), str(data["at"]))
    except (ValueError, KeyError, TypeError) as error:
        sentence = _("%(file)s holds a line that is no anchor: %(line)s")
        raise Refused(sentence % {"file": file, "line": line[:80]}, code="bad_anchor") from error


def parse_anchors(text: str) -> Iterator[Anchor]:
    """Return the anchors a user names: a file of them, a hash, or NUMBER:HASH. Raises Refused for anything else."""
    if Path(text).is_file():
        yield from read_anchors(Path(text))
    elif found := re.fullmatch(r"(?:(\d+):)?([0-9a-f]{64})", text.strip().lower()):
        yield Anchor(int(found[1] or 0), found[2])
    else:
        sentence = _("%(text)s is neither a file of anchors nor a hash. Write the file, HASH or NUMBER:HASH.")
        raise Refused(sentence % {"text": text}, code="bad_anchor")


class Watch:
    """Compares anchors with a chain while it is read: `see` takes each link, and `faults` lists anchors not met."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self.anchors = list(anchors)
        self.faults: list[str] = []
        self._by_seq: dict[int, list[Anchor]] = {}
        for anchor in self.anchors:
            if anchor.seq:
                self._by_seq.setdefault(anchor.seq, []).append(anchor)
        self._anywhere = {anchor.hash for anchor in self.anchors if not anchor.seq}

    def see(self, link: ChainLink) -> None:
        """Compare the next link of the chain with the anchors of its number."""
        self._anywhere.discard(link.hash)
        for anchor in self._by_seq.pop(link.seq, ()):
            if anchor.hash != link.hash:
                sentence = _(
                    "Link %(seq)s is another than the one that was anchored (%(at)s): it has been rewritten."
                )
                self.faults.append(sentence % {"seq": anchor.seq, "at": anchor.at or anchor.hash})

    def end(self, links: int) -> None:
        """End the comparison, after `links` links of the chain: every anchor not met is a fault."""
        for seq in sorted(self._by_seq):
            sentence = _(
                "Link %(seq)s was anchored (%(at)s), but the chain ends at %(links)s: its end has been cut off."
            )
            at = self._by_seq[seq][0].at or self._by_seq[seq][0].hash
            self.faults.append(sentence % {"seq": seq, "at": at, "links": links})
        for each in sorted(self._anywhere):
            self.faults.append(
                _("No link has the hash %(hash)s: the history has been rewritten.") % {"hash": each}
            )
