"""Ask suppliers: the questions with their wording, the link that is shown once, and a unit's own questions."""

import secrets
from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.open_forms import digest_of_reference
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.verbs import Verbs
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryQuestion,
    InquiryState,
    SupplierInquiry,
)
from akropolis.graph.supplier_replies.selectors.question_sets import question_sets
from akropolis.graph.suppliers.models import Supplier

UNANSWERED = (InquiryState.DRAFT, InquiryState.SENT)


class InquiryVerbs(Verbs[SupplierInquiry]):
    """Operations on follow-ups. A new one gets its questions, whichever way it was made."""

    def created(self, w: Writer, rows: Sequence[SupplierInquiry]) -> None:
        """Store the questions that the levels of what stands on each supplier demand, in their wording of today."""
        asked = [(row, (row.supplier_id, row.language)) for row in rows]
        sets = question_sets(w.access, [key for _row, key in asked], timezone.localdate(w.at))
        values = [
            {"inquiry": row, "unit": row.owner_unit, "shared": True, "position": position, **question}
            for row, key in asked
            for position, question in enumerate(sets[key])
        ]
        w.create_many(InquiryQuestion, values)


VERBS = InquiryVerbs()


def ask_suppliers(
    access: Access, suppliers: Collection[Supplier], values: Mapping[str, object]
) -> list[SupplierInquiry]:
    """Make a follow-up for each supplier, all or none. Nothing is sent. Raises Hidden without the right in the unit."""
    with writing(access) as w:
        made = w.create_many(SupplierInquiry, [{**values, "supplier": each} for each in suppliers])
        VERBS.created(w, made)
        return made


def issue_links(access: Access, inquiries: Sequence[SupplierInquiry]) -> list[tuple[SupplierInquiry, str]]:
    """Make a new link for each follow-up, and return it: it is stored nowhere, and the one before stops working.

    Raises Refused for one that is answered, recalled, archived or whose last day has passed; none is then made.
    """
    found = []
    with writing(access) as w:
        today = timezone.localdate(w.at)
        for inquiry in inquiries:
            current = SupplierInquiry.everything.get(pk=inquiry.pk)
            _must_be_unanswered(current)
            if current.due_on < today:
                sentence = _("The last day of %(inquiry)s has passed. Write a later one first.")
                raise Refused(sentence % {"inquiry": current.label()})
            link = _new_link()
            digest = digest_of_reference(link)
            values = {"digest": digest, "state": InquiryState.SENT, "sent_on": current.sent_on or today}
            found.append((w.update(current, values), link))
    return found


def _new_link() -> str:
    """Return 128 random bits, in groups that can be read out."""
    found = secrets.token_hex(16)
    return "-".join(found[place : place + 4] for place in range(0, 32, 4))


def add_question(
    access: Access, inquiry: SupplierInquiry, unit: Unit, heading: str, wording: str
) -> InquiryQuestion:
    """Add a unit's own question, whose answer and judgement that unit alone reads.

    Raises Hidden without the right in the unit, Refused once the supplier has answered.
    """
    with writing(access) as w:
        _must_be_unanswered(SupplierInquiry.everything.get(pk=inquiry.pk))
        values = {"inquiry": inquiry, "unit": unit, "position": 1000, "heading": heading, "wording": wording}
        return w.create(InquiryQuestion, values)


def _must_be_unanswered(inquiry: SupplierInquiry) -> None:
    if inquiry.archived_at or inquiry.state not in UNANSWERED:
        words = {"inquiry": inquiry.label(), "state": inquiry.get_state_display().lower()}
        raise Refused(_("%(inquiry)s is %(state)s. Make a new one.") % words)


def keep_promise(
    access: Access, judgement: AnswerJudgement, values: Mapping[str, object], version: int | None
) -> AnswerJudgement:
    """Store what the supplier has promised and when it was found to be kept. Raises Invalid for a promise without a
    day or a day ahead, Stale after another's change.
    """
    with writing(access) as w:
        return w.update(judgement, values, version=version)
