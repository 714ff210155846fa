"""What the classes under the AI act mean: brought in with the system, kept by people."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from akropolis.ai.models import AiClass, AiClassText
from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.content import Told, Words, keep, tell
from akropolis.kernel.records.writer import writing

PLAIN = {"stop": False, "ask": "", "ask_en": ""}


def written() -> list[dict[str, Any]]:
    """The texts as the content file has them. `code` is what tells them apart."""
    text = files("akropolis.ai").joinpath("content", "ai_classes.yaml").read_text(encoding="utf-8")
    return [{**PLAIN, **row} for row in yaml.safe_load(text)]


def load(access: Access) -> list[Told]:
    """Bring in the texts of this version. Returns a sentence for each that is not as before."""
    words = Words(
        new=_("The text on %(name)s is new."),
        changed=_("The text on %(name)s is changed: %(fields)s."),
        left=_("The text on %(name)s has been changed here and is left as it is."),
    )
    with writing(access, because=_("Content of this version")) as w:
        kept = keep(w, AiClassText, written(), by=("code",))
        return [tell(item, str(AiClass(item.row.ai_class).label), words) for item in kept]


# What people do


def add(access: Access, values: Mapping[str, Any]) -> AiClassText:
    """One more text, for a class from a day on. Raises Hidden for who may not keep the texts, Invalid as `change`."""
    with writing(access) as w:
        w.require(AiClassText())
        return w.create(AiClassText, _checked(values))


def change(
    access: Access, row: AiClassText, values: Mapping[str, Any], *, version: int | None = None
) -> AiClassText:
    """A changed text. It holds for every system of the class at once: nothing is stored with them.

    Raises Invalid for a prohibited use without a word on whom to ask, and for a second text from the same day.
    """
    with writing(access) as w:
        w.require(row)
        return w.update(row, _checked(values), version=version)


def _checked(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if values.get("stop") and not values.get("ask"):
        raise Invalid({"ask": [_("Say what to do, and whom to ask.")]})
    return values
