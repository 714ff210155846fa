"""What actions are raised for: each cause is declared by the domain that raises them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class Cause:
    """A choice of the field `cause` of actions. Choices are listed by `order`."""

    key: str
    label: Phrase
    order: int


causes: Registry[str, Cause] = Registry("cause of actions")
AUDIT = Cause("audit", _("Audit"), 50)
RISK = Cause("risk", _("Risk"), 60)
OTHER = Cause("other", _("Other"), 90)


def cause_choices() -> list[tuple[str, Phrase]]:
    """The choices of the field. Django asks for them each time, so a new cause needs no migration."""
    return [(cause.key, cause.label) for cause in sorted(causes, key=lambda cause: cause.order)]
