"""The causes that an action can be raised for: the domain that raises the actions declares each cause."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class Cause:
    """One choice of the field `cause` of an action. The choices are sorted by `order`."""

    key: str
    label: Phrase
    order: int


causes: Registry[str, Cause] = Registry("cause of actions")
AUDIT = Cause("audit", _("Audit"), 50)
RISK = Cause("risk", _("Risk"), 60)
OTHER = Cause("other", _("Other"), 90)


def cause_choices() -> list[tuple[str, Phrase]]:
    """Return the choices of `Action.cause`. It is a callable, so a new cause needs no migration."""
    return [(cause.key, cause.label) for cause in sorted(causes, key=lambda cause: cause.order)]
