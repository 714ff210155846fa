"""The unit tree. Every right, record and review belongs to a unit in it."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import BinaryOrderField, OrganisationNumberField, Pointer, in_order
from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.lib.swedish import sort_key

unit_code = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{0,29}$", _("Use only a–z, 0–9 and hyphen, at most 30 characters.")
)


class UnitKind(models.TextChoices):
    """What a unit is in law and organisation."""

    CITY = "city", _("City")
    COMMITTEE = "committee", _("Committee")
    ADMINISTRATION = "administration", _("Administration")
    COMPANY = "company", _("Company")
    DEPARTMENT = "department", _("Department")
    SECTION = "section", _("Section")


OWN_AUTHORITY = frozenset({UnitKind.COMMITTEE, UnitKind.COMPANY})
"""A nämnd is its own authority and controller; a bolag its own legal person (OSL 2 kap. 3 §, GDPR art. 4.7)."""
LEGAL_ENTITY = frozenset({UnitKind.CITY, UnitKind.COMPANY})
"""Kinds of unit that are legal persons: the municipality with all its nämnder is one (kommunallagen
1 kap. 2 §), and each bolag is one of its own.

This differs from authority and controller: the cybersäkerhetslag applies to legal persons (1 kap. 2 §).
"""


class Unit(Tracked):
    """A part of the city, valid between two dates. The code is permanent; a merge ends units and begins a new one.

    Personal data: none.
    """

    permission = "organisation:unit"
    read_by_all = True
    """Everyone in the city with a right may read units: names of authorities are not secret to them."""
    derived_fields = ("path", "sort_key")

    code = models.CharField(
        _("code"),
        max_length=30,
        unique=True,
        validators=[unit_code],
        help_text=_("Permanent. Used in addresses and files."),
    )
    name = models.CharField(_("name"), max_length=200)
    short = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    parent = Pointer("self", _("belongs to"), null=True, blank=True)
    path = BinaryOrderField(max_length=400, editable=False, db_index=True)
    sort_key = BinaryOrderField(max_length=200, editable=False)
    organisation_number = OrganisationNumberField(
        _("organisation number"),
        max_length=11,
        blank=True,
        help_text=_(
            "Of the municipality or the company. Committees and their units have the municipality's."
        ),
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    reviews = models.BooleanField(
        _("makes a management review"),
        default=False,
        help_text=_("Committees and companies do; others when the city says so."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The last day. Empty while it exists.")
    )

    class Meta(Tracked.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("sort_key",)
        constraints = (
            in_order("valid_from", "valid_to", "unit_dates_in_order"),
            models.CheckConstraint(
                condition=Q(organisation_number="") | Q(kind__in=sorted(LEGAL_ENTITY)),
                name="unit_number_of_legal_entity",
                violation_error_message=_(
                    "Only the municipality and its companies have organisation numbers of their own."
                ),
            ),
            models.UniqueConstraint(
                fields=("organisation_number",),
                condition=~Q(organisation_number="") & Q(valid_to__isnull=True),
                name="unit_organisation_number_once",
                violation_error_message=_("Another unit has that organisation number."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def gate_unit(self) -> "Unit | None":
        """Return the unit in which the right to edit units is needed: the parent; for a top unit the whole city."""
        if self.parent_id:
            return self.parent
        return None if self._state.adding else self

    def derive(self) -> None:
        """Derive the path: the parent's path plus the unit's own code."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        self.sort_key = sort_key(self.name)

    def valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def own_authority(self) -> bool:
        """Whether the unit is an authority (or legal person) and controller in its own right."""
        return self.kind in OWN_AUTHORITY

    @property
    def legal_entity(self) -> bool:
        """Whether the unit as a whole is a legal person: the municipality or a company."""
        return self.kind in LEGAL_ENTITY

    @property
    def short_name(self) -> str:
        """The short name, or the full one if there is none."""
        return self.short or self.name


class UnitEventKind(models.TextChoices):
    """Kind of organisational change."""

    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")
    RENAME = "rename", _("New name")
    MOVE = "move", _("Moved")


class UnitEvent(Tracked):
    """A merge, split, move or new name, with its date and reason. Last year's figures stay with last year's units.

    `before` and `after` hold unit codes, and for a new name the names. Personal data: none.
    """

    permission = "organisation:unit"
    read_by_all = True

    kind = models.CharField(_("kind"), max_length=10, choices=UnitEventKind)
    happened_on = models.DateField(_("date"))
    before = models.JSONField(_("before"), default=list)
    after = models.JSONField(_("after"), default=list)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta(Tracked.Meta):
        ordering = ("-happened_on", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
