"""Roles are data, readable by an auditor; an appointment gives a person a role in a unit for a time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.kernel.access.models.people import PERSON, User
from akropolis.base.kernel.access.models.units import Unit

IN_OFFICE = Q(user__is_active=True, user__kind=PERSON)
"""Condition for appointments of people who may sign in: only these people can be asked, notified or decide."""


class Role(Tracked):
    """A named set of permissions. `grants` holds patterns such as `*:*:read` or `incidents:incident:edit`.

    Personal data: none.
    """

    permission = "organisation:role"
    read_by_all = True

    code = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    purpose = models.TextField(_("what the role does"), blank=True)
    purpose_en = models.TextField(_("what the role does, in English"), blank=True)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("Law, standard or decision behind the role.")
    )
    basis_en = models.CharField(_("basis in English"), max_length=200, blank=True)
    grants = models.JSONField(_("permissions"), default=list)
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta(Tracked.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def purpose_text(self) -> str:
        """What the role does, in the reader's language if translated."""
        return self.purpose_en if get_language() == "en" and self.purpose_en else self.purpose

    @property
    def basis_text(self) -> str:
        """The law, standard or decision behind the role, in the reader's language if translated."""
        return self.basis_en if get_language() == "en" and self.basis_en else self.basis


class Appointment(Tracked):
    """A person holds a role in a unit (and below) from one day to another.

    Personal data: who holds which function.
    """

    permission = "organisation:appointment"
    written_in = "unit"
    stands_in: frozenset[tuple[str, str]] = frozenset()
    """Resource and path of the unit above whose matters fall to this one, since nobody there has the right."""

    user = Pointer(User, _("person"))
    role = Pointer(Role, _("role"))
    unit = Pointer(
        Unit,
        _("unit"),
        null=True,
        blank=True,
        help_text=_("Empty means the whole installation, before there is a city too."),
    )
    and_below = models.BooleanField(_("and units below"), default=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("unit__sort_key", "role__position", "user__sort_key", "id")
        constraints = (in_order("valid_from", "valid_to", "appointment_dates_in_order"),)

    def __str__(self) -> str:
        return f"{self.user}, {self.role}, {self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Appointments may be read with the right to read the person; everyone sees their own.

        Appointments for the whole installation may be read by anyone who may read the whole city's: an auditor
        must see them.
        """
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "unit") | Q(user_id=access.actor.id)
        return condition | Q(unit__isnull=True) if access.may(permission, None) else condition
