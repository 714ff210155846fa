"""The emergency account: each sign-in raises an alarm, until an administrator has stated what the sign-in was for."""

import logging
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import Appointment, Role, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.sending import mail_is_set_up
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import writing
from akropolis.people.second_factors.models import EmergencySignIn

KEEPS = "organisation:person:edit"
PAGE = "/konto/nodkonto/"
WHY = "an alarm goes to all who keep the accounts, whoever set it off"
MAILTO = "mailto:"
ACCESS = system("the emergency account")
log = logging.getLogger("akropolis.sign_in")


def is_emergency(person: User) -> bool:
    """Return whether the person's account is the emergency account that the setting names."""
    return bool(settings.BREAK_GLASS) and person.username == settings.BREAK_GLASS


def administrators(day: date) -> list[User]:
    """List those who administer the accounts of the whole city on that day."""
    roles = [row.pk for row in Role.objects.unscoped(because=WHY) if KEEPS in registry.expand(row.grants)]
    rows = Appointment.objects.unscoped(because=WHY).filter(IN_OFFICE, role__in=roles).select_related("user")
    people = {row.user_id: row.user for row in rows}
    return [person for person in people.values() if access_for(person, day).may(KEEPS, None)]


def raise_alarm(person: User, address: str) -> None:
    """Raise an alarm if the account that has signed in is the emergency account.

    Called at every sign-in, whatever the method of sign-in.
    """
    if not is_emergency(person):
        return
    with writing(ACCESS, because=_("The emergency account signed in.")) as w:
        made = w.create(EmergencySignIn, {"user": person, "at": w.at, "address": address})
        post([_message(each, made) for each in administrators(timezone.localdate(w.at))], w.at)
    log.warning(
        "the emergency account signed in: account=%s address=%s id=%s", person.username, address, person.pk
    )


def _message(reader: User, made: EmergencySignIn) -> Draft:
    with override(reader.language):
        subject, text = _words(made)
        return Draft(
            reader,
            f"emergency:{made.pk}:{reader.pk}",
            subject,
            text,
            PAGE,
            about=(refer(made),),
            at_once=True,
        )


def _words(made: EmergencySignIn) -> tuple[str, str]:
    at = timezone.localtime(made.at)
    words = {"account": made.user.username, "at": f"{at:%Y-%m-%d %H:%M}", "address": made.address or "–"}
    text = _(
        "Somebody signed in with the emergency account %(account)s on %(at)s, from the address %(address)s. Find out "
        "who, and acknowledge it. If nobody knows of it: close the account, and treat it as an intrusion."
    )
    return _("The emergency account has signed in"), text % words


def tell_contact(now: datetime) -> str:
    """Mail the security contact about each alarm, once, whether or not the contact has an account here."""
    contact = settings.SECURITY_CONTACT
    if not (contact.startswith(MAILTO) and mail_is_set_up()):
        return "no contact to mail"
    rows = EmergencySignIn.objects.unscoped(because=WHY).filter(contact_told_at__isnull=True)
    told = sum(
        _notify_of_alarm(made, contact.removeprefix(MAILTO).partition("?")[0], now)
        for made in rows.select_related("user")
    )
    return f"{told} told"


def _notify_of_alarm(made: EmergencySignIn, address: str, now: datetime) -> bool:
    with override(settings.LANGUAGE_CODE):
        subject, text = _words(made)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except OSError as error:
        log.warning("the security contact is not told of the emergency account yet: %s", error)
        return False
    with writing(ACCESS) as w:
        w.update(made, {"contact_told_at": now})
    return True


def acknowledge(access: Access, made: EmergencySignIn, note: str) -> EmergencySignIn:
    """Record what the sign-in was for, which ends the alarm.

    Raises Hidden for a user who does not administer accounts, Invalid without a note, Refused if the alarm
    is already acknowledged.
    """
    with writing(access) as w:
        seen: EmergencySignIn = EmergencySignIn.objects.visible(access).one(pk=made.pk)
        if not note.strip():
            raise Invalid({"note": [_("Write who signed in, and what it was for.")]})
        if seen.acknowledged_at:
            raise Refused(_("It is acknowledged already."), code="acknowledged")
        said = {"acknowledged_at": w.at, "acknowledged_by_id": access.actor.id, "note": note.strip()}
        return w.update(seen, said)
