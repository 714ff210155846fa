"""What is due by a clock, at /api/v1/clock-rules/CLOCK/due: the time, and every step with its paragraph."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from akropolis.base.kernel.access.errors import Invalid, or_hidden
from akropolis.base.kernel.registers.api.queries import check_query
from akropolis.base.kernel.registers.api.taken import Asked
from akropolis.base.lib.calendar import STOCKHOLM
from akropolis.shared.clocks.reports.clock_words import explain
from akropolis.shared.clocks.rules.due import FIRST, LAST, How, due
from akropolis.shared.clocks.selectors import READ, rule_of

router = Router(tags=["clock-rules"])


class StepOut(Schema):
    """A step of the reasoning: what was done, in words of the reader's language, and by which paragraph."""

    how: How
    text: str
    paragraph: str


class DueOut(Schema):
    """When the time that began at `start` runs out. Without a moment, it is to be done at once."""

    clock: str
    start: datetime
    moment: datetime | None = Field(
        description="The strict moment; for days the one at which the last is over."
    )
    last_day: date | None
    later: date | None = Field(description="The last lawful day where the last day is no working day.")
    steps: list[StepOut]


class DueQuery(Asked):
    """Form for the moment when the clock started."""

    start: datetime | None = Field(
        None, description="With its offset from UTC, else by the Swedish clock; now when it is left out."
    )


@router.get(
    "/{clock}/due",
    response={200: DueOut},
    operation_id="work_out_due",
    summary="Work out when the time of a clock is out",
)
def work_out(request: HttpRequest, clock: str, query: Query[DueQuery]) -> HttpResponse:
    """Compute the due time by the rule in force on the Swedish day on which the clock started."""
    check_query(request, DueQuery, right=READ)
    start = query.start or timezone.now()
    start = start if timezone.is_aware(start) else start.replace(tzinfo=STOCKHOLM)
    if not FIRST <= start < LAST:
        raise Invalid({"start": [_("Give a moment between 2005 and 2199.")]})
    rule = or_hidden(rule_of(clock, start))
    found = due(rule.as_clock, start)
    lines = zip(found.steps, explain(rule, found), strict=True)
    steps: list[dict[str, object]] = [
        {"how": step.how, "text": line.text, "paragraph": line.paragraph} for step, line in lines
    ]
    names = ("moment", "last_day", "later")
    return JsonResponse(
        {"clock": clock, "start": start, "steps": steps} | {name: getattr(found, name) for name in names}
    )
