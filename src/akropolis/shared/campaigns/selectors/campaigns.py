"""Which objects can be asked about, what has been asked, and which answers are pending for a user."""

from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for, appointed
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.shared.campaigns.models import Ask, Campaign, CampaignQuestion
from akropolis.shared.campaigns.models.campaigns import SIGN
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind
from akropolis.shared.campaigns.rules.coverage import AnswerCoverage, count_coverage
from akropolis.shared.campaigns.rules.prompts import Form, Prompt, store_prompts
from akropolis.shared.campaigns.rules.states import SENT

KEEP = f"{Campaign.permission}:{EDIT}"
ANSWER = f"{Ask.permission}:{EDIT}"
SIGNING = f"{Ask.permission}:{SIGN}"
LANGUAGES = ("sv", "en")


def candidates(access: Access, kind: CampaignKind, day: date) -> list[CampaignCandidate]:
    """List every object that the user can ask about, sorted by unit, then by name."""
    return sorted(kind.candidates(access, day), key=lambda each: (each.unit.sort_key, each.name.casefold()))


def prompts_of(access: Access, kind: CampaignKind, day: date) -> list[Prompt]:
    """Return the kind's questions, then the city's own valid on the day, in the reader's language."""
    own = [row for row in CampaignQuestion.in_force(access, day) if row.kind == kind.key]
    return [*kind.prompts(access, day), *(_own(row) for row in own)]


def _own(row: CampaignQuestion) -> Prompt:
    yes_no = (("yes", _("Yes")), ("no", _("No"))) if row.form == Form.YES_NO else ()
    return Prompt(
        f"own-{row.code or row.pk}", str(row), Form(row.form), choices=yes_no, required=row.required
    )


def wording(access: Access, kind: CampaignKind, day: date) -> dict[str, list[dict[str, object]]]:
    """Return the questions as they are sent, keyed by language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = store_prompts(prompts_of(access, kind, day))
    return found


def editable_campaign(access: Access, pk: UUID) -> Campaign:
    """Return the campaign, of a unit in which the user may write campaigns. Raises Hidden otherwise."""
    found: Campaign = Campaign.objects.visible(access).select_related("owner_unit").one(pk=pk)
    access.must(KEEP, found.owner_unit)
    return found


def asks_of(access: Access, campaign: Campaign) -> list[Ask]:
    """List the campaign's asks that the user may read, sorted by unit, then by name."""
    rows = Ask.objects.visible(access).filter(campaign=campaign)
    return list(
        rows.select_related("unit", "answerer", "campaign__owner_unit").order_by(
            "unit__sort_key", "name", "id"
        )
    )


def coverage(asks: Iterable[Ask]) -> AnswerCoverage:
    """Count how many asks are answered, and how many each unit has left."""
    return count_coverage((ask.unit.name, ask.state) for ask in asks)


def may_answer(access: Access, ask: Ask) -> bool:
    """Return whether the user may answer: in the unit, with the right that the answer itself requires there."""
    return access.may(ANSWER, ask.unit) and access.may(ask.campaign.of_kind.right, ask.unit)


def answerers(asks: Iterable[Ask], day: date) -> dict[UUID, list[User]]:
    """Return who may answer, by unit asked: those who hold the right in it, or else nearest above."""
    by_unit = {ask.unit_id: ask for ask in asks}
    units = [ask.unit for ask in by_unit.values()]
    people = appointed(ANSWER, units, day, because="whoever may answer is told who else may")
    access = cache(partial(access_for, day=day))
    return {
        unit: [person for person in people[unit] if may_answer(access(person), ask)]
        for unit, ask in by_unit.items()
    }


def may_sign(access: Access, ask: Ask) -> bool:
    """Return whether the campaign's answers are signed and the user may sign those of the ask's unit."""
    return ask.campaign.signing and access.may(SIGNING, ask.unit)


def asked_of(access: Access, campaign: UUID) -> list[Ask]:
    """List the asks in the campaign that the user may answer or sign. Raises Hidden if there are none."""
    rows = Ask.objects.visible(access).filter(campaign=campaign)
    rows = rows.filter(access.units(ANSWER, "unit") | access.units(SIGNING, "unit"))
    rows = rows.select_related("unit", "answerer", "campaign__owner_unit")
    rows = rows.order_by("unit__sort_key", "name", "id")
    return or_hidden([ask for ask in rows if may_answer(access, ask) or may_sign(access, ask)] or None)


def list_pending_asks(access: Access) -> QuerySet[Ask]:
    """List the asks pending for the user: unanswered ones assigned to the user, or to nobody in a unit where
    the user is responsible for answering; and answered ones that the user is responsible for signing.

    A user who may answer for the whole city gets only the asks of its top unit, not those of every other
    unit.
    """
    hers = Q(answerer__isnull=False, answerer=access.actor.id) | Q(answerer=None) & access.asked(
        ANSWER, "unit"
    )
    to_sign = Q(campaign__signing=True, answered_at__isnull=False, signed_at__isnull=True)
    rows = Ask.objects.visible(access).filter(campaign__status=SENT, campaign__archived_at__isnull=True)
    rows = rows.filter(Q(answered_at__isnull=True) & hers | to_sign & access.asked(SIGNING, "unit"))
    rows = rows.select_related("unit", "campaign__owner_unit")
    return rows.order_by("campaign__last_on", "campaign", "id")


def list_asks_about(access: Access, object_id: UUID) -> QuerySet[Ask]:
    """List the asks about the row that the user may read, sorted by campaign with the latest first."""
    rows = Ask.objects.visible(access).filter(object_id=object_id)
    return rows.select_related("unit", "campaign__owner_unit").order_by(
        "-campaign__sent_on", "unit__sort_key"
    )
