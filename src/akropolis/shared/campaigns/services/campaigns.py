"""Operations on a campaign: edit it, send it to the units asked, and move it through its life cycle."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import kind_of, writing
from akropolis.base.kernel.registers.verbs import Faults, Values, Verbs
from akropolis.base.kernel.workflow.steps import step_of, values_of
from akropolis.shared.campaigns.models import Ask, Campaign
from akropolis.shared.campaigns.models.kinds import CampaignCandidate
from akropolis.shared.campaigns.rules.states import DRAFT
from akropolis.shared.campaigns.selectors.campaigns import candidates, wording
from akropolis.shared.campaigns.services.telling import notify_answerers

STANDS = ("owner_unit", "text", "signing")
NAME = 240


class CampaignVerbs(Verbs[Campaign]):
    """Operations on campaigns. Once sent, only the last day, the title and the responsible person can be changed."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new campaign: three weeks to answer."""
        return {"last_on": today + timedelta(weeks=3)}

    def refusals(self, access: Access, rows: Sequence[Campaign]) -> Faults:
        """Refuse changes to the wording of a sent campaign, whatever the entry point."""
        stored = Campaign.everything.in_bulk([row.pk for row in rows])
        own = {row.pk: _changed(stored[row.pk], row) for row in rows if row.pk in stored}
        return {**super().refusals(access, rows), **{pk: faults for pk, faults in own.items() if faults}}

    def update(
        self, access: Access, row: Campaign, values: Values, *, version: int | None = None, because: str = ""
    ) -> Campaign:
        """Update the campaign. Raises Invalid if text, unit or signing is changed after it was sent."""
        wanted = Campaign(**{name: getattr(row, name) for name in ("status", *STANDS)})
        for name in STANDS:
            setattr(wanted, name, values.get(name, getattr(row, name)))
        if faults := _changed(row, wanted):
            raise Invalid(faults)
        return super().update(access, row, values, version=version, because=because)

    def step(
        self,
        access: Access,
        row: Campaign,
        name: str,
        values: Values,
        *,
        version: int | None = None,
        because: str = "",
    ) -> Campaign:
        """Change the state. Raises Invalid if the campaign is reopened with a last day that has passed."""
        if isinstance(day := values.get("last_on"), date) and day < timezone.localdate():
            raise Invalid({"last_on": [_("The day has passed already. Write a day ahead.")]})
        return super().step(access, row, name, values, version=version, because=because)


def _changed(stored: Campaign, wanted: Campaign) -> Mapping[str, Sequence[str]]:
    if stored.status == DRAFT:
        return {}
    sentence = _("This has been sent, and stands as those asked have read it.")
    return {name: [sentence] for name in STANDS if getattr(stored, name) != getattr(wanted, name)}


VERBS = CampaignVerbs()


def send(
    access: Access, campaign: Campaign, chosen: Collection[str], *, version: int | None = None
) -> list[Ask]:
    """Send today's questions about the chosen candidates (by `CampaignCandidate.key`), and notify the
    answerers. The choice is then final.

    Raises Hidden without the right, Refused if already sent or without a question, Invalid if a chosen
    candidate cannot be asked or the last day has passed.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        current = or_hidden(Campaign.everything.filter(pk=campaign.pk, archived_at__isnull=True).first())
        w.require(current)
        step = step_of(current, "send")
        if current.last_on < today:
            raise Invalid({"last_on": [_("The last day to answer has passed already. Change it first.")]})
        found = {each.key: each for each in candidates(access, campaign.of_kind, today)}
        if not chosen or set(chosen) - found.keys():
            raise Invalid({"chosen": [_("Choose at least one, among those that are there now.")]})
        questions = wording(access, campaign.of_kind, today)
        if not questions["sv"]:
            raise Refused(_("There is no question of this kind. Write one first."), code="no_questions")
        told = {"sent_on": today, "questions": json.dumps(questions, ensure_ascii=False)}
        w.update(campaign, values_of(current, step, told), version=version)
        asks = w.create_many(Ask, [_ask(current, found[key]) for key in sorted(set(chosen))])
        notify_answerers(w, asks)
        return asks


def _ask(campaign: Campaign, found: CampaignCandidate) -> dict[str, object]:
    place = {"campaign": campaign, "kind": kind_of(found.model), "object_id": found.object_id}
    return {**place, "name": found.name[:NAME], "unit": found.unit, "answerer": found.answerer}
