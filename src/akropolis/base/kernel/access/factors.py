"""How a user has authenticated, in the session and the history: `password`, `password+totp`, `passkey`.

A sign-in by the city's provider is recorded as `city`, a space and the provider's own description (`acr`, `amr`).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PASSWORD, TOTP, PASSKEY, RECOVERY, CITY, TOKEN = "password", "totp", "passkey", "recovery", "city", "token"
WORDS: dict[str, object] = {
    PASSWORD: _("password"),
    TOTP: _("one-time code"),
    PASSKEY: _("passkey"),
    RECOVERY: _("recovery code"),
    CITY: _("the city's sign-in"),
    TOKEN: _("API token"),
}
LONGEST = 200


@dataclass(frozen=True, slots=True)
class FactorProof:
    """How a user has authenticated; `stale` if the city requires it again before they decide."""

    factor: str = ""
    stale: bool = False


NO_PROOF = FactorProof()


def by_city(acr: object, amr: object) -> str:
    """Return a provider's description of a sign-in as it is stored; unprintable characters are dropped."""
    means = amr if isinstance(amr, list) else []
    said = [f"acr={acr}" if acr else "", "amr=" + ",".join(map(str, means)) if means else ""]
    plain = " ".join(filter(None, (CITY, *said)))
    return "".join(sign for sign in plain if sign.isprintable())[:LONGEST]


def in_words(how: str) -> str:
    """Return `password+totp` in the reader's words; for the city's sign-in its own description is in brackets."""
    kinds, _space, said = how.partition(" ")
    words = " + ".join(_word(kind) for kind in kinds.split("+") if kind)
    return f"{words} ({said})" if said else words


def _word(kind: str) -> str:
    return str(WORDS.get(kind, kind))
