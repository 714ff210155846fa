"""People, roles and appointments in the API: who may do what, and in which unit."""

from datetime import date

from django.utils import timezone
from pydantic import Field

from akropolis.base.kernel.access.forms import active_accounts
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at, unit_at
from akropolis.people.organisation.services import appointments
from akropolis.people.organisation.services.appointments import GIVES


class NewAppointment(Sent):
    """A role for a person in a unit, from a day."""

    person: str = Field(description="A user name.")
    role: str = Field(description="A role's code.")
    unit: str | None = Field(description="A unit's code; null for the whole installation.")
    and_below: bool = True
    valid_from: date | None = Field(None, description="The first day; today without one.")
    valid_to: date | None = None
    because: str = Field("", max_length=300)


class AppointmentEnd(Sent):
    """The last day of a role, inclusive. The day before its first day removes a role that has not yet held for a
    whole day.
    """

    valid_to: date
    because: str = Field("", max_length=300)


def _give(access: Access, _row: object, sent: NewAppointment) -> Appointment:
    values = {
        "user": pointed_at(active_accounts(access).filter(username=sent.person), "person"),
        "role": pointed_at(Role.objects.visible(access).filter(code=sent.role), "role"),
        "unit": None if sent.unit is None else unit_at(access, sent.unit),
        "and_below": sent.and_below,
        "valid_from": sent.valid_from or timezone.localdate(),
        "valid_to": sent.valid_to,
    }
    return appointments.give(access, values, because=sent.because)


def _end(access: Access, row: Appointment, sent: AppointmentEnd) -> Appointment | None:
    return appointments.end(access, row, sent.valid_to, version=row.version, because=sent.because)


declare(
    PartRows(
        key="people",
        model=User,
        about="People and service accounts. They are made and shut on the pages, where the one-time password is shown.",
        fields=("username", "name", "title", "email", "kind", "is_active"),
        narrowed=("is_active",),
    ),
    PartRows(
        key="roles",
        model=Role,
        about="Roles, and what they give.",
        fields=("code", "name", "purpose"),
    ),
    PartRows(
        key="appointments",
        model=Appointment,
        about="Who holds which role in which unit, also those that have ended.",
        fields=("user", "role", "unit", "and_below", "valid_from", "valid_to"),
        narrowed=("user", "unit"),
        verbs=(
            Verb("give", GIVES, NewAppointment, _give, "Give a person a role in a unit.", makes=True),
            Verb("end", GIVES, AppointmentEnd, _end, "Set the last day of a role.", seen=True),
        ),
    ),
)
