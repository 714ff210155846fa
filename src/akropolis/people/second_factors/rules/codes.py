"""One-time codes of an app (RFC 6238) and recovery codes, computed from plain values."""

import secrets
from hmac import compare_digest

import pyotp

ISSUER = "akropoLIS"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters for codes that people copy: without i, l, o, 0 and 1, which are easily confused."""
PART, MANY = 5, 10
STEP = 30
"""Seconds for which a one-time code is valid: its time step."""


def new_secret() -> str:
    """Return a new secret for an app: 160 random bits (RFC 4226, section 4), in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, username: str) -> str:
    """Return the `otpauth:` URI that the QR code contains for the app to read."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """Return the secret in groups of four characters, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def step_of(secret: str, written: str, now: float, after: int) -> int | None:
    """Return the time step of a one-time code: the current step or a neighbouring one, later than `after`; None
    if the code is invalid.

    A code works only once if `after` is the step of the last used code. `now` is in seconds since 1970.
    """
    code = "".join(written.split())
    if not code.isascii():
        return None
    totp, here = pyotp.TOTP(secret), int(now // STEP)
    fitting = [step for step in (here - 1, here, here + 1) if compare_digest(totp.generate_otp(step), code)]
    return next((step for step in fitting if step > after), None)


def new_codes() -> list[str]:
    """Return ten recovery codes of about 49 random bits each, in two groups to be read out."""
    return ["-".join(_part() for _group in range(2)) for _code in range(MANY)]


def _part() -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(PART))


def normalize_code(written: str) -> str:
    """Return a recovery code in the form used for its digest, however spaces, hyphens and capitals were typed."""
    return "".join(written.lower().replace("-", " ").split())
