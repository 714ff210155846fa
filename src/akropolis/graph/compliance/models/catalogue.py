"""Frameworks, their requirements, and the measures that answer them: kept tables that a city can add to and amend."""

from collections.abc import Mapping

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.compliance.rules.demands import MEASURED, Condition, Needs
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.documents.models import DraftChapter, GoverningDocument, TemplateChapter
from akropolis.shared.documents.models.documents import draft_locked, of_visible, open_or_named

LEVEL = (MinValueValidator(1), MaxValueValidator(4))
AREAS = (MinValueValidator(1), MaxValueValidator(10))


CLAUSES: Mapping[str, Phrase] = {
    Condition.PERSONAL_DATA: _("the service handles personal data"),
    Condition.INTERNET: _("the service is reached from the internet"),
    Condition.OWN_DEVELOPMENT: _("the service is developed for the city, by itself or to order"),
    Condition.HOSTED: _("a supplier runs the service"),
}
"""Condition → a clause in words."""


class CatalogueRow(KeptRow):
    """A row of the catalogue: named in Swedish and English, sorted by `position`, identified by its key."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        abstract = True
        ordering = ("position", "code")

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its name."""
        self.code = self.code or unique_code(self, self.name)


class Framework(CatalogueRow):
    """A law, regulation or standard that is followed up. Off, nobody is asked about it. Personal data: none."""

    permission = "compliance:framework"

    description = models.TextField(_("what it is"), max_length=2000, blank=True)
    description_en = models.TextField(_("what it is, in English"), max_length=2000, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta(CatalogueRow.Meta):
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")


class Addressee(models.TextChoices):
    """Whom a requirement is addressed to."""

    ENTITY = "entity", _("The legal person")
    MANAGEMENT = "management", _("The management")
    CONTROLLER = "controller", _("The controller")
    PROCESSOR = "processor", _("The processor")
    UNIT = "unit", _("The unit")


class Requirement(CatalogueRow):
    """A demand of a framework, in our own words.

    For a standard that is sold, we may give only number and title. `area` is one of the ten areas of
    measures (CSL 2 kap. 3 §), None if the demand concerns none of them. Personal data: none.
    """

    permission = "compliance:requirement"

    framework = Pointer(Framework, _("framework"))
    reference = models.CharField(_("reference"), max_length=60)
    text = models.TextField(_("what is demanded"), max_length=4000, blank=True)
    text_en = models.TextField(_("what is demanded, in English"), max_length=4000, blank=True)
    addressee = models.CharField(_("of whom"), max_length=20, choices=Addressee, default=Addressee.ENTITY)
    area = models.PositiveSmallIntegerField(
        _("area of measures"),
        null=True,
        blank=True,
        validators=AREAS,
        help_text=_("1–10, as the points of the Cybersecurity Act, chapter 2, section 3."),
    )

    class Meta(CatalogueRow.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")


class ControlKind(models.TextChoices):
    """Whether a measure prevents, detects or corrects (ISO/IEC 27002:2022, attribute control type)."""

    PREVENTIVE = "preventive", _("Preventive")
    DETECTIVE = "detective", _("Detective")
    CORRECTIVE = "corrective", _("Corrective")


class MeasureBearer(models.TextChoices):
    """Where a measure is carried out, and who is responsible for it."""

    UNIT = "unit", _("The unit")
    SERVICE = "service", _("The IT service")
    SUPPLIER = "supplier", _("The supplier of the service")


class Control(CatalogueRow):
    """A measure (säkerhetsåtgärd), worded so that it can be acted on, proved, and required of a supplier.

    Each aspect has the lowest level at which the measure is demanded. A measure without such levels is
    grundskydd, which is always demanded. `when` names conditions of which at least one must hold,
    `supplier_when` likewise but only for the requirement in procurement. `kinds` are the kinds of nodes that
    a measure carried out in a service is demanded of. Personal data: none.
    """

    permission = "compliance:control"
    named_by_code = True
    lists = {
        "when": CLAUSES,
        "supplier_when": CLAUSES,
        "kinds": {each: NodeKind(each).label for each in MEASURED},
    }

    what = models.TextField(_("what it is"), max_length=2000)
    what_en = models.TextField(_("what it is, in English"), max_length=2000, blank=True)
    why = models.TextField(_("why"), max_length=2000)
    why_en = models.TextField(_("why, in English"), max_length=2000, blank=True)
    how = models.TextField(_("how it is done"), max_length=4000)
    how_en = models.TextField(_("how it is done, in English"), max_length=4000, blank=True)
    own = models.TextField(
        _("requirement on own operation"),
        max_length=2000,
        help_text=_("Says what is, so that it can be checked."),
    )
    own_en = models.TextField(_("requirement on own operation, in English"), max_length=2000, blank=True)
    supplier = models.TextField(
        _("requirement in procurement"),
        max_length=2000,
        blank=True,
        help_text=_("What the supplier shall do. Empty where no supplier can be held to it."),
    )
    supplier_en = models.TextField(_("requirement in procurement, in English"), max_length=2000, blank=True)
    evidence = models.TextField(_("evidence that would convince"), max_length=2000)
    evidence_en = models.TextField(_("evidence that would convince, in English"), max_length=2000, blank=True)
    supplier_evidence = models.TextField(
        _("evidence of a supplier"),
        max_length=2000,
        blank=True,
        help_text=_("What a supplier has itself. Empty: its own description."),
    )
    supplier_evidence_en = models.TextField(
        _("evidence of a supplier, in English"), max_length=2000, blank=True
    )
    by_instruction = models.BooleanField(
        _("shown by a decided local instruction"),
        default=False,
        help_text=_("When the unit's local instruction is decided, it becomes evidence for the measure."),
    )
    notes = models.TextField(_("the city's own notes"), max_length=4000, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ControlKind, default=ControlKind.PREVENTIVE)
    bearer = models.CharField(
        _("carried out in"), max_length=20, choices=MeasureBearer, default=MeasureBearer.UNIT
    )
    when = models.JSONField(_("demanded if one of these holds"), default=list, blank=True)
    supplier_when = models.JSONField(_("in procurement if one of these holds"), default=list, blank=True)
    kinds = models.JSONField(_("demanded of"), default=list, blank=True, help_text=_("Empty: IT services."))
    confidentiality = models.PositiveSmallIntegerField(
        _("demanded from confidentiality"), null=True, blank=True, validators=LEVEL
    )
    integrity = models.PositiveSmallIntegerField(
        _("demanded from integrity"), null=True, blank=True, validators=LEVEL
    )
    availability = models.PositiveSmallIntegerField(
        _("demanded from availability"), null=True, blank=True, validators=LEVEL
    )
    traceability = models.PositiveSmallIntegerField(
        _("demanded from traceability"), null=True, blank=True, validators=LEVEL
    )
    authenticity = models.PositiveSmallIntegerField(
        _("demanded from authenticity"), null=True, blank=True, validators=LEVEL
    )

    class Meta(CatalogueRow.Meta):
        verbose_name = _("security measure")
        verbose_name_plural = _("security measures")

    @property
    def needs(self) -> Needs:
        """Return what decides whether the measure is demanded: levels, conditions and kinds of nodes."""
        return Needs(self.thresholds, tuple(self.when), tuple(self.kinds) or MEASURED[:1])

    @property
    def thresholds(self) -> Mapping[str, int]:
        """Return aspect → the lowest level that demands the measure; empty for grundskydd."""
        given: dict[str, int | None] = {aspect: getattr(self, aspect) for aspect in ORDER}
        return {aspect: level for aspect, level in given.items() if level is not None}


class ControlMapping(KeptRow):
    """Link: a measure answers a requirement, wholly or in part, according to a source. Personal data: none."""

    permission = "compliance:mapping"
    about = ("control", "requirement")

    control = Pointer(Control, _("security measure"))
    requirement = Pointer(Requirement, _("requirement"))

    class Meta(KeptRow.Meta):
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ("requirement__position", "control__position", "id")

    def __str__(self) -> str:
        return f"{self.requirement.reference} ← {self.control}"


class TemplateAnswer(KeptRow):
    """Link: the chapter of a template answers a requirement. New documents get the same links. Personal data: none."""

    permission = "compliance:template_answer"
    about = ("chapter", "requirement")

    chapter = Pointer(TemplateChapter, _("chapter of a template"))
    requirement = Pointer(Requirement, _("requirement"))

    class Meta(KeptRow.Meta):
        verbose_name = _("requirement that a template answers")
        verbose_name_plural = _("requirements that templates answer")
        ordering = ("chapter__position", "requirement__position", "id")

    def __str__(self) -> str:
        return f"{self.requirement.reference} ← {self.chapter}"


class ChapterAnswer(Tracked):
    """Link: a chapter of a governing document answers a requirement, in versions `since` through `until`.

    Linked where the document's draft is written. Links of superseded versions are not changed: each version
    keeps the requirements it answered. Readable with the document once a version has the link, before that
    only in the document's own unit. Personal data: none.
    """

    permission = DraftChapter.permission
    written_in = "document__owner_unit"

    document = Pointer(GoverningDocument, _("governing document"))
    key = models.SlugField(_("key of the chapter"), max_length=80)
    requirement = Pointer(Requirement, _("requirement"))
    since = models.PositiveSmallIntegerField(_("first version"))
    until = models.PositiveSmallIntegerField(_("last version"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("chapter that answers a requirement")
        verbose_name_plural = _("chapters that answer requirements")
        ordering = ("requirement__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "key", "requirement"),
                condition=Q(until__isnull=True),
                name="chapter_answers_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="chapter_answer_versions_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.requirement.reference} ← {self.document}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable with the document once a version has it, before that by those who may read the draft."""
        decided = Q(since__lte=F("document__edition")) & of_visible(access)
        return decided | (
            access.units(f"{cls.permission}:read", "document__owner_unit") & open_or_named(access)
        )

    def locked_reason(self) -> Phrase | None:
        """Return the reason why the draft is locked, None if it is not."""
        return draft_locked(self.document)

    def stands_in(self, number: int) -> bool:
        """Return whether the link applies to the document's version with that number."""
        return self.since <= number and (self.until is None or number <= self.until)
