"""Drafts: begin the next picture from the previous one and what is known since, write it, or discard it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.markdown import refusal
from akropolis.events.situation_reports.models import DraftAnswer, SituationDraft, SituationQuestion
from akropolis.events.situation_reports.models.subjects import subjects
from akropolis.events.situation_reports.rules.drafting import DraftedAnswer, KnownFacts, begin_answer
from akropolis.events.situation_reports.rules.paper import PaperAnswer
from akropolis.events.situation_reports.selectors.situations import (
    answers_of,
    draft_of,
    series,
    situation_at,
    subject_context,
)


def begin(access: Access, row: Tracked) -> SituationDraft:
    """Begin the draft of the row's next picture, and return it; return the existing draft if somebody has begun
    one.

    Raises Hidden if the user does not lead the row.
    """
    with writing(access) as w:
        if found := draft_of(access, row):
            return found
        newest = next(iter(series(access, row)), None)
        draft = w.create(SituationDraft, {**subject_context(row), "since": newest, "read_at": w.at})
        w.create_many(DraftAnswer, _answers(w, draft))
        return draft


def _answers(w: Writer, draft: SituationDraft) -> list[dict[str, object]]:
    """Return the field values of an initial answer to each question in force."""
    last = situation_at(w.access, draft.since_id) if draft.since_id else None
    said = {each.key: each for each in last.answers} if last else {}
    known = _known(w.access, draft, last.read_at if last else None)
    rows = SituationQuestion.in_force(w.access, timezone.localdate(w.at))
    return [
        {"draft": draft, **_answer(row, known.get(row.code, KnownFacts()), said.get(row.code))}
        for row in rows
        if row.kind == draft.kind
    ]


def _answer(question: SituationQuestion, known: KnownFacts, old: PaperAnswer | None) -> dict[str, object]:
    made = begin_answer(known, DraftedAnswer(old.text, old.drafted) if old else None)
    kept = {name: getattr(old, name) for name in ("confidence", "because", "secrecy")} if old else {}
    return {
        "key": question.code,
        "title": question.name,
        "position": question.position,
        "weighed": question.weighed,
        "text": made.text,
        "drafted": made.drafted,
        "figures": _figures(known),
        **kept,
    }


def _figures(known: KnownFacts) -> list[dict[str, object]]:
    return [{**asdict(each), "rows": list(each.rows)} for each in known.figures]


def _known(access: Access, draft: SituationDraft, since: datetime | None) -> Mapping[str, KnownFacts]:
    """Return what the rows say. Pictures are in Swedish, whoever writes them."""
    with override(settings.LANGUAGE_CODE):
        return subjects.get(draft.kind).draft(access, draft.row, since)


def renew(access: Access, draft: SituationDraft) -> int:
    """Put what the rows say now into the answers; text somebody has written is kept. Returns how many changed."""
    with writing(access) as w:
        known, count = _known(access, draft, draft.read_at), 0
        for answer in answers_of(access, draft):
            was = DraftedAnswer(answer.text, answer.drafted)
            facts = known.get(answer.key, KnownFacts())
            now = begin_answer(facts, was)
            if now != was or _figures(facts) != answer.figures:
                values = {"text": now.text, "drafted": now.drafted, "figures": _figures(facts)}
                w.update(answer, values)
                count += 1
        w.update(draft, {"read_at": w.at})
        return count


def save(
    access: Access, answer: DraftAnswer, values: Mapping[str, object], *, version: int | None = None
) -> DraftAnswer:
    """Save an answer: its text, and its certainty and secrecy provision if given.

    Raises Stale if somebody else has saved since `version`, Invalid for what the parser does not accept.
    """
    given = dict(values)
    if "text" in given:
        given["text"] = text = str(given["text"]).replace("\r\n", "\n")
        if sentence := refusal(text):
            raise Invalid({"text": [sentence]})
    if str(given.get("because", "")).strip() and not given.get("confidence"):
        raise Invalid({"confidence": [_("Say how sure it is, too.")]})
    with writing(access) as w:
        return w.update(answer, given, version=version)


def discard(access: Access, draft: SituationDraft) -> None:
    """Discard the draft. The next draft will be made from what the rows say at that time."""
    with writing(access) as w:
        clear(w, draft)


def clear(w: Writer, draft: SituationDraft) -> None:
    """Delete a draft with its answers; the history keeps them."""
    for answer in answers_of(w.access, draft):
        w.remove(answer)
    w.remove(draft)
