"""Processings of personal data: the record of processing activities (registerförteckning, GDPR article 30)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models.nodes import Node
from akropolis.privacy.processing.models.kept import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    ProcessingTemplate,
    TransferBasis,
)


class ProcessingRole(models.TextChoices):
    """What the unit is in the processing (GDPR articles 4.7, 4.8 and 26)."""

    CONTROLLER = "controller", _("Controller")
    JOINT = "joint", _("Joint controller")
    PROCESSOR = "processor", _("Processor for somebody else")


class Article6Basis(models.TextChoices):
    """The legal bases of article 6.1."""

    CONSENT = "a", _("Consent (6.1 a)")
    CONTRACT = "b", _("Contract (6.1 b)")
    OBLIGATION = "c", _("Legal obligation (6.1 c)")
    VITAL = "d", _("Vital interests (6.1 d)")
    PUBLIC_TASK = "e", _("Public interest or exercise of authority (6.1 e)")
    INTEREST = "f", _("Legitimate interests (6.1 f)")


class Article9Exception(models.TextChoices):
    """The exceptions of article 9.2, for special categories of personal data."""

    CONSENT = "a", _("Explicit consent (9.2 a)")
    EMPLOYMENT = "b", _("Employment and social security (9.2 b)")
    VITAL = "c", _("Vital interests (9.2 c)")
    MADE_PUBLIC = "e", _("Made public by the person (9.2 e)")
    LEGAL_CLAIM = "f", _("Legal claims (9.2 f)")
    PUBLIC_INTEREST = "g", _("Substantial public interest (9.2 g)")
    CARE = "h", _("Health and social care (9.2 h)")
    PUBLIC_HEALTH = "i", _("Public health (9.2 i)")
    ARCHIVE = "j", _("Archives, research and statistics (9.2 j)")


def find_controller(unit: Unit) -> Unit | None:
    """Return the committee or company that the unit is, or is a part of; None if there is none (GDPR article 4.7)."""
    return unit if unit.own_authority else Units().controller(unit.pk)


class Processing(Record):
    """A processing of personal data, for one purpose, of one controller (or of a unit that is somebody's processor).

    The controller is the `owner_unit`, or the committee or company that it is a part of (`find_controller`, GDPR
    article 4.7). What is None is unknown, which is neither yes nor no. `attested_on` repeats the newest
    attestation; a service sets it, in the same transaction. What article 30 demands and what is lacking is in
    `selectors.article_30`. Personal data: who answers for it; of the data subjects none.
    """

    permission = "processing:processing"
    number_prefix = "PUB"
    search_fields = ("title", "purpose")

    title = models.CharField(_("name of the processing"), max_length=200)
    role = models.CharField(
        _("your role"), max_length=10, choices=ProcessingRole, default=ProcessingRole.CONTROLLER
    )
    purpose = models.TextField(
        _("purpose"), max_length=4000, blank=True, help_text=_("Why the data is processed.")
    )
    owner = Pointer(User, _("answers for the processing"), null=True, blank=True)
    other_groups = models.CharField(_("other people it is about"), max_length=500, blank=True)
    other_categories = models.CharField(_("other data"), max_length=500, blank=True)
    people = models.PositiveIntegerField(
        _("number of people"), null=True, blank=True, help_text=_("About how many people it is about.")
    )
    children = models.BooleanField(_("is about children"), null=True, blank=True)
    protected_people = models.BooleanField(_("holds protected identities"), null=True, blank=True)
    former_employees = models.BooleanField(_("holds former employees"), null=True, blank=True)
    data_source = models.CharField(_("where the data comes from"), max_length=500, blank=True)
    legal_basis = models.CharField(_("basis in the GDPR"), max_length=1, choices=Article6Basis, blank=True)
    national_basis = Pointer(NationalBasis, _("national legal basis"), null=True, blank=True)
    basis_note = models.CharField(_("more on the legal basis"), max_length=500, blank=True)
    special_basis = models.CharField(
        _("exception for special categories"), max_length=1, choices=Article9Exception, blank=True
    )
    automated = models.BooleanField(_("decides automatically about people"), null=True, blank=True)
    has_recipients = models.BooleanField(
        _("is disclosed to recipients"),
        null=True,
        blank=True,
        help_text=_("Processors, authorities, other units."),
    )
    third_country = models.BooleanField(_("is transferred outside the EU and EEA"), null=True, blank=True)
    preserved = models.BooleanField(
        _("is preserved"), null=True, blank=True, help_text=_("Archived for ever. No: it is erased.")
    )
    retention_months = models.PositiveSmallIntegerField(_("kept for, in months"), null=True, blank=True)
    retention = models.CharField(
        _("when it is erased"),
        max_length=500,
        blank=True,
        help_text=_("From when the time is counted, and the retention decision."),
    )
    security = models.TextField(_("security measures, in general terms"), max_length=4000, blank=True)
    secrecy = models.CharField(_("secrecy provision"), max_length=200, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    template = Pointer(ProcessingTemplate, _("taken from"), null=True, blank=True, editable=False)
    template_version = models.PositiveIntegerField(_("version of the template"), null=True, editable=False)
    attested_on = models.DateField(_("last confirmed"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("processing of personal data")
        verbose_name_plural = _("processings of personal data")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="processing_order"),
            models.Index(fields=("owner_unit", "ended_on"), name="processing_unit"),
        )

    def clean(self) -> None:
        """Raise ValidationError for a unit without a controller, a new row of an ended one, and clashing retention."""
        super().clean()
        if self.owner_unit_id and find_controller(self.owner_unit) is None:
            sentence = gettext(
                "%(unit)s is neither a committee nor a company, nor a part of one, so nobody is the controller"
                " (GDPR art. 4.7). State the committee or company."
            )
            raise ValidationError({"owner_unit": sentence % {"unit": self.owner_unit}})
        ended = self.owner_unit_id and self.owner_unit.valid_to
        if self._state.adding and ended and ended < timezone.localdate():
            sentence = gettext("%(unit)s has ended. Choose another unit.")
            raise ValidationError({"owner_unit": sentence % {"unit": self.owner_unit}})
        if self.preserved and self.retention_months is not None:
            raise ValidationError(
                {"retention_months": gettext("What is preserved is not erased after a number of months.")}
            )


class ProcessingPart(Tracked):
    """Something that belongs to a processing, and is read and written with it."""

    permission = "processing:processing"
    read_with = "processing"
    written_in = "processing__owner_unit"

    processing = Pointer(Processing, _("processing"))

    class Meta(Tracked.Meta):
        abstract = True


class ProcessingNode(ProcessingPart):
    """A process, service, set or supplier that the processing stands on. Personal data: none."""

    node = Pointer(Node, _("where it is done"))

    class Meta(ProcessingPart.Meta):
        verbose_name = _("place of a processing")
        verbose_name_plural = _("places of processings")
        constraints = (models.UniqueConstraint(fields=("processing", "node"), name="processing_node_once"),)

    def __str__(self) -> str:
        return f"{self.processing} → {self.node}"


class ProcessingGroup(ProcessingPart):
    """A group of data subjects that a processing is about (30.1 c). Personal data: none."""

    group = Pointer(DataSubjectGroup, _("group"))

    class Meta(ProcessingPart.Meta):
        verbose_name = _("group of a processing")
        verbose_name_plural = _("groups of processings")
        ordering = ("group__position", "id")
        constraints = (models.UniqueConstraint(fields=("processing", "group"), name="processing_group_once"),)

    def __str__(self) -> str:
        return f"{self.processing}: {self.group}"


class ProcessingCategory(ProcessingPart):
    """A category of data in a processing (30.1 c). Personal data: none."""

    category = Pointer(DataCategory, _("category"))

    class Meta(ProcessingPart.Meta):
        verbose_name = _("category of a processing")
        verbose_name_plural = _("categories of processings")
        ordering = ("category__position", "id")
        constraints = (
            models.UniqueConstraint(fields=("processing", "category"), name="processing_category_once"),
        )

    def __str__(self) -> str:
        return f"{self.processing}: {self.category}"


class ProcessingParty(ProcessingPart):
    """Another controller: a joint one (30.1 a, article 26), or the one for whom the unit is a processor (30.2 a).

    Either a unit of the city, or a name with contact details. Personal data: a contact, if one is written.
    """

    unit = Pointer(Unit, _("unit"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    arrangement = models.CharField(
        _("arrangement or agreement"), max_length=300, blank=True, help_text=_("Article 26.1 or 28.3.")
    )

    class Meta(ProcessingPart.Meta):
        verbose_name = _("other controller of a processing")
        verbose_name_plural = _("other controllers of processings")
        constraints = (
            models.UniqueConstraint(
                fields=("processing", "unit"),
                name="processing_party_once",
                violation_error_message=_("The processing names that unit already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.unit) if self.unit else self.name


class ProcessingRecipient(ProcessingPart):
    """A recipient of the data (30.1 d), with what a transfer outside the EU and EEA rests on (30.1 e).

    `source` says which register proposed it. `rejected` keeps a proposal that was turned down, so that it is not made
    again; such a row is no recipient. Personal data: none.
    """

    name = models.CharField(_("recipient"), max_length=200)
    node = Pointer(Node, _("supplier or service"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    third_country = models.BooleanField(_("outside the EU and EEA"), null=True, blank=True)
    transfer_basis = Pointer(TransferBasis, _("basis of the transfer"), null=True, blank=True)
    fallback_basis = Pointer(TransferBasis, _("basis if that one falls"), null=True, blank=True)
    safeguards = models.CharField(_("safeguards"), max_length=500, blank=True)
    source = models.CharField(_("proposed by"), max_length=300, blank=True)
    rejected = models.BooleanField(_("is no recipient"), default=False)

    class Meta(ProcessingPart.Meta):
        verbose_name = _("recipient of a processing")
        verbose_name_plural = _("recipients of processings")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
