"""Campaigns that have been sent, written past the kind that would have chosen whom to ask."""

import json
from typing import Any

from akropolis.assurance.follow_up.models import FollowUpQuestion
from akropolis.assurance.follow_up.selectors.answers import KIND, PREFIX
from akropolis.assurance.maturity.models import MaturityArea
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, kind_of
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.rules.prompts import Form, Prompt, store_prompts
from tests.factories.registers import DAY

PROMPTS = [
    Prompt("yes", "Stämmer det?", Form.YES_NO, choices=(("yes", "Ja"), ("no", "Nej")), required=True),
    Prompt("why", "Varför?", Form.LONG),
]


def sent(w: Writer, campaign: Any, row: Any, words: str) -> Ask:
    """The campaign asks the unit of the row about it, and has got an answer with the words."""
    questions = {"sv": store_prompts(PROMPTS), "en": store_prompts(PROMPTS)}
    w.update(campaign, {"status": "sent", "sent_on": DAY, "questions": json.dumps(questions)})
    return asked(
        w, campaign, row, {"answers": {"yes": "yes", "why": words}, "answered_by": words, "answered_at": w.at}
    )


def asked(w: Writer, campaign: Any, row: Any, given: dict[str, Any] | None = None) -> Ask:
    """One more that is asked about."""
    place = {"campaign": campaign, "kind": kind_of(type(row)), "object_id": row.pk, "unit": row.owner_unit}
    return w.create(Ask, {**place, "name": row.label(), **(given or {})})


def followed_up(w: Writer, unit: Unit, words: str) -> Ask:
    """A round of follow-up in which the unit is asked one question, worded so."""
    kept = {"name": "Roller", "source": "x", "valid_from": DAY}
    question = w.create(FollowUpQuestion, {**kept, "area": w.create(MaturityArea, kept)})
    asking = {"title": words, "kind": KIND, "text": words, "last_on": DAY, "owner_unit": unit}
    campaign = w.create(Campaign, asking)
    questions = json.dumps({"sv": store_prompts([Prompt(f"{PREFIX}{question.code}", words)])})
    w.update(campaign, {"status": "sent", "sent_on": DAY, "questions": questions})
    of = {"campaign": campaign, "kind": kind_of(Unit), "object_id": unit.pk, "name": unit.name, "unit": unit}
    return w.create(Ask, of)
