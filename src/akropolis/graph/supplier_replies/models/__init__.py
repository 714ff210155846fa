from akropolis.graph.supplier_replies.models.follow_up_rules import FollowUpCause, FollowUpRule
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
