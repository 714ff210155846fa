from akropolis.graph.supplier_replies.models.inquiries import (
    AnswerJudgement,
    InquiryAnswer,
    InquiryLanguage,
    InquiryQuestion,
    InquiryState,
    JudgementAction,
    Met,
    SupplierInquiry,
    Verdict,
)
from akropolis.graph.supplier_replies.models.rules import FollowUpCause, FollowUpRule

__all__ = [
    "AnswerJudgement",
    "FollowUpCause",
    "FollowUpRule",
    "InquiryAnswer",
    "InquiryLanguage",
    "InquiryQuestion",
    "InquiryState",
    "JudgementAction",
    "Met",
    "SupplierInquiry",
    "Verdict",
]
