"""A version is decided: who, when and by which number, and its words frozen, in one transaction or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.documents.models import DocumentVersion, GoverningDocument
from akropolis.documents.rules.content import ChapterText, frozen, missing
from akropolis.documents.rules.states import APPROVE, APPROVED
from akropolis.documents.selectors.versions import (
    contents,
    draft_of,
    required_of,
    template_of,
    versions_of,
)
from akropolis.kernel.access.errors import Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.files.models import StoredFile
from akropolis.kernel.records.writer import writing
from akropolis.lib.swedish import listing


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person who records the decision says. With a `file` the version is that file, and not the draft."""

    approved_by: str
    approver_role: str
    approved_on: date
    diary_number: str
    valid_from: date
    valid_to: date | None = None
    summary: str = ""
    file: StoredFile | None = None


def decide(
    access: Access, document: GoverningDocument, decision: Decision, *, version: int | None = None
) -> DocumentVersion:
    """Record the decision and freeze the version. `version` is the document's as the person saw it: Stale after
    another's.

    Raises Hidden without the right, Invalid on impossible days and on chapters that lack, and Refused for a document
    that is locked, whose unit has ended, or whose draft says what the last version says.
    """
    with writing(access, because=decision.diary_number) as w:
        w.require(document, APPROVE)
        earlier = versions_of(access, document)
        draft = [] if decision.file else contents(draft_of(access, document))
        chapters = [chapter for chapter in draft if chapter.text.strip()]
        _refuse(document, earlier, chapters, decision, timezone.localdate(w.at))
        _lacks(access, document, chapters, decision)
        number = document.edition + 1
        values = {name: getattr(decision, name) for name in DECIDED}
        w.update(
            document,
            {"status": APPROVED, "edition": number, "proposed_on": None}
            | {name: values[name] for name in ("valid_from", "valid_to")},
            version=version,
            permission=APPROVE,
        )
        made: dict[str, Any] = {"document": document, "number": number, "title": document.title}
        return w.create(DocumentVersion, made | values | {"content": frozen(chapters)})


DECIDED = (
    "approved_by", "approver_role", "approved_on", "diary_number", "valid_from", "valid_to", "summary", "file",
)  # fmt: skip


def _refuse(
    document: GoverningDocument,
    earlier: Sequence[DocumentVersion],
    chapters: Sequence[ChapterText],
    decision: Decision,
    today: date,
) -> None:
    if not document.owner_unit.valid_on(today):
        words = {"unit": document.owner_unit.name}
        raise Refused(
            _("%(unit)s is no more. Move the document to the unit that has taken over, and decide then.")
            % words
        )
    last = earlier[0] if earlier else None
    if (
        last
        and last.content == frozen(chapters)
        and last.file == decision.file
        and last.title == document.title
    ):
        sentence = _(
            "Version %(number)s says the same already. Change the text, or choose another file, first."
        )
        raise Refused(sentence % {"number": last.number}, code="same")
    if errors := _wrong_days(decision, earlier, today):
        raise Invalid(errors)


def _wrong_days(
    decision: Decision, earlier: Sequence[DocumentVersion], today: date
) -> dict[str, Sequence[str]]:
    errors: dict[str, Sequence[str]] = {}
    if decision.approved_on > today:
        errors["approved_on"] = [_("The date lies in the future. Record the decision when it is made.")]
    if decision.valid_to and decision.valid_to < max(decision.valid_from, today):
        errors["valid_to"] = [_("The last day has passed, or lies before the first.")]
    if earlier and decision.valid_from < earlier[0].valid_from:
        words = {"number": earlier[0].number, "day": earlier[0].valid_from.isoformat()}
        sentence = _("Version %(number)s holds from %(day)s. A new one cannot begin before that.")
        errors["valid_from"] = [sentence % words]
    return errors


def _lacks(
    access: Access, document: GoverningDocument, chapters: Sequence[ChapterText], decision: Decision
) -> None:
    """A file's chapters cannot be tested: who decides has read it."""
    if decision.file:
        return
    if not chapters:
        raise Refused(_("Nothing is written in the draft, and no file is chosen."), code="empty")
    names = lacking(access, document, chapters, decision.approved_on)
    if names:
        words = {"names": listing(names, _("and"))}
        raise Refused(
            _("These chapters must be there and hold text: %(names)s. Write them in the draft first.")
            % words,
            code="incomplete",
        )


def lacking(
    access: Access, document: GoverningDocument, chapters: Sequence[ChapterText], day: date
) -> list[str]:
    """The chapters that the template demands and that hold no text."""
    required: Mapping[str, str] = required_of(template_of(access, document.kind, day))
    return missing(required, chapters)
