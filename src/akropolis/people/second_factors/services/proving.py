"""Verifies factors. Each code is accepted once, even if two requests send it at the same moment."""

from dataclasses import dataclass
from datetime import datetime

from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.parse_authentication_credential_json import parse_authentication_credential_json

from akropolis.base.kernel.access.factors import RECOVERY, TOTP
from akropolis.base.kernel.access.models import User
from akropolis.people.second_factors.models import Factor, FactorKind, RecoveryCode
from akropolis.people.second_factors.rules.codes import normalize_code, step_of
from akropolis.people.second_factors.selectors.factors import WHY, all_factors
from akropolis.people.second_factors.services.sealing import digest, open_secret


@dataclass(frozen=True, slots=True)
class PasskeyOrigin:
    """Where a passkey is used: the host name, and the full origin as the browser reports it."""

    host: str
    origin: str


def by_code(person: User, written: str, now: datetime) -> str:
    """Return the kind of code, app or recovery; empty if it is not the person's, or was used before."""
    apps = all_factors().filter(user=person, kind=FactorKind.TOTP)
    if any(_shows(factor, written, now) for factor in apps):
        return TOTP
    unused = RecoveryCode.objects.unscoped(because=WHY).filter(user=person, used_at__isnull=True)
    return (
        RECOVERY
        if unused.filter(digest=digest(normalize_code(written), person.pk)).update(used_at=now)
        else ""
    )


def _shows(factor: Factor, written: str, now: datetime) -> bool:
    """Return whether the app shows that code now, and mark it as used. Of two concurrent requests one succeeds."""
    secret = open_secret(factor.material, factor.user_id)
    step = step_of(secret, written, now.timestamp(), factor.counter) if secret else None
    if step is None:
        return False
    return bool(all_factors().filter(pk=factor.pk, counter__lt=step).update(counter=step, used_at=now))


def by_passkey(
    answer: str, challenge: bytes, place: PasskeyOrigin, now: datetime, *, person: User | None = None
) -> User | None:
    """Return the owner of the passkey with which the browser has answered the challenge; None if the answer is
    not valid.

    `answer` is the browser's JSON. If `person` is given, only that person's passkeys are accepted. The
    library checks challenge, origin, host and signature, that the device verified the user, and that the
    passkey's signature count has grown. Of two concurrent answers only one updates the stored count.
    """
    try:
        said = parse_authentication_credential_json(answer)
        found = _passkey(said.id, person)
        if found is None or said.response.user_handle not in (None, found.user_id.bytes):
            return None
        seen = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(found.material),
            credential_current_sign_count=found.counter,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    rows = all_factors().filter(pk=found.pk, counter=found.counter)
    return found.user if rows.update(counter=seen.new_sign_count, used_at=now) else None


def _passkey(credential: str, person: User | None) -> Factor | None:
    rows = all_factors().filter(kind=FactorKind.PASSKEY, credential=credential, user__is_active=True)
    return (rows.filter(user=person) if person else rows).select_related("user").first()
