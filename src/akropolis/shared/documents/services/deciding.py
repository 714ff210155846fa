"""Deciding a version: stores who decided, when, the number and the frozen text, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.documents.models import Acknowledgement, DocumentVersion, GoverningDocument
from akropolis.shared.documents.rules.content import store_chapters
from akropolis.shared.documents.rules.states import APPROVE, APPROVED
from akropolis.shared.documents.selectors.readers import is_for
from akropolis.shared.documents.selectors.versions import last_version
from akropolis.shared.documents.services import sending
from akropolis.shared.documents.services.following import followers
from akropolis.shared.documents.services.ready import require_ready_chapters


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """The recorded facts of the decision. With a `file`, that file becomes the version instead of the draft."""

    approved_by: str
    approver_role: str
    approved_on: date
    diary_number: str
    valid_from: date
    valid_to: date | None = None
    summary: str = ""
    file: StoredFile | None = None


def decide(
    access: Access, document: GoverningDocument, decision: DecisionInput, *, version: int | None = None
) -> DocumentVersion:
    """Record the decision and create the version. `version` is the version number of the document's row that
    the user saw: raises Stale if the row has changed. Notifies the sender of the draft. Who decides has read
    it, and is not asked to confirm that.

    Raises Hidden without the right, Invalid for impossible days, and Refused for a document that is locked
    or not ready (module `ready`).
    """
    with writing(access, because=decision.diary_number) as w:
        w.require(document, APPROVE)
        today = timezone.localdate(w.at)
        last = last_version(access, document)
        chapters = require_ready_chapters(access, document, decision.file, last, today)
        if errors := _wrong_days(decision, last, today):
            raise Invalid(errors)
        number = document.edition + 1
        values = {name: getattr(decision, name) for name in DECIDED}
        w.update(
            document,
            {"status": APPROVED, "edition": number, "proposed_on": None}
            | {name: values[name] for name in ("valid_from", "valid_to")},
            version=version,
            permission=APPROVE,
        )
        sending.close_proposal(w, document, number)
        made: dict[str, object] = {"document": document, "number": number, "title": document.title}
        decided = w.create(DocumentVersion, made | values | {"content": store_chapters(chapters)})
        if document.acknowledge and access.actor.id and is_for(access, document):
            w.create(Acknowledgement, {"of": decided, "person_id": access.actor.id, "at": w.at})
        for follow in followers:
            follow.decided(w, decided)
        return decided


DECIDED = (
    "approved_by", "approver_role", "approved_on", "diary_number", "valid_from", "valid_to", "summary", "file",
)  # fmt: skip


def _wrong_days(
    decision: DecisionInput, last: DocumentVersion | None, today: date
) -> dict[str, Sequence[str]]:
    errors: dict[str, Sequence[str]] = {}
    if decision.approved_on > today:
        errors["approved_on"] = [_("The date lies in the future. Record the decision when it is made.")]
    if decision.valid_to and decision.valid_to < max(decision.valid_from, today):
        errors["valid_to"] = [_("The last day has passed, or lies before the first.")]
    if last and decision.valid_from < last.valid_from:
        sentence = _("Version %(number)s holds from %(day)s. A new one cannot begin before that.")
        errors["valid_from"] = [sentence % {"number": last.number, "day": last.valid_from.isoformat()}]
    return errors
