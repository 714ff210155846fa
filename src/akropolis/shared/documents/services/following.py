"""What packages above do when a document is begun, decided or repealed, in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from akropolis.base.kernel.records.writer import Writer
from akropolis.base.lib.registry import Registry
from akropolis.shared.documents.models import DocumentVersion, GoverningDocument


@dataclass(frozen=True, slots=True)
class DocumentFollower:
    """Functions called after new documents have their drafts, after a decision, and after a repeal or its reversal."""

    begun: Callable[[Writer, Sequence[GoverningDocument]], None]
    decided: Callable[[Writer, DocumentVersion], None]
    repealed: Callable[[Writer, GoverningDocument], None]


followers: Registry[str, DocumentFollower] = Registry("follower of governing documents")
