"""Follow-ups of suppliers in the demo city, in every stage, with findings and a promise whose day has passed."""

from datetime import timedelta

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryAnswer,
    InquiryQuestion,
    SupplierInquiry,
)
from akropolis.graph.supplier_replies.services.inquiries import VERBS
from akropolis.tools.demo.frame import TODAY, City

STATES = ("judged", "judged", "answered", "sent", "sent", "draft")
WHO = "Rut Ek, säkerhetschef"
PROMISE = "Vi inför det och skickar ett intyg."


def build(city: City) -> None:
    """Create follow-ups by the unit that keeps the shared suppliers."""
    names = list(city.suppliers)[: len(STATES)]
    with city.writing() as w:
        rows = [
            {
                "title": "Säkerhetsuppföljning 2026",
                "supplier": city.suppliers[name],
                "owner_unit": city.suppliers[name].owner_unit,
                "text": "Vi följer upp att kraven i avtalet uppfylls. Svaren är underlag för ledningens genomgång.",
                "due_on": TODAY + timedelta(days=14 if state in ("sent", "draft") else -10),
                "state": state,
                **({} if state == "draft" else {"sent_on": TODAY - timedelta(days=30)}),
                **({"answered_at": w.at, "answered_by": WHO} if state in ("answered", "judged") else {}),
            }
            for name, state in zip(names, STATES, strict=False)
        ]
        made = city.add(w, SupplierInquiry, rows)
        VERBS.created(w, made)
        for row in made:
            _answer(city, w, row)


def _answer(city: City, w: Writer, row: SupplierInquiry) -> None:
    if row.answered_at is None:
        return
    questions = list(InquiryQuestion.everything.filter(inquiry=row).order_by("position"))
    fails = {question.pk for place, question in enumerate(questions) if place % 6 == 4}
    answers = [
        {
            "question": each,
            "met": "partly" if each.pk in fails else "yes",
            "text": "Gäller inte äldre system." if each.pk in fails else "Ja, se bifogat intyg.",
        }
        for each in questions
    ]
    city.add(w, InquiryAnswer, answers)
    if row.state == "judged":
        city.add(w, AnswerJudgement, [_judgement(each, each.pk in fails) for each in questions])


def _judgement(question: InquiryQuestion, fails: bool) -> dict[str, object]:
    if not fails:
        return {"question": question, "verdict": "meets"}
    promised = {"promise": PROMISE, "promised_on": TODAY - timedelta(days=5)}
    return {
        "question": question,
        "verdict": "fails",
        "reason": "Kravet gäller alla system som vi använder.",
        **promised,
    }
