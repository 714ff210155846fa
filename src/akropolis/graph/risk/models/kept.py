"""Kept tables of the risk method: matrices, mandates, scenarios and cost anchors."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Role
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.kept.models import KeptRow, free_key, plain_key, unique_code
from akropolis.graph.assets.models.nodes import NodeKind
from akropolis.shared.threats.models import Threat


class RiskMatrix(KeptRow):
    """One edition of a risk matrix: what a likelihood and a consequence give together, and what follows.

    `body` is parsed by `rules.matrix.read_matrix`. Its consequence values are levels of the classification
    scheme, for the scheme's own categories of harm. Editions with the same `series` replace each other from
    their first day. An edition that a risk has been judged by never changes. Personal data: none.
    """

    permission = "risk:matrix"
    about = ("series",)

    series = models.SlugField(_("series"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    in_use = models.BooleanField(
        _("in use"), default=False, help_text=_("New judgements are made by the matrix that is in use.")
    )
    body = models.JSONField(_("steps, levels and cells"), default=dict)

    class Meta(KeptRow.Meta):
        verbose_name = _("risk matrix")
        verbose_name_plural = _("risk matrices")

    @property
    def has_judgements(self) -> bool:
        """Whether a risk has been judged by this edition: then its steps, levels and cells never change."""
        from akropolis.graph.risk.models.judgements import RiskJudgement  # noqa: PLC0415 # it imports this module

        return RiskJudgement.everything.filter(matrix=self.pk).exists()

    def derive(self) -> None:
        """Give a series that the city began a unique key based on its name."""
        taken = set(type(self).everything.values_list("series", flat=True)) if not self.series else set()
        self.series = self.series or free_key(plain_key(self.name, most=36), taken)

    def clean(self) -> None:
        """Raises ValidationError for other steps, levels or cells than those that risks have been judged by."""
        super().clean()
        before = type(self).everything.filter(pk=self.pk).values_list("series", "body").first()
        if before and before != (self.series, self.body) and self.has_judgements:
            raise ValidationError(
                {
                    "body": _(
                        "Risks have been judged by this version, so it is not changed. Make a new version."
                    )
                }
            )


class RiskMandate(KeptRow):
    """A mandate to accept risks: a role in a kind of unit, up to a level of a matrix. The city's own content.

    An empty kind of unit is every kind. `consequence` limits the mandate to cells with at most that
    consequence; None is every cell of the level. Personal data: none.
    """

    permission = "risk:mandate"
    about = ("series", "role", "unit_kind", "level")

    series = models.SlugField(_("series of matrices"), max_length=40)
    role = Pointer(Role, _("role"))
    unit_kind = models.CharField(_("kind of unit"), max_length=20, choices=UnitKind, blank=True)
    level = models.PositiveSmallIntegerField(_("at most the level"), validators=[MinValueValidator(1)])
    consequence = models.PositiveSmallIntegerField(_("at most the consequence"), null=True, blank=True)

    class Meta(KeptRow.Meta):
        verbose_name = _("mandate to accept risks")
        verbose_name_plural = _("mandates to accept risks")
        ordering = ("series", "level", "role__position", "unit_kind", "id")

    def __str__(self) -> str:
        return f"{self.role} ≤ {self.level}"


class Scenario(KeptRow):
    """A risk scenario of the library: a threat to a kind of object, in words that a unit can take as its own.

    An empty `kind` is about a unit. `weaknesses`, `questions` and `measures` (codes of `Control`) are lists of
    text. A unit's risk keeps the version that it was taken from. Personal data: none.
    """

    permission = "risk:scenario"

    threat = Pointer(Threat, _("threat"))
    kind = models.CharField(_("kind of object"), max_length=20, choices=NodeKind, blank=True)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    description = models.TextField(_("what happens"), max_length=2000)
    description_en = models.TextField(_("what happens, in English"), max_length=2000, blank=True)
    weaknesses = models.JSONField(_("typical weaknesses"), default=list, blank=True)
    weaknesses_en = models.JSONField(_("typical weaknesses, in English"), default=list, blank=True)
    questions = models.JSONField(_("questions to ask"), default=list, blank=True)
    questions_en = models.JSONField(_("questions to ask, in English"), default=list, blank=True)
    measures = models.JSONField(_("measures that protect"), default=list, blank=True)
    likelihood_hint = models.CharField(_("how often, to begin with"), max_length=200, blank=True)
    likelihood_hint_en = models.CharField(
        _("how often, to begin with, in English"), max_length=200, blank=True
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("risk scenario")
        verbose_name_plural = _("risk scenarios")
        ordering = ("position", "code")

    def derive(self) -> None:
        """Give a scenario that the city added a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)


class CostAnchor(KeptRow):
    """A known cost, or a ceiling of fines, to hold a guess of one's own against. Personal data: none."""

    permission = "risk:anchor"

    name = models.CharField(_("what it is"), max_length=200)
    name_en = models.CharField(_("what it is, in English"), max_length=200, blank=True)
    kind = models.CharField(_("kind of loss"), max_length=20, blank=True)
    amount = models.BigIntegerField(_("kr"), null=True, blank=True)
    applies_to = models.CharField(_("applies to"), max_length=20, choices=UnitKind, blank=True)
    note = models.TextField(_("what to bear in mind"), max_length=1000, blank=True)
    note_en = models.TextField(_("what to bear in mind, in English"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("cost to compare with")
        verbose_name_plural = _("costs to compare with")
        ordering = ("position", "code")

    def derive(self) -> None:
        """Give a row that the city added a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)
