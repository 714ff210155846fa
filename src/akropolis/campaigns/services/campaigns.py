"""What is done with a campaign: written, sent to those who are asked, closed, and opened again."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.campaigns.models import Ask, Campaign
from akropolis.campaigns.models.kinds import Candidate
from akropolis.campaigns.rules.states import DRAFT, SENT, TABLE
from akropolis.campaigns.selectors.campaigns import candidates, wording
from akropolis.kernel.access.errors import Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import Writer, kind_of, writing
from akropolis.kernel.registers.verbs import Faults, Values, Verbs

STANDS = ("owner_unit", "text", "signing")
NAME = 240


class CampaignVerbs(Verbs[Campaign]):
    """What those asked have read stands as it was sent; day, title and responsible can be changed."""

    def refusals(self, access: Access, rows: Sequence[Campaign]) -> Faults:
        """A sent campaign's words are not changed, whatever the way in."""
        stored = Campaign.everything.in_bulk([row.pk for row in rows])
        own = {row.pk: _changed(stored[row.pk], row) for row in rows if row.pk in stored}
        return {**super().refusals(access, rows), **{pk: faults for pk, faults in own.items() if faults}}

    def update(
        self, access: Access, row: Campaign, values: Values, *, version: int | None = None, because: str = ""
    ) -> Campaign:
        """As the plain one. Raises Invalid for words that have been sent."""
        wanted = Campaign(**{name: getattr(row, name) for name in ("status", *STANDS)})
        for name in STANDS:
            setattr(wanted, name, values.get(name, getattr(row, name)))
        if faults := _changed(row, wanted):
            raise Invalid(faults)
        return super().update(access, row, values, version=version, because=because)


def _changed(stored: Campaign, wanted: Campaign) -> Mapping[str, Sequence[str]]:
    if stored.status == DRAFT:
        return {}
    sentence = _("This has been sent, and stands as those asked have read it.")
    return {name: [sentence] for name in STANDS if getattr(stored, name) != getattr(wanted, name)}


VERBS = CampaignVerbs()


def send(
    access: Access, campaign: Campaign, chosen: Collection[str], *, version: int | None = None
) -> list[Ask]:
    """Put the questions to the chosen ones, in the wording of today. Whom they are put to is not changed afterwards.

    Raises Hidden without the right, Refused when it has been sent, Invalid when nothing can be asked of one of them.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        step(w, campaign, "send")
        if campaign.last_on < today:
            raise Invalid({"last_on": [_("The last day to answer has passed already. Change it first.")]})
        found = {each.key: each for each in candidates(access, campaign.of_kind, today)}
        if not chosen or set(chosen) - found.keys():
            raise Invalid({"chosen": [_("Choose at least one, among those that are there now.")]})
        questions = wording(access, campaign.of_kind, today)
        if not questions["sv"]:
            raise Refused(_("There is no question of this kind. Write one first."), code="no_questions")
        w.update(
            campaign,
            {"status": SENT, "sent_on": today, "questions": json.dumps(questions, ensure_ascii=False)},
            version=version,
        )
        return w.create_many(Ask, [_ask(campaign, found[key]) for key in sorted(set(chosen))])


def _ask(campaign: Campaign, found: Candidate) -> dict[str, Any]:
    place = {"campaign": campaign, "kind": kind_of(found.model), "object_id": found.object_id}
    return {**place, "name": found.name[:NAME], "unit": found.unit, "answerer": found.answerer}


def close(access: Access, campaign: Campaign) -> Campaign:
    """No more answers are taken, and those that there are stand. Raises Refused unless it is out."""
    with writing(access) as w:
        return w.update(campaign, {"status": step(w, campaign, "close")})


def reopen(access: Access, campaign: Campaign, *, last_on: date, because: str) -> Campaign:
    """Answers are taken again, to a new last day. Raises Refused unless it is closed, Invalid for a day gone by."""
    with writing(access, because=because) as w:
        status = step(w, campaign, "reopen")
        if last_on < timezone.localdate(w.at):
            raise Invalid({"last_on": [_("The day has passed already. Write a day ahead.")]})
        return w.update(campaign, {"status": status, "last_on": last_on})


def step(w: Writer, campaign: Campaign, name: str) -> str:
    """The state that a step leads to, as the campaign stands in the database now."""
    campaign.refresh_from_db()
    w.require(campaign)
    found = TABLE.find(name, campaign.status)
    if found is None or campaign.archived_at is not None:
        words = {"status": campaign.get_status_display().lower()}
        raise Refused(
            _("The campaign is %(status)s, and this cannot be done now.") % words, code="wrong_state"
        )
    if found.needs_reason and not w.because.strip():
        raise Invalid({"because": [_("Write why.")]})
    return found.target
