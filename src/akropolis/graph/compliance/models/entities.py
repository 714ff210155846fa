"""The city's legal entities under the Cybersecurity Act: their class, sectors and registered facts.

A legal entity is a unit of one of the kinds in `LEGAL_ENTITY`; the models here point at such units.
"""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.ui.words import Phrase
from akropolis.graph.compliance.models.catalogue import CatalogueRow
from akropolis.graph.compliance.rules.entities import Circumstance, EntitySize, Kind


class Annex(models.IntegerChoices):
    """The annex of NIS 2 that lists a sector."""

    FIRST = 1, _("Annex 1")
    SECOND = 2, _("Annex 2")


class Sector(CatalogueRow):
    """A sector of NIS 2, and its supervisory authority. Personal data: none."""

    permission = "compliance:sector"

    annex = models.PositiveSmallIntegerField(_("annex of NIS 2"), choices=Annex)
    supervisor = models.CharField(_("supervisory authority"), max_length=200)
    supervisor_en = models.CharField(_("supervisory authority, in English"), max_length=200, blank=True)
    provision = models.CharField(_("provision"), max_length=200, blank=True)
    note = models.TextField(_("note"), max_length=600, blank=True)
    note_en = models.TextField(_("note in English"), max_length=600, blank=True)

    class Meta(CatalogueRow.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class SizeStep(models.TextChoices):
    """The size of an enterprise (Recommendation 2003/361/EC)."""

    MEDIUM = "medium", _("Medium-sized")
    LARGE = "large", _("Larger than medium-sized")


class SizeLimit(KeptRow):
    """The limit for a size: number of employees, or both sums of money exceeded. Personal data: none."""

    permission = "compliance:size"
    about = ("step",)

    step = models.CharField(_("size"), max_length=10, choices=SizeStep)
    employees = models.PositiveIntegerField(_("employees, at least"))
    turnover = models.PositiveIntegerField(_("turnover above, thousands of euro"))
    balance = models.PositiveIntegerField(_("balance sheet total above, thousands of euro"))

    class Meta(KeptRow.Meta):
        verbose_name = _("size limit")
        verbose_name_plural = _("size limits")
        ordering = ("employees", "valid_from", "id")

    def __str__(self) -> str:
        return self.get_step_display()

    @property
    def as_size(self) -> EntitySize:
        """Return the row's values in the form that the rules use."""
        return EntitySize(self.employees, self.turnover, self.balance)


class FinedAs(models.TextChoices):
    """Kind of offender that a ceiling of sanction fees applies to."""

    PUBLIC = "public", _("The municipality")
    ESSENTIAL = "essential", _("A company that is an essential entity")
    IMPORTANT = "important", _("A company that is an important entity")
    AUTHORITY = "authority", _("An authority that is a controller")
    COMPANY = "company", _("A company that is a controller")


class SanctionCeiling(CatalogueRow):
    """The maximum sanction fee, as text: it is shown, but nothing is computed from it. Personal data: none."""

    permission = "compliance:sanction"

    fined = models.CharField(_("whom"), max_length=20, choices=FinedAs)
    ceiling = models.CharField(_("at most"), max_length=300)
    ceiling_en = models.CharField(_("at most, in English"), max_length=300, blank=True)
    provision = models.CharField(_("provision"), max_length=200, blank=True)

    class Meta(CatalogueRow.Meta):
        verbose_name = _("sanction ceiling")
        verbose_name_plural = _("sanction ceilings")


class EntityClass(models.TextChoices):
    """The class of a legal entity under the act (CSL 1 kap. 9 §)."""

    ESSENTIAL = Kind.ESSENTIAL.value, _("Essential")
    IMPORTANT = Kind.IMPORTANT.value, _("Important")
    OUTSIDE = Kind.OUTSIDE.value, _("Not covered")


class OfEntity(Tracked):
    """Data about a legal entity, read and changed only in the unit that is the entity."""

    permission = "compliance:entity"
    read_in: ClassVar[tuple[str, ...]] = ("profile__unit",)
    written_in: ClassVar[str] = "profile__unit"

    class Meta(Tracked.Meta):
        abstract = True


def _holds(label: Phrase) -> models.BooleanField:  # type: ignore[type-arg] # not subscriptable when it runs
    return models.BooleanField(label, default=False)


def _number(label: Phrase, help_text: Phrase = "") -> "models.PositiveIntegerField[int | None, int | None]":
    most = [MaxValueValidator(2_000_000_000)]
    return models.PositiveIntegerField(label, null=True, blank=True, validators=most, help_text=help_text)


class EntityProfile(OfEntity):
    """The answers to the test about a legal entity, and the class decided; one row per entity.

    `proposed` is the class that the test proposed when the class was decided; where they differ, `reason`
    says why. Personal data: the name of the decider.
    """

    read_in, written_in = ("unit",), "unit"

    unit = Pointer(Unit, _("legal entity"))
    employees = _number(
        _("employees"),
        _("In full-time equivalents over a year, with those of partner and linked enterprises."),
    )
    turnover = _number(
        _("turnover, thousands of euro"), _("Counts only when the number of employees does not decide.")
    )
    balance = _number(_("balance sheet total, thousands of euro"))
    sole_provider = _holds(_("alone in Sweden in providing an essential service of annex 1 or 2"))
    significant_effect = _holds(_("a disturbance could considerably affect life, health or public safety"))
    special_importance = _holds(_("of special importance nationally or regionally for its sector"))
    trust_service = _holds(_("provides trust services"))
    qualified_trust = _holds(_("provides qualified trust services"))
    public_network = _holds(_("offers a public electronic communications network or service"))
    digital_service = _holds(
        _("sells cloud or data centre services, or runs IT operation or security for others")
    )
    domain_registration = _holds(_("registers domain names for others"))
    dns_or_tld = _holds(_("runs DNS for others, or a top-level domain"))
    designated = _holds(_("pointed out as essential in the regulations of the authority (MCFFS 2026:1)"))
    entity_class = models.CharField(_("class"), max_length=20, choices=EntityClass, blank=True)
    provision = models.CharField(_("provision"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    proposed = models.CharField(
        _("the test's proposal when it was decided"), max_length=20, choices=EntityClass, blank=True
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)

    class Meta(OfEntity.Meta):
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")
        ordering = ("unit__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("unit",), name="entity_profile_once"),)

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def size(self) -> EntitySize:
        """Return the entity's size; its numbers are None where not stated."""
        return EntitySize(self.employees, self.turnover, self.balance)

    @property
    def holds(self) -> frozenset[Circumstance]:
        """Return the circumstances, besides sector and size, that are stated to hold for the entity."""
        return frozenset(each for each in Circumstance if getattr(self, each))


class OfProfile(OfEntity):
    """Data that belongs to an entity's profile."""

    profile = Pointer(EntityProfile, _("legal entity"))

    class Meta(OfEntity.Meta):
        abstract = True


class EntitySector(OfProfile):
    """An entity's activity in a sector. Personal data: none."""

    sector = Pointer(Sector, _("sector"))

    class Meta(OfProfile.Meta):
        verbose_name = _("sector of the entity")
        verbose_name_plural = _("sectors of the entities")
        ordering = ("sector__position", "id")
        constraints = (models.UniqueConstraint(fields=("profile", "sector"), name="entity_sector_once"),)

    def __str__(self) -> str:
        return str(self.sector)


class Registration(OfProfile):
    """The registration of an entity or of its changes, with the number on the receipt. Personal data: none."""

    sent_on = models.DateField(_("sent"))
    receipt = models.CharField(_("number on the receipt"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)

    class Meta(OfProfile.Meta):
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("-sent_on", "-created_at", "id")

    def __str__(self) -> str:
        return f"{self.sent_on} {self.receipt}".strip()


class RegisteredField(models.TextChoices):
    """The facts registered about an entity: the minimum in NIS 2 (article 3.4). MCFFS 2026:1 has not been read."""

    NAME = "name", _("Name")
    ADDRESS = "address", _("Address")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone")
    IP_RANGES = "ip_ranges", _("IP addresses and networks")
    SECTORS = "sectors", _("Sectors and subsectors")
    STATES = "states", _("Member states where services are provided")


class RegistrationFact(OfProfile):
    """A fact to be registered, and the day it became true.

    `registration` is the one in which it was reported, None until then. The latest fact per field is
    current; earlier ones are history. Personal data: contact details, if a person's were given.
    """

    field = models.CharField(_("fact"), max_length=20, choices=RegisteredField)
    value = models.TextField(_("value"), max_length=2000)
    true_from = models.DateField(_("true from"))
    registration = Pointer(Registration, _("registered by"), null=True, blank=True)

    class Meta(OfProfile.Meta):
        verbose_name = _("fact of the registration")
        verbose_name_plural = _("facts of the registration")
        ordering = ("true_from", "created_at", "id")

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.value}"
