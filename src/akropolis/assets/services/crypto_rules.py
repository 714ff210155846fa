"""The table of rules on cryptography: brought in with the system, kept by people, read by the rules."""

from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from akropolis.assets.models import CryptoRule
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.content import Kept, Outcome, keep
from akropolis.kernel.records.writer import writing

BEGINNING = date(2024, 1, 1)
"""From when the rules that come with the system hold."""
PLAIN = {"min_bits": None, "max_bits": None, "weak_now": False}


def load(access: Access) -> list[str]:
    """Bring in the rules of this version. Returns a sentence for each that is not as before."""
    text = files("akropolis.assets").joinpath("content", "crypto_rules.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {**PLAIN, **row, "position": place * 10} for place, row in enumerate(yaml.safe_load(text), 1)
    ]
    with writing(access, because=_("Content of this version")) as w:
        kept = keep(w, CryptoRule, rows, by=("pattern", "max_bits"), once={"valid_from": BEGINNING})
        return [_sentence(item) for item in kept]


def _sentence(kept: Kept[CryptoRule]) -> str:
    words = {"name": kept.row.pattern, "fields": ", ".join(kept.fields)}
    if kept.outcome is Outcome.NEW:
        return _("The rule on %(name)s is new.") % words
    if kept.outcome is Outcome.LEFT:
        return _("The rule on %(name)s has been changed here and is left as it is.") % words
    return _("The rule on %(name)s is changed: %(fields)s.") % words
