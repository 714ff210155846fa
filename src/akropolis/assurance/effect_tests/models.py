"""Effect tests of measures, their kinds, and the actions that they raise."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.effect_tests.rules.effect import (
    EffectOutcome,
    LatestTest,
    next_test,
    propose_outcome,
)
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.personnummer import has_personnummer
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.shared.actions.models import CauseLink

ONE = (MinValueValidator(1),)
TEXTS = ("title", "method", "reasons", "tester")
DERIVED = ("kind", "node", "owner_unit", "title", "held", "tested", "tested_on", "outcome", "next_on")


class EffectTestKind(KeptRow):
    """A kind of effect test: how it is done, what is good, how often. Thresholds and intervals are the city's choice.

    With `counts_only` nothing about persons may be written. Personal data: none.
    """

    permission = "effect:kind"
    named_by_code = True

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    how = models.TextField(_("how it is done"), max_length=2000)
    how_en = models.TextField(_("how it is done, in English"), max_length=2000, blank=True)
    good = models.TextField(_("what is good"), max_length=1000)
    good_en = models.TextField(_("what is good, in English"), max_length=1000, blank=True)
    good_share = models.PositiveSmallIntegerField(
        _("works from (percent)"),
        null=True,
        blank=True,
        validators=(*ONE, MaxValueValidator(100)),
        help_text=_("Empty: whoever tests judges."),
    )
    interval_months = models.PositiveSmallIntegerField(
        _("repeated within (months)"), validators=(*ONE, MaxValueValidator(120))
    )
    counts_only = models.BooleanField(_("counts only, no persons"), default=False)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("kind of effect test")
        verbose_name_plural = _("kinds of effect tests")
        ordering = ("position", "code")

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its name."""
        self.code = self.code or unique_code(self, self.name)


class EffectOutcomeChoice(models.TextChoices):
    """What a test found."""

    WORKS = EffectOutcome.WORKS.value, _("Works")
    PARTLY = EffectOutcome.PARTLY.value, _("Works in part")
    FAILS = EffectOutcome.FAILS.value, _("Does not work")


class EffectSource(models.TextChoices):
    """How the result came."""

    FORM = "form", _("Form")
    FILE = "file", _("File")
    MACHINE = "machine", _("Machine")


class EffectTest(Record):
    """A test of whether a measure works, in a unit (`owner_unit` alone) or in a service (`node`).

    Results may be secret (OSL 18 kap. 8 §): the unit responsible for the place reads them. Personal data: who tested.
    """

    permission = "effect:test"
    number_prefix = "EP"
    search_fields = ("title", "method")

    title = models.CharField(
        _("what was tested"), max_length=200, blank=True, help_text=_("Empty: kind and place name it.")
    )
    control = Pointer(Control, _("security measure"))
    kind = Pointer(EffectTestKind, _("kind of test"))
    node = Pointer(
        Node, _("IT service"), null=True, blank=True, help_text=_("Empty: the unit as a whole was tested.")
    )
    method = models.TextField(_("how it was tested"), max_length=2000, blank=True)
    population = models.PositiveIntegerField(_("how many there are"), validators=ONE)
    sample = models.PositiveIntegerField(_("sample"), null=True, blank=True, validators=ONE)
    tested = models.PositiveIntegerField(_("how many were tested"), validators=ONE)
    held = models.PositiveIntegerField(_("how many of them held"))
    tested_on = models.DateField(_("day of the test"))
    tester = models.CharField(_("who tested"), max_length=120)
    outcome = models.CharField(
        _("result"),
        max_length=10,
        choices=EffectOutcomeChoice,
        blank=True,
        help_text=_("Empty: the numbers and the threshold of the kind decide."),
    )
    reasons = models.TextField(
        _("why this result"),
        max_length=2000,
        blank=True,
        help_text=_("Needed where the result is another than the numbers give."),
    )
    next_on = models.DateField(
        _("to be tested again by"),
        null=True,
        blank=True,
        help_text=_("Empty: the interval of the kind decides."),
    )
    source = models.CharField(_("came by"), max_length=10, choices=EffectSource, default=EffectSource.FORM)

    class Meta(Record.Meta):
        verbose_name = _("effect test")
        verbose_name_plural = _("effect tests")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="effect_test_order"),
            models.Index(fields=("control", "node", "owner_unit", "tested_on"), name="effect_test_place"),
        )

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable in the unit, and where the service is owned or operated; never only because it is shared."""
        own, owned, operated = (
            access.units(f"{cls.permission}:read", each)
            for each in ("owner_unit", "node__owner_unit", "node__operator_unit")
        )
        return own | owned | operated

    def derive(self) -> None:
        """Fill in the name, the outcome and the next day where they are empty."""
        if self.kind_id and not (self.title and self.outcome and self.next_on):
            for name, value in filled({name: getattr(self, name) for name in DERIVED}).items():
                setattr(self, name, value)
        super().derive()

    @property
    def as_tested(self) -> LatestTest | None:
        """Return the test in the form that the rules use; None for one without an outcome or a next day."""
        return (
            LatestTest(EffectOutcome(self.outcome), self.next_on) if self.outcome and self.next_on else None
        )

    def clean(self) -> None:
        """Raise ValidationError for numbers, days, places and texts that cannot be, each at its field."""
        super().clean()
        faults = {**self._number_faults(), **self._outcome_faults(), **self._place_faults()}
        if self.tested_on and self.tested_on > timezone.localdate():
            faults["tested_on"] = gettext("Write a day that has come. A test is registered afterwards.")
        if self.tested_on and self.next_on and self.next_on <= self.tested_on:
            faults["next_on"] = gettext("Write a day after the test, or leave it empty.")
        if self.kind_id and self.kind.counts_only:
            sentence = gettext(
                "This kind of test holds counts only. Take away personnummer and e-mail addresses."
            )
            texts = {name: getattr(self, name) for name in TEXTS}
            faults |= {
                name: sentence for name, text in texts.items() if has_personnummer(text) or "@" in text
            }
        if faults:
            raise ValidationError(faults)

    def _number_faults(self) -> dict[str, str]:
        if None in (self.population, self.tested, self.held):
            return {}
        limits = (
            ("sample", self.sample or 0, self.population),
            ("tested", self.tested, min(self.sample or self.population, self.population)),
            ("held", self.held, self.tested),
        )
        over = next(((name, most) for name, count, most in limits if count > most), None)
        return (
            {over[0]: gettext("Write at most %(most)s: there are no more.") % {"most": over[1]}}
            if over
            else {}
        )

    def _outcome_faults(self) -> dict[str, str]:
        if not self.kind_id or not self.tested or self.held is None:
            return {}
        proposed = propose_outcome(self.held, self.tested, self.kind.good_share)
        if not self.outcome and proposed is None:
            return {"outcome": gettext("Say whether it works: this kind has no threshold.")}
        if proposed and self.outcome not in ("", proposed) and not self.reasons.strip():
            words = {"proposed": EffectOutcomeChoice(proposed).label}
            sentence = gettext("The numbers give “%(proposed)s”. Write why, or leave the result empty.")
            return {"reasons": sentence % words}
        return {}

    def _place_faults(self) -> dict[str, str]:
        if self.node is None or not self._state.adding:
            return {}
        if self.node.archived_at:
            return {"node": gettext("%(node)s is archived. Restore it first.") % {"node": self.node}}
        if self.owner_unit_id not in (self.node.owner_unit_id, self.node.operator_unit_id):
            return {"node": gettext("Only the unit that owns or operates the service registers tests of it.")}
        return {}


def filled(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a test with a name, an outcome and a next day where they are empty."""
    found, kind = dict(values), values.get("kind")
    if not isinstance(kind, EffectTestKind):
        return found
    if not found.get("title"):
        found["title"] = f"{kind.name}: {found.get('node') or found.get('owner_unit') or ''}"[:200]
    held, tested, day = found.get("held"), found.get("tested"), found.get("tested_on")
    if not found.get("outcome") and isinstance(held, int) and isinstance(tested, int):
        found["outcome"] = propose_outcome(held, tested, kind.good_share) or ""
    if not found.get("next_on") and isinstance(day, date) and MINYEAR < day.year < MAXYEAR - 10:
        found["next_on"] = next_test(day, kind.interval_months)
    return found


class EffectAction(CauseLink):
    """Link from a test that did not hold to the action that it raised. Personal data: none."""

    read_with = "test"

    test = Pointer(EffectTest, _("effect test"))

    class Meta(CauseLink.Meta):
        verbose_name = _("action of an effect test")
        verbose_name_plural = _("actions of effect tests")
        constraints = (models.UniqueConstraint(fields=("test", "action"), name="effect_action_once"),)


class ToolAsset(Tracked):
    """A tool's name of something, such as a server, tied to the service that it belongs to, for the next file.

    Read and written by those who may in the unit that registers the service's tests. Personal data: none; names
    of accounts and persons are never stored.
    """

    permission = EffectTest.permission
    read_in = ("owner_unit",)
    written_in = "owner_unit"

    owner_unit = Pointer(Unit, _("unit"))
    tool = models.CharField(_("tool"), max_length=30)
    name = models.CharField(_("the tool's name of it"), max_length=200)
    node = Pointer(Node, _("IT service"))

    class Meta(Tracked.Meta):
        verbose_name = _("name in a tool")
        verbose_name_plural = _("names in tools")
        constraints = (
            models.UniqueConstraint(fields=("owner_unit", "tool", "name"), name="tool_asset_once"),
        )

    def __str__(self) -> str:
        return f"{self.tool}: {self.name}"
