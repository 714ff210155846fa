"""What article 28.3 of the GDPR demands of an agreement, in one table: for model, page, list, file, API and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.ui.words import Phrase


@dataclass(frozen=True, slots=True)
class AgreementPoint:
    """A point that the agreement must hold: yes, no or not checked (None) in the field `key`."""

    key: str
    label: Phrase
    demand: Phrase

    @property
    def place(self) -> str:
        """The field with where the agreement says it."""
        return f"{self.key}_at"


POINTS: Sequence[AgreementPoint] = tuple(
    AgreementPoint(*words)
    for words in (
        ("instructions", _("documented instructions (a)"), _("Acts only as you instruct in writing.")),
        ("confidentiality", _("confidentiality (b)"), _("Binds those who process the data to secrecy.")),
        ("security", _("security (c)"), _("Takes the security measures of article 32.")),
        ("sub_processors", _("sub-processors (d)"), _("Asks you first, and binds them to the same duties.")),
        ("rights", _("help with data subjects' rights (e)"), _("Helps you answer those who ask.")),
        ("assistance", _("help with articles 32–36 (f)"), _("Security, breaches and assessments.")),
        ("deletion", _("erasure or return (g)"), _("Of the data when the service ends.")),
        ("audit", _("information and audit (h)"), _("Shows what you need, and lets you inspect.")),
        ("unlawful", _("tells of unlawful instructions"), _("At once: the last paragraph of 28.3.")),
    )
)


def _fields() -> dict[str, object]:
    found: dict[str, object] = {}
    for point in POINTS:
        found[point.key] = models.BooleanField(point.label, null=True, blank=True, help_text=point.demand)
        label = format_lazy("{}: {}", point.label, _("where it stands"))
        found[point.place] = models.CharField(label, max_length=200, blank=True)
    return found


class PointFields(models.Model):
    """The fields of `POINTS`."""

    locals().update(_fields())

    class Meta:
        abstract = True

    def points_that_are(self, state: bool | None) -> list[AgreementPoint]:
        """Return the points that are met (True), missing (False) or not checked (None)."""
        return [point for point in POINTS if getattr(self, point.key) is state]


def any_point(state: bool | None) -> Q:
    """Return the condition for agreements with a point that is met (True), missing (False) or not checked (None)."""
    return reduce(or_, (Q(**{point.key: state}) for point in POINTS))
