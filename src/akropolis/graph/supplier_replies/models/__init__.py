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
    "InquiryAnswer",
    "InquiryLanguage",
    "InquiryQuestion",
    "InquiryState",
    "JudgementAction",
    "Met",
    "SupplierInquiry",
    "Verdict",
]
