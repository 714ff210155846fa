"""One-time codes of an app (RFC 6238) and recovery codes, as plain values."""

import secrets
from hmac import compare_digest

import pyotp

ISSUER = "akropoLIS"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters that cannot be confused: without i, l, o, 0 and 1."""
PART, MANY = 5, 10
STEP = 30
"""Seconds that a one-time code is valid."""


def new_secret() -> str:
    """Return a new secret for an app: 160 random bits (RFC 4226, section 4), in base 32."""
    return pyotp.random_base32()


def address_of(secret: str, username: str) -> str:
    """Return the URI that the app reads from the QR code (`otpauth:`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """Return the secret in groups of four characters, for typing by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def step_of(secret: str, written: str, now: float, after: int) -> int | None:
    """Return the time step of a code: this one or a neighbour, and later than `after`, so that each code works
    once.

    `now` is in seconds since 1970. None for an invalid code.
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
    """Normalise a recovery code for its digest, however its groups are written."""
    return "".join(written.lower().replace("-", " ").split())
