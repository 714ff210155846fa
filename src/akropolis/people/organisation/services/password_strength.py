"""Rejects passwords that can be guessed: a Django validator for `AUTH_PASSWORD_VALIDATORS`, based on zxcvbn."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.text import without_marks

WORDS = Path(__file__).resolve().parent.parent / "content" / "password_words.txt"
"""Words that Swedish passwords are often built from, one per line. zxcvbn itself has only English words, names
and keyboard patterns.
"""
LONGEST = 72
"""Maximum number of characters that are judged, because zxcvbn's time grows with the square of the length."""
VERY_UNGUESSABLE = 4
"""zxcvbn's highest score: at least 10^10 guesses needed, which also withstands an attack on a stolen hash."""
WHY = "the names of units are no secret, and whoever chooses a password may see none of them"


class GuessableValidator:
    """Judges a password by zxcvbn's estimate of guesses, with Swedish words and the city's own names."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError if the password is likely to be among the first 10^10 guesses.

        The password is also judged with å, ä and ö replaced by a, a and o, since whoever guesses tries both.
        """
        known = [*_swedish_words(), *_own_names(user)]
        for spelling in {password[:LONGEST], without_marks(password[:LONGEST])}:
            if zxcvbn(spelling, user_inputs=known)["score"] < VERY_UNGUESSABLE:
                raise ValidationError(self.get_help_text(), code="password_too_guessable")

    def get_help_text(self) -> str:
        """Return advice on choosing a password, shown beside the field and when a password is refused."""
        return _(
            "Choose a password that is harder to guess: several words that have nothing to do with each other. "
            "Names, places, seasons, years and rows of keys are guessed first."
        )


@cache
def _swedish_words() -> tuple[str, ...]:
    return tuple(without_marks(line) for line in WORDS.read_text("utf-8").split())


def _own_names(user: AbstractBaseUser | None) -> list[str]:
    """Return the words in the names of the installation, of its units and of the user: easy to guess for this user."""
    units = Unit.objects.unscoped(because=WHY).values_list("name", "code")
    person = [user.get_username(), getattr(user, "name", ""), getattr(user, "email", "")] if user else []
    names = [settings.SIGN_IN_NAME, *person, *(text for unit in units for text in unit)]
    return sorted({without_marks(word) for name in names for word in re.findall(r"\w{4,}", name)})
