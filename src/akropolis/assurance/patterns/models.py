"""Security patterns, the measures that they settle, what they begin from, and the services that follow them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control, MeasureBearer
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.models.documents import DocumentStatus

PATTERN = "patterns:pattern"
OF_UNITS = _("Units carry out that measure, not services. Choose one that a service carries out.")


class PatternKind(models.TextChoices):
    """The kind of service that a pattern is for."""

    PUBLIC_SERVICE = "public_service", _("Public e-service")
    SAAS = "saas", _("SaaS, a service on the internet run by a supplier")
    INTERNAL = "internal", _("Internal service")
    INTEGRATION = "integration", _("Integration")
    OT = "ot", _("IoT and OT")
    MOBILE = "mobile", _("Mobile workplace")
    AI = "ai", _("AI service")
    DEVELOPMENT = "development", _("Development environment")


class PatternPart(KeptRow):
    """A part that patterns of a kind begin from: a chapter of the text or, with `control`, a measure and how it is
    settled.

    Texts are Swedish, as documents are. Personal data: none.
    """

    permission = "patterns:part"

    kind = models.CharField(_("kind of service"), max_length=20, choices=PatternKind)
    control = Pointer(
        Control,
        _("security measure"),
        null=True,
        blank=True,
        help_text=_("Empty: the part is a chapter of the text."),
    )
    name = models.CharField(_("heading"), max_length=200, blank=True, help_text=_("Of a chapter."))
    text = models.TextField(_("text to begin from"), max_length=8000)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("part that patterns begin from")
        verbose_name_plural = _("what patterns begin from")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.control.title if self.control else self.name

    def clean(self) -> None:
        """Raise ValidationError for a chapter without a heading, and for a measure that services do not carry out."""
        super().clean()
        if self.control is None and not self.name.strip():
            raise ValidationError({"name": gettext("Write the heading of the chapter, or choose a measure.")})
        if self.control is not None and self.control.bearer == MeasureBearer.UNIT:
            raise ValidationError({"control": OF_UNITS})

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its kind and name."""
        self.code = self.code or unique_code(self, f"{self.kind} {self}")


def holding(prefix: str = "") -> Q:
    """Return the condition for patterns with a decided version that holds: those whose `edition` is not 0."""
    text = f"{prefix}document__"
    return Q(
        (f"{prefix}archived_at", None),
        (f"{text}archived_at", None),
        (f"{text}status", DocumentStatus.APPROVED),
    )


class SecurityPattern(Record):
    """Säkerhetsmönster: how services of a kind are built, and which measures that settles.

    The text, its versions and its decision are those of `document`. Read by all if `shared`. Personal data: none.
    """

    permission = PATTERN
    number_prefix = "MO"
    search_fields = ("title", "purpose")
    shared_field = "shared"

    title = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind of service"), max_length=20, choices=PatternKind, default=PatternKind.INTERNAL
    )
    purpose = models.TextField(_("for whom and when"), max_length=2000, blank=True)
    shared = models.BooleanField(_("for the whole city"), default=True)
    document = Pointer(GoverningDocument, _("text"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("security pattern")
        verbose_name_plural = _("security patterns")
        indexes = (models.Index(fields=("sort_key", "id"), name="pattern_order"),)

    @property
    def edition(self) -> int:
        """The decided version that services follow; 0 if none is decided, or the pattern no longer holds."""
        text = self.document
        if self.archived_at or text is None or text.archived_at or text.status != DocumentStatus.APPROVED:
            return 0
        return text.edition


class PatternMeasure(Tracked):
    """A measure that a pattern settles, and how. Personal data: none."""

    permission = PATTERN
    read_with = "pattern"
    written_in = "pattern__owner_unit"

    pattern = Pointer(SecurityPattern, _("security pattern"))
    control = Pointer(Control, _("security measure"))
    how = models.TextField(_("how the pattern settles it"), max_length=3000)

    class Meta(Tracked.Meta):
        verbose_name = _("measure of a security pattern")
        verbose_name_plural = _("measures of security patterns")
        ordering = ("control__position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("pattern", "control"),
                name="pattern_measure_once",
                violation_error_message=_("The pattern settles that measure already. Change it there."),
            ),
        )

    def __str__(self) -> str:
        return str(self.control)

    def clean(self) -> None:
        """Raise ValidationError for a measure that is not in force, or that units carry out."""
        super().clean()
        if not Control.holding([self.control], timezone.localdate()):
            sentence = gettext("%(measure)s is not in force. Choose another measure.")
            raise ValidationError({"control": sentence % {"measure": self.control}})
        if self.control.bearer == MeasureBearer.UNIT:
            raise ValidationError({"control": OF_UNITS})


class FollowingState(models.TextChoices):
    """How a service stands to a pattern that it follows, and to all of them: what needs most comes first."""

    WAITS = "waits", _("To be gone through")
    FOLLOWS = "follows", _("Follows")
    ENDED = "ended", _("The pattern no longer holds")
    NONE = "none", _("Follows none")


class PatternFollowing(Tracked):
    """A service follows a pattern, in the version that was last gone through (`edition`, 0 if none was).

    Read and written where the service's measures are assessed. Personal data: who confirmed it.
    """

    permission = "compliance:fulfilment"

    node = Pointer(Node, _("IT service"))
    pattern = Pointer(SecurityPattern, _("security pattern"))
    since = models.DateField(_("followed since"))
    edition = models.PositiveSmallIntegerField(_("version gone through"), default=0)
    confirmed_on = models.DateField(_("gone through on"), null=True, blank=True)
    confirmed_by = models.CharField(_("gone through by"), max_length=120, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("followed security pattern")
        verbose_name_plural = _("followed security patterns")
        ordering = ("pattern__sort_key", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("node", "pattern"),
                name="pattern_followed_once",
                violation_error_message=_("The service follows that pattern already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.node}: {self.pattern}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable in the owner's and the operator's units, never only because the service is shared."""
        permission = f"{cls.permission}:read"
        return access.units(permission, "node__owner_unit") | access.units(permission, "node__operator_unit")

    @property
    def unit(self) -> Unit:
        """The unit that assesses the service's measures: its operator or, without one, its owner."""
        return answering_unit(self.node)

    def gate_unit(self) -> Unit:
        """Return the unit in which the right to write is needed."""
        return self.unit

    @property
    def state(self) -> FollowingState:
        """How it stands today: `WAITS` until the version that holds has been gone through."""
        if not self.pattern.edition:
            return FollowingState.ENDED
        return FollowingState.WAITS if self.edition < self.pattern.edition else FollowingState.FOLLOWS
