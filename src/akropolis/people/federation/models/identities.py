"""Who a person is at the city's identity provider, and which roles the provider's groups give."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User


class Identity(Tracked):
    """Ties a person's account to a subject at an identity provider (OpenID Connect Core 1.0 section 2: `iss`
    and `sub` together).

    Personal data: who the person is at the provider.
    """

    permission = "organisation:person"

    user = Pointer(User, _("person"))
    issuer = models.CharField(_("identity provider"), max_length=300)
    subject = models.CharField(_("name at the provider"), max_length=255)

    class Meta(Tracked.Meta):
        verbose_name = _("identity at the provider")
        verbose_name_plural = _("identities at the provider")
        constraints = (
            models.UniqueConstraint(fields=("issuer", "subject"), name="identity_once"),
            models.UniqueConstraint(fields=("issuer", "user"), name="identity_one_for_each"),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.issuer}"


class TiePermission(Tracked):
    """Permission to tie the city's sign-in to the person's account at the person's next sign-in, without the
    account's password.

    The row is deleted once the permission is used. Personal data: whose account it is.
    """

    permission = "organisation:person"

    user = Pointer(User, _("person"))

    class Meta(Tracked.Meta):
        verbose_name = _("account that may be tied to the city's sign-in")
        verbose_name_plural = _("accounts that may be tied to the city's sign-in")
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("user",), name="tie_permission_once"),)

    def __str__(self) -> str:
        return str(self.user)


class MissingGroups(Tracked):
    """Records that the provider sent no groups at the person's last sign-in, so that roles from group rules
    were kept.

    The row is deleted when the provider sends groups again. Personal data: whose groups were missing.
    """

    permission = "federation:rule"

    user = Pointer(User, _("person"))
    too_many = models.BooleanField(_("in more groups than the provider sends"), default=False)
    done = models.BooleanField(_("dealt with"), default=False)

    class Meta(Tracked.Meta):
        verbose_name = _("missing groups")
        verbose_name_plural = _("missing groups")
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=("user",), name="missing_groups_once"),)

    def __str__(self) -> str:
        return str(self.user)


class GroupRule(Tracked):
    """A rule that members of the provider's group hold the role in the unit.

    If the group is a pattern (with `{roll}` or `{enhet}`), the actual group's name gives the role, the unit
    or both, and the fields for these are empty. Personal data: none.
    """

    permission = "federation:rule"

    group = models.CharField(
        _("group"), max_length=200, help_text=_("As the identity provider names it, to the letter.")
    )
    role = Pointer(Role, _("role"), null=True, blank=True)
    unit = Pointer(Unit, _("unit"), null=True, blank=True)
    and_below = models.BooleanField(_("and units below"), default=True)

    class Meta(Tracked.Meta):
        verbose_name = _("group rule")
        verbose_name_plural = _("group rules")
        ordering = ("group", "created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "role", "unit"),
                name="group_rule_once",
                violation_error_message=_("There is such a rule already."),
            ),
        )

    def __str__(self) -> str:
        return ": ".join(
            filter(None, (self.group, ", ".join(str(each) for each in (self.role, self.unit) if each)))
        )


class RuleAppointment(Tracked):
    """Marks an appointment as given by the group rules, which may then also end it. Personal data: none of its own."""

    permission = "federation:rule"

    appointment = Pointer(Appointment, _("appointment"))

    class Meta(Tracked.Meta):
        verbose_name = _("appointment that a group rule gave")
        verbose_name_plural = _("appointments that group rules gave")
        constraints = (models.UniqueConstraint(fields=("appointment",), name="rule_appointment_once"),)

    def __str__(self) -> str:
        return str(self.appointment)
