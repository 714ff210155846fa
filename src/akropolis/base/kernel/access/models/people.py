"""People who sign in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import BinaryOrderField, Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedManager
from akropolis.base.kernel.access.models.base import Tracked
from akropolis.base.lib.swedish import sort_key
from akropolis.base.lib.usernames import USERNAME

username = RegexValidator(USERNAME, _("Use only a–z, 0–9, full stop, hyphen and underscore."))


class ColorScheme(models.TextChoices):
    """Appearance of the pages for this person."""

    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Language(models.TextChoices):
    """Language of the pages."""

    SWEDISH = "sv", "Svenska"
    ENGLISH = "en", "English"


class MailChoice(models.TextChoices):
    """When this person gets notifications by mail."""

    AT_ONCE = "at_once", _("At once, each by itself")
    DAILY = "daily", _("Gathered, once a day in the morning")
    NONE = "none", _("Not at all")


PERSON, SERVICE = "person", "service"
KINDS = ((PERSON, _("Person")), (SERVICE, _("Service account")))


def normal(username: str) -> str:
    """Return the user name as it is stored, so that capitals and spaces give no second account or set of attempts."""
    return username.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Manager through which Django's sign-in looks up people by their natural key."""


class User(Tracked, AbstractBaseUser):
    """A person with an account, or the service account of a program. Rights come from appointments alone.

    A service account has a responsible unit and person, signs in nowhere, gets no mail and decides nothing.

    Personal data: name, e-mail, user name, last sign-in, who is responsible for a service account.
    """

    permission = "organisation:person"
    written_in = "unit"
    derived_fields = ("sort_key", "password", "last_login")
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[username])
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.SWEDISH)
    color_scheme = models.CharField(
        _("appearance"), max_length=5, choices=ColorScheme, default=ColorScheme.AUTO
    )
    mail = models.CharField(_("mail"), max_length=7, choices=MailChoice, default=MailChoice.AT_ONCE)
    kind = models.CharField(_("kind"), max_length=7, choices=KINDS, default=PERSON, editable=False)
    unit = Pointer("access.Unit", _("responsible unit"), null=True, blank=True)
    responsible = Pointer("self", _("responsible person"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must choose a new password"), default=False, editable=False)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, editable=False)
    sort_key = BinaryOrderField(max_length=200, editable=False)

    objects = GatedManager()  # type: ignore[misc]
    everything = UserManager()  # type: ignore[misc]

    class Meta(Tracked.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("sort_key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=PERSON, unit__isnull=True, responsible__isnull=True)
                | Q(kind=SERVICE, unit__isnull=False, responsible__isnull=False),
                name="user_service_has_responsible",
                violation_error_message=_(
                    "A service account, and no person, has a unit that is responsible."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Every user with a right may see the names of officials: they own actions and lead incidents."""
        return Q(pk__isnull=False) if access.anywhere("organisation:person:read") else Q(pk=access.actor.id)

    def writable_by(self, access: Access) -> bool:
        """Account managers and the users themselves may change a user; which fields, the services decide."""
        return self.pk == access.actor.id or super().writable_by(access)

    @property
    def is_program(self) -> bool:
        """Whether it is a service account."""
        return self.kind == SERVICE

    def derive(self) -> None:
        """Derive the sort key, so that names sort in Swedish order."""
        self.sort_key = sort_key(self.name)


class OfPerson(Tracked):
    """Something owned by one person: read and deleted by them and by managers of all accounts."""

    permission = "organisation:person"

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")

    class Meta(Tracked.Meta):
        abstract = True

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Users see their own rows; those who manage the accounts of the whole city see all rows."""
        if access.may("organisation:person:edit", None):
            return Q(pk__isnull=False)
        return Q(user_id=access.actor.id)

    def writable_by(self, access: Access) -> bool:
        """Whoever may read the row may change it."""
        return self.user_id == access.actor.id or super().writable_by(access)
