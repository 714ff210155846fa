"""Verification of the whole history, in the database and from a file."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.history.moments import one_snapshot
from akropolis.base.lib.chain import ChainLink, ChainVerdict, Verifier
from akropolis.base.lib.commitments import canonical

BATCH = 2000


def links() -> Iterator[ChainLink]:
    """Yield the installation's chain from its start."""
    return (_link(change) for change in _changes())


def _changes() -> Iterator[Change]:
    return Change.objects.order_by("seq").iterator(chunk_size=BATCH)


def _link(change: Change) -> ChainLink:
    return ChainLink(change.seq, change.payload, change.hash, change.content)


@one_snapshot()
def verify_installation(seen: Callable[[ChainLink], object] = lambda _link: None) -> ChainVerdict:
    """Verify that the stored chain holds, ends where its head says, and that its look-up columns repeat
    the sealed text.

    Each link that fits is passed to `seen`. The whole chain is read from one snapshot, even if others
    write meanwhile.
    """
    verifier = Verifier()
    for change in _changes():
        link = _link(change)
        taken = verifier.take(link)
        if isinstance(taken, ChainVerdict):
            return taken
        if not _repeats(change, taken):
            return verifier.broken(change.seq, "columns")
        seen(link)
    verdict = verifier.verdict()
    return verdict if not verdict.holds or _ends(verdict) else verifier.broken(verdict.links + 1, "end")


def _repeats(change: Change, data: Mapping[str, object]) -> bool:
    sealed = (data["object"], data["kind"], data["actor_id"], data["at"])
    actor = str(change.actor_id) if change.actor_id else None
    return sealed == (str(change.object_id), change.kind, actor, change.at.astimezone(UTC).isoformat())


def _ends(verdict: ChainVerdict) -> bool:
    """Whether the chain ends at the stored head. If the head is missing or differs, links were cut off or added."""
    heads = list(Head.objects.values_list("seq", "hash"))
    return heads == [(verdict.links, verdict.head)] or (not verdict.links and not heads)


def verify_lines(
    lines: Iterable[str], seen: Callable[[ChainLink], object] = lambda _link: None
) -> ChainVerdict:
    """Verify an exported chain, without trusting anything else."""
    verifier = Verifier()
    for link in read_lines(lines):
        taken = verifier.take(link)
        if isinstance(taken, ChainVerdict):
            return taken
        seen(link)
    return verifier.verdict()


def export_lines() -> Iterator[str]:
    """Yield the chain as JSON lines, for `akropolis verify FILE` on any machine."""
    for link in links():
        fields = {"content": link.content, "hash": link.hash, "payload": link.payload, "seq": link.seq}
        yield canonical(fields)


def read_lines(lines: Iterable[str]) -> Iterator[ChainLink]:
    """Yield links from an exported file. An invalid line becomes a link that never fits the chain."""
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            yield ChainLink(int(data["seq"]), str(data["payload"]), str(data["hash"]), str(data["content"]))
        except (ValueError, KeyError, TypeError):
            yield ChainLink(number, "", "")


REASONS = {
    "number": _("the link's number should be %(expected)s"),
    "hash": _("the hash does not fit the text and the link before"),
    "form": _("the text is not that of a link"),
    "value": _("the value of %(place)s is not the one that was sealed"),
    "stands": _("the value of %(place)s stands there, although link %(by)s took it away"),
    "missing": _("the value of %(place)s is missing, and no link says that it was taken away"),
    "columns": _("the columns for look-ups differ from the sealed text"),
    "end": _("the chain does not end where its recorded end says"),
}


def reason(verdict: ChainVerdict) -> str:
    """Return the reason why a chain does not hold, in the reader's language; empty if it holds."""
    return str(REASONS[verdict.reason]) % verdict.words if verdict.reason else ""


def require(verdict: ChainVerdict) -> None:
    """Raise Refused, with the link and the reason, unless the chain holds."""
    if not verdict.holds:
        sentence = _("The history does not hold at link %(seq)s: %(reason)s.")
        raise Refused(sentence % {"seq": verdict.broken_at, "reason": reason(verdict)}, code="broken")
