"""Verification of the whole history, and comparison of the installation's data with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akropolis.base.kernel.files.proof import compare_files
from akropolis.base.kernel.history import proof
from akropolis.base.kernel.history.standing import check_triggers
from akropolis.base.kernel.records.proof import Comparison, compare_derived, compare_digests, compare_rows
from akropolis.base.lib.chain import ChainVerdict
from akropolis.base.lib.swedish import number
from akropolis.events.incidents.services import viewing_seals
from akropolis.privacy.data_requests.services import viewings as request_viewings


@dataclass(frozen=True, slots=True)
class VerificationCheck:
    """One comparison besides the chain: how many were checked, a sentence on them, and what is wrong."""

    check: str
    checked: int
    sentence: str
    faults: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the sentence with the count."""
        return self.sentence % {"count": number(self.checked)}


def verify() -> tuple[ChainVerdict, list[VerificationCheck]]:
    """Verify the chain, compare the data with it, and return both results. Changes nothing."""
    verdict = proof.verify_installation()
    return verdict, list(compare_rest(verdict))


def compare_rest(verdict: ChainVerdict) -> Iterator[VerificationCheck]:
    """Compare the rest. Rows are compared only if the chain is intact: a broken one proves nothing."""
    found = check_triggers()
    sentence = (
        _("Triggers: %(count)s are this version's, and do refuse.")
        if found.tried
        else _(
            "Triggers: %(count)s compared. The database can only be read, so it was not tried that they refuse."
        )
    )
    yield VerificationCheck("triggers", found.triggers, sentence, found.faults)
    yield _check(
        "digests",
        compare_digests,
        _("Frozen documents and gatherings: %(count)s compared with their digests."),
    )
    yield _check("files", compare_files, _("Files: %(count)s compared with their checksums."))
    yield _check("derived", compare_derived, _("Derived tables: %(count)s compared with what the rows give."))
    yield _check(
        "viewings",
        viewing_seals.VIEWINGS.compare,
        _("Viewings of secret events: %(count)s compared with their seals."),
    )
    yield _check(
        "request_viewings",
        request_viewings.VIEWINGS.compare,
        _("Viewings of requests: %(count)s compared with their seals."),
    )
    if verdict.holds:
        yield _check("rows", compare_rows, _("Rows: %(count)s compared with the history."))


def _check(key: str, compare: Callable[[], Comparison], sentence: str) -> VerificationCheck:
    found = compare()
    return VerificationCheck(key, found.compared, sentence, tuple(found.faults))
