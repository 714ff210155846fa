"""Finding Swedish personal identity numbers in free text, so that whoever writes one can be warned."""

import re
from datetime import date

from akropolis.base.lib.organisation_number import check_digit

_FORM = re.compile(
    r"(?<![^\W_]|-)(?P<century>18|19|20)?(?P<born>\d{6})[ \xa0\xad\u202f]?[-+\u2010-\u2015\u2212]?[ \xa0\u202f]?"
    r"(?P<last>\d{4})(?![^\W_]|-\w)",
    re.ASCII,
)
COORDINATION = 60
"""Added to the day of birth in a samordningsnummer."""


def has_personnummer(text: str) -> bool:
    """Whether the text holds a personnummer or samordningsnummer: a date, and the right check digit.

    Ten or twelve digits, with or without a hyphen, also as word processors write it, a plus or a space. An
    organisation number is none, since its third and fourth digits are no month (folkbokföringslagen 18 §).
    """
    return any(_is_number(found) for found in _FORM.finditer(text))


def _is_number(found: re.Match[str]) -> bool:
    born = found["born"]
    year, month, day = int(born[:2]), int(born[2:4]), int(born[4:])
    day -= COORDINATION if day > COORDINATION else 0
    try:
        # Without a century the 29th of February is let through: of 1900 and 2000 only one is a leap year.
        date(int(f"{found['century'] or 20}{year:02}"), month, day)
    except ValueError:
        return False
    return int(found["last"][-1]) == check_digit(born + found["last"][:3])
