"""Events reported by monitors in the API; it uses the same services as the pages."""

from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.background.threads import EVENTS
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, unit_at
from akropolis.base.ui.fields import FAST
from akropolis.events.incidents.models import ExternalEvent
from akropolis.events.incidents.rules.permissions import REPORTS
from akropolis.events.intake import services as reporting


class NewEvent(Sent):
    """An event reported by a monitor."""

    external_id: str = Field(min_length=1, max_length=200, description="Its id in the monitor.")
    unit: str = Field(description="The code of the unit that is to judge it.")
    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=8000)
    occurred_at: AwareDatetime | None = Field(None, description="With its offset; now, when it is left out.")
    severity: Literal[0, 1, 2, 3, 4] = Field(0, description="0 as long as nobody has assessed it.")
    personal_data: Literal["yes", "no", "unknown"] = "unknown"


def _report_event(access: Access, _row: object, sent: NewEvent) -> ExternalEvent:
    unit, now = unit_at(access, sent.unit), timezone.now()
    at = sent.occurred_at or now
    if at > now + FAST:
        raise Invalid({"occurred_at": [_("The time lies ahead. Write when it happened.")]})
    values = sent.model_dump(include={"title", "description", "severity", "personal_data"})
    values["occurred_at"] = min(at, now)
    return reporting.report_from_monitor(access, unit, sent.external_id, values)


declare(
    PartRows(
        key="events",
        model=ExternalEvent,
        about="Events that monitors tell, each once by its id there. When too many come at once the answer is 429 with "
        "Retry-After: what got 201 is kept, what got 429 is to be sent again. They wait to be judged like any report.",
        fields=("external_id", "incident"),
        narrowed=("incident",),
        verbs=(
            Verb("tell", REPORTS, NewEvent, _report_event, "Tell of an event.", makes=True, turns=EVENTS),
        ),
    ),
)
