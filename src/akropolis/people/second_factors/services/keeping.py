"""Adds factors (only the person may) and removes them (the person or an account administrator may)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.sessions import delete_sessions, sessions_of
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.people.second_factors.models import Factor, FactorKind, RecoveryCode
from akropolis.people.second_factors.rules.codes import ISSUER, new_codes, normalize_code, step_of
from akropolis.people.second_factors.selectors.factors import all_factors
from akropolis.people.second_factors.services.proving import PasskeyOrigin
from akropolis.people.second_factors.services.sealing import digest, open_secret

ACCOUNT = "/konto/"
type Said = Callable[[], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A new factor and, if it is the person's first, the recovery codes, which are shown now and never again."""

    factor: Factor
    codes: Sequence[str] = ()


def add_app(access: Access, person: User, stored: str, written: str, name: str) -> NewFactor:
    """Add an app whose encrypted secret is `stored`.

    Raises Invalid for the field `code` if `written` is not the code that the app shows now.
    """
    _must_be_self(access, person)
    with writing(access, because=_("An app for one-time codes was set up.")) as w:
        step = step_of(open_secret(stored, person.pk), written, w.at.timestamp(), 0)
        if step is None:
            raise Invalid({"code": [_("The app shows another code now. Write the one that stands there.")]})
        values = {"kind": FactorKind.TOTP, "name": name, "material": stored, "counter": step}
        return _made(w, person, values)


def passkey_options(person: User, host: str, challenge: bytes) -> str:
    """Return the browser's options for creating a passkey, as JSON: discoverable, with user verification required."""
    held = all_factors().filter(user=person, kind=FactorKind.PASSKEY).values_list("credential", flat=True)
    options = generate_registration_options(
        rp_id=host,
        rp_name=ISSUER,
        user_id=person.pk.bytes,
        user_name=person.username,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in held],
    )
    return options_to_json(options)


def add_passkey(
    access: Access, person: User, answer: str, challenge: bytes, place: PasskeyOrigin, name: str
) -> NewFactor:
    """Add the passkey that the browser made. Raises Invalid if the answer does not match the challenge and place."""
    _must_be_self(access, person)
    try:
        seen = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Invalid({"__all__": [_("The passkey was not made. Try again.")]}) from error
    values = {
        "kind": FactorKind.PASSKEY,
        "name": name,
        "material": bytes_to_base64url(seen.credential_public_key),
        "credential": bytes_to_base64url(seen.credential_id),
        "counter": seen.sign_count,
    }
    with writing(access, because=_("A passkey was set up.")) as w:
        return _made(w, person, values)


def _made(w: Writer, person: User, values: dict[str, object]) -> NewFactor:
    first = not all_factors().filter(user=person).exists()
    factor = w.create(Factor, {"user": person, "used_at": w.at, **values})
    _notify_owner(person, factor.pk, w.at, _said_added)
    return NewFactor(factor, _new_codes(w, person) if first else ())


def renew_codes(access: Access, person: User) -> list[str]:
    """Return ten new recovery codes, which are shown now and never again. The earlier codes become invalid."""
    _must_be_self(access, person)
    with writing(access, because=_("New recovery codes were made.")) as w:
        return _new_codes(w, person)


def _new_codes(w: Writer, person: User) -> list[str]:
    _drop(w, RecoveryCode, person)
    codes = new_codes()
    w.create_many(
        RecoveryCode, [{"user": person, "digest": digest(normalize_code(code), person.pk)} for code in codes]
    )
    return codes


def remove(access: Access, factor: Factor, *, because: str) -> None:
    """Remove the factor, and with the last factor the recovery codes too. The person is notified.

    Raises Hidden for a user who may not see the factor, Invalid if the user is not the person and gives no
    reason.
    """
    person: User = factor.user
    _must_have_reason(access, person, because)
    with writing(access, because=because) as w:
        seen: Factor = Factor.objects.visible(access).one(pk=factor.pk)
        w.remove(seen)
        if not all_factors().filter(user=person).exists():
            _drop(w, RecoveryCode, person)
        _notify_owner(person, factor.pk, w.at, _said_removed)


def remove_all(access: Access, person: User, *, because: str) -> int:
    """Remove all factors and recovery codes of a locked-out person, and end all their sessions. Return the
    number of factors.

    Raises Hidden for a user who does not administer accounts, Invalid without a reason.
    """
    access.must("organisation:person:edit", None)
    _must_have_reason(access, person, because)
    with writing(access, because=because) as w:
        count = _drop(w, Factor, person)
        _drop(w, RecoveryCode, person)
        if count:
            _notify_owner(person, person.pk, w.at, _said_removed)
    delete_sessions(sessions_of(person.pk))
    return count


def _drop(w: Writer, model: type[Factor] | type[RecoveryCode], person: User) -> int:
    rows = list(model.objects.unscoped(because="all that one person has goes").filter(user=person))
    for row in rows:
        w.remove(row)
    return len(rows)


def _must_be_self(access: Access, person: User) -> None:
    if person.pk != access.actor.id:
        raise Hidden


def _must_have_reason(access: Access, person: User, because: str) -> None:
    if person.pk != access.actor.id and not because.strip():
        raise Invalid({"because": [_("Write why. The reason stands in the history.")]})


def _said_added() -> tuple[str, str]:
    return _("You have a new way to prove who you are"), _(
        "A second factor was added to your account. If it was not you: choose a new password, take the factor away on "
        "the page My account, and tell whoever keeps the accounts."
    )


def _said_removed() -> tuple[str, str]:
    return _("A second factor of yours is removed"), _(
        "It no longer proves who you are. If you have not asked for it, tell whoever keeps the accounts."
    )


def _notify_owner(person: User, about: object, now: datetime, said: Said) -> None:
    with override(person.language):
        subject, text = said()
        key = f"factor:{about}:{now.isoformat()}"
        post([Draft(person, key, subject, text, ACCOUNT, about=(), at_once=True)], now)
