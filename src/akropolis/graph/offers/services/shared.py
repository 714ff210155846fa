"""Actions on a shared service's page: ask and answer questions, and state who has personuppgiftsansvar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.notify.outbox import Draft
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership, Question
from akropolis.graph.offers.rules.permissions import QUESTION
from akropolis.graph.offers.selectors.offers import CARRIERS

WRITE = f"{QUESTION}:edit"


def may_answer(access: Access, node: Node) -> bool:
    """Tell whether the user may answer questions on the node: in the operator's unit, or the owner's without one."""
    return access.may(WRITE, node.operator_unit or node.owner_unit)


def ask(access: Access, node: Node, unit: Unit, text: str) -> Question:
    """Ask the operator the unit's question. Raises Hidden without the right in the unit or to read the node."""
    with writing(access) as w:
        _readable(access, node)
        values = {"node": node, "unit": unit, "text": text.strip(), "asked_at": w.at}
        return w.create(Question, {**values, "asked_by": access.actor.name, "asker_id": access.actor.id})


def answer(access: Access, question: Question, text: str, *, version: int | None = None) -> Question:
    """Store the operator's answer, or a corrected one. Notifies the asker, if they may still read the
    question.

    Raises Hidden if the user is not responsible for the node, Invalid for an empty answer, Stale if somebody
    else answered first.
    """
    with writing(access) as w:
        if not may_answer(access, question.node):
            raise Hidden
        if not text.strip():
            raise Invalid({"answer": [_("Write an answer.")]})
        values = {"answer": text.strip(), "answered_by": access.actor.name, "answered_at": w.at}
        found = w.update(question, values, version=version)
        _notify_asker(found, w)
        return found


def reminder_of(question: Question) -> Matter:
    """Return the matter to remind the people responsible for the node of: an unanswered question."""
    return Matter(
        question,
        question.unit,
        lambda: (
            _("Answer the question from %(unit)s on %(service)s")
            % {"unit": question.unit.name, "service": question.node.name}
        ),
        lambda _unit: reverse("question-answer", args=[question.pk]),
        reminds=WRITE,
        does=WRITE,
    )


def withdraw(access: Access, question: Question) -> None:
    """Withdraw the question on behalf of the unit that asked. Raises Refused if it is answered."""
    with writing(access) as w:
        access.must(WRITE, question.unit)
        if question.answered_at is not None:
            raise Refused(_("The question has been answered, and stays with its answer."))
        w.remove(question)


def state_controllership(
    access: Access, node: Node, unit: Unit, *, role: str, basis: str, version: int | None = None
) -> Controllership:
    """State the role of the authority or company for the personal data in the node (GDPR art. 4.7–8, 26,
    28).

    Each authority or company has one statement on a node. Earlier statements by parts of it are removed; the
    history keeps them. Raises Hidden without the right in the unit, Stale if somebody else was first,
    Invalid for a unit that is neither an authority nor a company.
    """
    with writing(access) as w:
        _readable(access, node)
        rows = Controllership.objects.visible(access).filter(node=node, unit__path__startswith=unit.path)
        found: Controllership | None = rows.filter(unit=unit).first()
        values = {"role": role, "basis": basis.strip()}
        if found is None:
            found = w.create(Controllership, {"node": node, "unit": unit, **values})
        else:
            w.update(found, values, version=version or 0)
        units = Units()
        for part in rows.exclude(unit__kind__in=OWN_AUTHORITY).select_related("unit"):
            if units.authority(part.unit_id) == unit and part.writable_by(access):
                w.remove(part)
        return found


def _readable(access: Access, node: Node) -> None:
    readable = Node.objects.visible(access).filter(pk=node.pk, archived_at=None, kind__in=CARRIERS)
    if not readable.exists():
        raise Hidden


def _notify_asker(question: Question, w: Writer) -> None:
    def draft(asker: User) -> Draft:
        words = {"service": question.node.name, "question": question.text, "answer": question.answer}
        text = _("You asked: %(question)s\n\nThe answer: %(answer)s") % words
        subject = _("Answer to your question on %(service)s") % words
        url = f"{reverse('graph-shared', args=[question.node.record])}#{question.pk}"
        about = refer(question), refer(question.node)  # The message names both.
        key = f"question:{question.pk}:answer:{question.version}"
        return Draft(asker, key, subject, text, url, about=about)

    tell_one(w, question.asker, draft)
