"""What a supplier does by its link, without an account: save a draft, enclose files, send in the answers.

The link is the only right: it leads to one follow-up, and only while that can be answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access import open_forms
from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import EVERYWHERE, Access
from akropolis.base.kernel.access.open_forms import digest_of_reference
from akropolis.base.kernel.files.evidence import attach, clean_name
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.supplier_replies.models import (
    InquiryAnswer,
    InquiryQuestion,
    InquiryState,
    Met,
    SupplierInquiry,
)
from akropolis.graph.supplier_replies.rules.permissions import EDIT

BECAUSE = "the link itself is the right to answer, and to read what is asked"
FILES, WHO, LONGEST, MOST_FILES = "files", "who", 4000, 20

type File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """What the supplier has written: (met, how) by question, who answers, a file, and the version that was seen."""

    answers: Mapping[str, tuple[str, str]]
    who: str
    version: int | None
    file: File | None = None


def without_account() -> Access:
    """Return the access of somebody without an account, who may write follow-ups and read nothing."""
    return Access(open_forms.without_account().actor, {EDIT: frozenset({EVERYWHERE})})


def find_by_link(link: str) -> SupplierInquiry | None:
    """Return the follow-up that the link answers today; None for every link that answers nothing. One query."""
    rows = SupplierInquiry.objects.unscoped(because=BECAUSE)
    rows = rows.filter(state=InquiryState.SENT, archived_at=None, due_on__gte=timezone.localdate())
    return rows.filter(digest=digest_of_reference(link)).select_related("supplier", "owner_unit").first()


def list_questions(inquiry: SupplierInquiry) -> list[InquiryQuestion]:
    """Return every question of the follow-up, those that all ask first."""
    rows = InquiryQuestion.objects.unscoped(because=BECAUSE).filter(inquiry=inquiry)
    return list(rows.select_related("unit").order_by("position", "created_at", "id"))


def save_draft(link: str, written: WrittenReply) -> SupplierInquiry:
    """Keep what is written, and the file. Raises Hidden for a link that answers nothing, Refused for a file that is
    not accepted, Stale if it has been saved from elsewhere since `version`; then nothing is kept.
    """
    with writing(without_account()) as w:
        return _keep(w, link, written)


def send_in(link: str, written: WrittenReply) -> SupplierInquiry:
    """Store the answers for good, after which the link answers nothing. Raises as `save_draft`, and Invalid for a
    question without an answer. A file is kept by `save_draft` before.
    """
    with writing(without_account()) as w:
        inquiry = _open(link)
        questions = list_questions(inquiry)
        _must_be_whole(questions, written)
        values = {
            "state": InquiryState.ANSWERED,
            "answered_by": written.who.strip()[:200],
            "answered_at": w.at,
        }
        w.update(inquiry, {**values, "draft": {}}, version=written.version)
        found = [(question, *written.answers[str(question.pk)]) for question in questions]
        rows = [{"question": question, "met": met, "text": text.strip()} for question, met, text in found]
        w.create_many(InquiryAnswer, rows)
        return inquiry


def _open(link: str) -> SupplierInquiry:
    inquiry = find_by_link(link)
    if inquiry is None:
        raise Hidden
    return inquiry


def _keep(w: Writer, link: str, written: WrittenReply) -> SupplierInquiry:
    """Store what is written as a draft, by the questions of this follow-up alone."""
    inquiry = _open(link)
    ours = {str(each.pk) for each in list_questions(inquiry)}
    files = list(inquiry.draft.get(FILES, ()))
    draft: dict[str, object] = {
        key: [met[:10], text[:LONGEST]] for key, (met, text) in written.answers.items() if key in ours
    }
    if written.file:
        if len(files) >= MOST_FILES:
            raise Refused(_("%(n)s files are enclosed already, and no more fit.") % {"n": MOST_FILES})
        name, data = written.file
        attach(w.access, inquiry, name=name, data=data)
        files.append(clean_name(name))
    draft |= {FILES: files, WHO: written.who[:200]}
    return w.update(inquiry, {"draft": draft}, version=written.version)


def _must_be_whole(questions: list[InquiryQuestion], written: WrittenReply) -> None:
    errors: dict[str, list[str]] = {}
    for question in questions:
        met, text = written.answers.get(str(question.pk), ("", ""))
        if met not in Met.values:
            errors[f"met_{question.pk}"] = [_("Choose an answer.")]
        elif met != Met.YES and not text.strip():
            errors[f"text_{question.pk}"] = [_("Write what is not met, and what you do about it.")]
        if len(text) > LONGEST:
            errors[f"text_{question.pk}"] = [_("Write at most %(n)s characters.") % {"n": LONGEST}]
    if not written.who.strip():
        errors[WHO] = [_("Write your name and role.")]
    if errors:
        raise Invalid(errors)
