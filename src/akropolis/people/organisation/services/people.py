"""Manages people's accounts. A password is shown once or is chosen by the user, and is never logged."""

import secrets
from collections.abc import Mapping, Sequence

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import delete_sessions, sessions_of
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.people.integrations.services.calendars import end_in
from akropolis.people.organisation.services.appointments import must_not_be_last_keeper
from akropolis.people.organisation.services.tokens import revoke_all

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters for passwords that are read aloud: without i, l, o, 0 and 1, which are easily confused."""
EDIT = "organisation:person:edit"
CHANGEABLE = frozenset({"name", "title", "email", "is_active"})
OWN = frozenset({"language", "color_scheme", "mail"})


def one_time_password() -> str:
    """Return four groups of four characters, about 79 random bits, that can be read out over a telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _sign in range(4)) for _group in range(4))


def add_person(w: Writer, values: Mapping[str, object], password: str, *, must_change: bool = True) -> User:
    """Create an account, within an open writer. The user must change the password at the first sign-in."""
    made = User(**values)
    made.set_password(password)
    given = {**values, "password": made.password, "must_change_password": must_change}
    return w.create(User, given, permission=EDIT)


def add_without_password(w: Writer, values: Mapping[str, object]) -> User:
    """Create, within an open writer, an account that can only sign in through the city's identity provider."""
    return w.create(User, {**values, "password": make_password(None)}, permission=EDIT)


def create(access: Access, values: Mapping[str, object], *, because: str = "") -> tuple[User, str]:
    """Create an account and its one-time password, which is not stored in clear text: show it now."""
    password = one_time_password()
    with writing(access, because=because) as w:
        return add_person(w, values, password), password


def change(
    access: Access,
    person: User,
    values: Mapping[str, object],
    *,
    version: int | None = None,
    because: str = "",
) -> User:
    """Change a person's details. The user name is permanent.

    Closing the account ends the person's sessions, API tokens and calendar address. Raises Refused for the
    last account administrator, and Hidden for a service account (see `service_accounts`).
    """
    _must_be_person(person)
    values = {name: value for name, value in values.items() if name in CHANGEABLE}
    if person.pk == access.actor.id and values.get("is_active") is False:
        raise Refused(_("You cannot close your own account. Ask another administrator to do it."))
    with writing(access, because=because) as w:
        if values.get("is_active") is False:
            must_not_be_last_keeper(person, timezone.localdate(w.at))
        w.update(person, values, version=version, permission=EDIT)
        if not person.is_active:
            revoke_all(w, person, permission=EDIT)
            end_in(w, person.pk, permission=EDIT)
    if not person.is_active:
        delete_sessions(sessions_of(person.pk))
    return person


def reset_password(access: Access, person: User) -> str:
    """Set and return a new one-time password for a person who has lost theirs. All the person's sessions end."""
    _must_be_person(person)
    if person.pk == access.actor.id:
        raise Refused(_("Choose a new password for yourself on the page My account."))
    password = one_time_password()
    person.set_password(password)
    values = {"password": person.password, "must_change_password": True}
    with writing(access, because=_("The password was reset.")) as w:
        w.update(person, {**values, "password_changed_at": w.at}, permission=EDIT)
    delete_sessions(sessions_of(person.pk))
    return password


def give_passwords(access: Access, people: Sequence[User]) -> list[tuple[User, str]]:
    """Set and return one-time passwords for people who have never signed in. All get one, or none does.

    Raises Hidden for somebody who has signed in, or may not: their password is for `reset_password`.
    """
    given = [(person, one_time_password()) for person in people]
    for person, password in given:
        _must_be_person(person)
        if person.last_login is not None or not person.is_active or person.pk == access.actor.id:
            raise Hidden
        person.set_password(
            password
        )  # before the writer: it takes a while, and nobody else may write meanwhile
    with writing(access, because=_("One-time passwords for people who have not signed in.")) as w:
        for person, _password in given:
            values = {"password": person.password, "must_change_password": True}
            w.update(person, {**values, "password_changed_at": w.at}, permission=EDIT)
    return given


def change_password(access: Access, person: User, new: str, *, field: str = "new") -> User:
    """Set the user's own choice of password. Refused at `field` if it is too weak or the current one."""
    _must_be_self(access, person)
    if person.check_password(new):
        raise Invalid({field: [_("Choose another password than the one you have now.")]})
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise Invalid({field: error.messages}) from error
    person.set_password(new)
    values = {"password": person.password, "must_change_password": False}
    with writing(access, because=_("The person chose a new password.")) as w:
        return w.update(person, {**values, "password_changed_at": w.at})


def set_preferences(access: Access, person: User, values: Mapping[str, object]) -> User:
    """Set the user's own language, appearance and mail preferences; other values are ignored."""
    _must_be_self(access, person)
    with writing(access) as w:
        return w.update(person, {name: value for name, value in values.items() if name in OWN})


def end_sign_ins(access: Access, person: User) -> int:
    """End all sessions of a person, e.g. after a lost telephone. Returns how many. Raises Hidden without the right."""
    access.must(EDIT, None)
    return delete_sessions(sessions_of(person.pk))


def _must_be_person(person: User) -> None:
    if person.is_program:
        raise Hidden


def _must_be_self(access: Access, person: User) -> None:
    if person.pk != access.actor.id:
        raise Hidden
