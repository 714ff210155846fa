"""Counts of measures fulfilled and lacking: derived from assessments and levels, never edited."""

from functools import lru_cache
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy, ngettext_lazy

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.swedish import Count
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models.catalogue import Control
from akropolis.graph.compliance.rules.demands import KIND, Condition, MeasureOutcome, Profile, Sum
from akropolis.shared.classification.rules.aspects import ORDER

COUNTED = Sum._fields
"""The counts that a tally holds, in the order of its columns."""
DECIDING = (*ORDER, *Condition, KIND)
"""What decides which measures are demanded: aspects, conditions and kind, in the order of the columns `DEMANDED`."""
DEMANDED = tuple(f"demanded_{name}" if name in ORDER else name for name in DECIDING)
UNKNOWN = -1
"""Value for an unknown level, for a level that measures do not show, and for a ceiling that no brist sets."""

REACHED = tuple(f"{name}_{aspect}" for name in ("shown", "ceiling") for aspect in ORDER)
"""The columns for the levels that measures show and for the ceilings set by brister, each per aspect."""


def _level() -> models.SmallIntegerField[int, int]:
    return models.SmallIntegerField(default=UNKNOWN, db_default=UNKNOWN)


class ServiceState(models.Model):
    """A service, platform or group of devices in use: which unit answers for it, and what decides its measures.

    `demanded_x` are its effective levels in the aspects used by the scheme, `shown_x` the highest levels
    that its measures show and `ceiling_x` the highest levels below every brist (`rules.demands`). The
    conditions are 1, 0 or UNKNOWN, `kind` is an index in `MEASURED`. Personal data: none.
    """

    node = models.OneToOneField(Node, primary_key=True, on_delete=models.CASCADE, related_name="+")
    unit = Pointer(Unit)
    demanded_confidentiality = _level()
    demanded_integrity = _level()
    demanded_availability = _level()
    demanded_traceability = _level()
    demanded_authenticity = _level()
    personal_data = _level()
    internet = _level()
    own_development = _level()
    hosted = _level()
    kind = models.PositiveSmallIntegerField(default=0, db_default=0)
    shown_confidentiality = _level()
    shown_integrity = _level()
    shown_availability = _level()
    shown_traceability = _level()
    shown_authenticity = _level()
    ceiling_confidentiality = _level()
    ceiling_integrity = _level()
    ceiling_availability = _level()
    ceiling_traceability = _level()
    ceiling_authenticity = _level()

    def __str__(self) -> str:
        return f"{self.node_id}"

    @property
    def demanded(self) -> Profile:
        """Return the profile: the effective level per aspect, 1 or 0 per condition, and the kind (None: unknown)."""
        return profile_from(DECIDING, *(getattr(self, name) for name in DEMANDED))

    def levels(self, name: str) -> Profile:
        """Return the level per aspect in the columns `shown` or `ceiling` (`name`); None where there is none."""
        return profile_from(ORDER, *(getattr(self, f"{name}_{aspect}") for aspect in ORDER))


@lru_cache(maxsize=10_000)
def profile_from(names: tuple[str, ...], *levels: int) -> Profile:
    """Return the values, keyed by `names`, as a profile. Cached, since hundreds of services share the same profile."""
    return MappingProxyType(
        {name: None if level == UNKNOWN else level for name, level in zip(names, levels, strict=True)}
    )


class Tally(models.Model):
    """How many times a measure is demanded in a unit and at the services it answers for, and with what outcomes.

    `demanded` minus the other counts is the number not assessed. Personal data: none.
    """

    unit = Pointer(Unit)
    control = Pointer(Control)
    demanded = models.PositiveIntegerField()
    fulfilled = models.PositiveIntegerField(default=0)
    lacking = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit", "control"), name="tally_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.control_id}"


class TallyState(models.Model):
    """The single row with the day that the tallies were counted for. Personal data: none."""

    day = models.DateField()

    def __str__(self) -> str:
        return str(self.day)


NUMBERS: dict[str, Phrase] = {
    MeasureOutcome.FULFILLED.value: gettext_lazy("Fulfilled"),
    MeasureOutcome.LACKING.value: gettext_lazy("Measures lacking"),
    MeasureOutcome.NOT_ASSESSED.value: gettext_lazy("Measures not assessed"),
    MeasureOutcome.NOT_APPLICABLE.value: gettext_lazy("Measures not applicable"),
}
"""Outcome → heading of the number of measures with that outcome."""


SAID = {
    MeasureOutcome.FULFILLED: ngettext_lazy(
        "%(n)s of %(all)s demanded measure is fulfilled",
        "%(n)s of %(all)s demanded measures are fulfilled",
        "all",
    ),
    MeasureOutcome.LACKING: ngettext_lazy("%(n)s is lacking", "%(n)s are lacking", "n"),
    MeasureOutcome.NOT_ASSESSED: ngettext_lazy("%(n)s is not assessed", "%(n)s are not assessed", "n"),
    MeasureOutcome.NOT_APPLICABLE: ngettext_lazy("%(n)s is not applicable", "%(n)s are not applicable", "n"),
}


def in_numbers(count: Sum) -> str:
    """Return the counts as a sentence: fulfilled, lacking, not assessed and, if there are some, not applicable."""
    told = (
        each for each in MeasureOutcome if each is not MeasureOutcome.NOT_APPLICABLE or count.not_applicable
    )
    numbers = (SAID[each] % {"n": Count(count.of(each)), "all": Count(count.demanded)} for each in told)
    return f"{', '.join(map(str, numbers))}."
