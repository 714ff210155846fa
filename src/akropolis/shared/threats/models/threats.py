"""Hotkatalogen (threat catalogue): what may harm the city's information, and the links from rows to threats."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, field_of
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.kernel.records.models import Record, record_at
from akropolis.shared.classification.rules.aspects import LETTERS

IN_ORDER = RegexValidator("^" + "".join(f"{letter}?" for letter in LETTERS.values()) + "$")


class ThreatKind(models.TextChoices):
    """Where the threat comes from."""

    HOSTILE = "hostile", _("Hostile")
    TECHNICAL = "technical", _("Technical")
    HUMAN = "human", _("Human")
    PHYSICAL = "physical", _("Physical")
    SUPPLIER = "supplier", _("Supplier")


class Threat(KeptRow):
    """A threat (cyberhot, CSL 1 kap. 2 § 4, and what else may harm). Register rows refer to it through a
    `ThreatLink`.

    `aspects` holds the letters of the aspects that it typically affects, in the order of the aspects.
    Personal data: none.
    """

    permission = "threats:threat"

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ThreatKind, default=ThreatKind.HOSTILE)
    description = models.TextField(_("what it is"), max_length=1000)
    description_en = models.TextField(_("what it is, in English"), max_length=1000, blank=True)
    aspects = models.CharField(_("typically hits"), max_length=5, blank=True, validators=[IN_ORDER])
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("threat")
        verbose_name_plural = _("threat catalogue")
        ordering = ("position", "code")

    @property
    def number(self) -> str:
        """The identifier of the threat outside the system: its key."""
        return self.code

    def derive(self) -> None:
        """Give a threat that the city added a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)


class ThreatLink(Tracked):
    """A row of a register names a threat. The table lies in the domain above; `read_with` names the row."""

    threat = Pointer(Threat, _("threat"))

    class Meta(Tracked.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.read_with)} → {self.threat}"

    @classmethod
    def rows(cls) -> type[Record]:
        """Return the model whose rows name threats."""
        return record_at(field_of(cls, cls.read_with))

    def gate_unit(self) -> Unit:
        """Return the row's owner unit: the right to change the row there is the right to change the link."""
        unit: Unit = getattr(self, self.read_with).owner_unit
        return unit
