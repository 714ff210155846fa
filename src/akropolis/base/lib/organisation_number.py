"""Swedish organisation numbers: ten digits, the last of which is a check digit (lag 1974:174, Luhn's method)."""

import re

_FORM = re.compile(r"\d{6}-\d{4}", re.ASCII)

MASK = "******"


def well_formed(number: str) -> bool:
    """Whether the number is written as NNNNNN-NNNN."""
    return _FORM.fullmatch(number) is not None


def hyphened(number: str) -> str:
    """Return the number as it is stored: a hyphen is added to ten digits, and other text is unchanged."""
    plain = number.strip()
    return f"{plain[:6]}-{plain[6:]}" if re.fullmatch(r"[0-9]{10}", plain) else plain


def check_digit(number: str) -> int:
    """Return the check digit for the nine digits before it. The number must be well formed."""
    figures = [int(sign) for sign in number if sign.isdecimal()][:9]
    doubled = (figure * (2 - place % 2) for place, figure in enumerate(figures))
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def correct(number: str) -> bool:
    """Whether the number is well formed and its check digit is right."""
    return well_formed(number) and int(number[-1]) == check_digit(number)


def masked(number: str) -> str:
    """Return the number, of a sole trader only the last four figures: it is a personnummer, with a month as its
    third and fourth figures (lag 1974:174 1 §). A number with another fault is unchanged.
    """
    return f"{MASK}{number[6:]}" if correct(number) and number[2] in "01" else number


def is_masked(number: str) -> bool:
    """Whether the number is what `masked` keeps of a sole trader's."""
    return re.fullmatch(rf"{re.escape(MASK)}-\d{{4}}", number, re.ASCII) is not None
