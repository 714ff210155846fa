"""The table of rules on cryptography: brought in with the system, kept by people, read by the rules."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.crypto.models import CryptoRule, CryptoSetting
from akropolis.crypto.rules.crypto import plain
from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.content import Told, Words, keep, tell
from akropolis.kernel.records.writer import writing

BEGINNING = date(2024, 1, 1)
"""From when the rules that come with the system hold."""
PLAIN = {"min_bits": None, "max_bits": None, "weak_now": False}


def written() -> list[dict[str, Any]]:
    """The rules as the content file has them, in their order. `code` is what tells them apart."""
    text = files("akropolis.crypto").joinpath("content", "crypto_rules.yaml").read_text(encoding="utf-8")
    return [
        {**PLAIN, **row, "code": _code(row), "position": place * 10}
        for place, row in enumerate(yaml.safe_load(text), 1)
    ]


def _code(row: Mapping[str, Any]) -> str:
    return f"{row['pattern']}-{row['max_bits']}" if row.get("max_bits") else str(row["pattern"])


def load(access: Access) -> list[Told]:
    """Bring in the rules of this version. Returns a sentence for each that is not as before."""
    words = Words(
        new=_("The rule on %(name)s is new."),
        changed=_("The rule on %(name)s is changed: %(fields)s."),
        left=_("The rule on %(name)s has been changed here and is left as it is."),
    )
    with writing(access, because=_("Content of this version")) as w:
        kept = keep(w, CryptoRule, written(), by=("code",), once={"valid_from": BEGINNING})
        return [tell(item, item.row.pattern, words) for item in kept]


# What people do


def add(access: Access, values: Mapping[str, Any]) -> CryptoRule:
    """A new rule. Raises Hidden for who may not keep the table, Invalid for a rule that could never fit."""
    with writing(access) as w:
        w.require(CryptoRule())
        return w.create(CryptoRule, _checked(values))


def change(
    access: Access, row: CryptoRule, values: Mapping[str, Any], *, version: int | None = None
) -> CryptoRule:
    """A changed rule. It holds for every asset at once: nothing is stored with them."""
    with writing(access) as w:
        w.require(row)
        return w.update(row, _checked(values), version=version)


def end(access: Access, row: CryptoRule, day: date, *, version: int | None = None) -> CryptoRule:
    """From the day after `day` the rule no longer holds."""
    with writing(access) as w:
        return w.update(row, {"valid_to": day}, version=version)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the pattern in small letters and digits alone."""
    pattern = plain(values["pattern"])
    low, high = values.get("min_bits"), values.get("max_bits")
    errors: dict[str, list[str]] = {}
    if not pattern:
        errors["pattern"] = [_("Write at least one letter or digit of the algorithm's name.")]
    if low is not None and high is not None and low > high:
        errors["max_bits"] = [_("The greatest key length is less than the smallest.")]
    if errors:
        raise Invalid(errors)
    return {**values, "pattern": pattern}


def set_year(access: Access, year: int, *, reason: str) -> CryptoSetting:
    """The city decides past which year secrets must be quantum-safe; what was decided before is kept.

    Raises Hidden for who may not keep the table, Invalid for a year that has passed.
    """
    with writing(access) as w:
        w.require(CryptoSetting())
        today = timezone.localdate(w.at)
        if year < today.year:
            raise Invalid({"year": [_("The year has passed already. Write this year or a later one.")]})
        values = {"year": year, "reason": reason, "decided_on": today, "decided_by": access.actor.name}
        return w.create(CryptoSetting, values)
