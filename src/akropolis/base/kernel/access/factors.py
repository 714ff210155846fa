"""How a person has proved who she is, as the session and the history say it: `password`, `password+totp`, `passkey`.

Who came in by the city's provider has `city`, with what that says of how it was done (`acr`, `amr`) after a space.
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
    """How somebody has proved who she is; `stale` where the city wants it done anew before she decides."""

    factor: str = ""
    stale: bool = False


NO_PROOF = FactorProof()


def by_city(acr: object, amr: object) -> str:
    """What the provider says of a sign-in, as it is kept; signs that are not letters of a kind fall away."""
    means = amr if isinstance(amr, list) else []
    said = [f"acr={acr}" if acr else "", "amr=" + ",".join(map(str, means)) if means else ""]
    plain = " ".join(filter(None, (CITY, *said)))
    return "".join(sign for sign in plain if sign.isprintable())[:LONGEST]


def in_words(how: str) -> str:
    """`password+totp` as a reader says it; of the city's sign-in what it said of itself stands within brackets."""
    kinds, _space, said = how.partition(" ")
    words = " + ".join(_word(kind) for kind in kinds.split("+") if kind)
    return f"{words} ({said})" if said else words


def _word(kind: str) -> str:
    return str(WORDS.get(kind, kind))
