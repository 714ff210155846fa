"""Who says that a supplier stands on another, and since when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.graph.assets.models import Dependency


class SubSupplierClaim(Tracked):
    """A source that says that a supplier has a sub-supplier, and the day on which it said so.

    The chain itself is in the graph: `dependency` leads from the supplier to its sub-supplier. Several sources may
    say the same. Personal data: none.
    """

    permission = "suppliers:supplier"
    read_with = "dependency"
    written_in = "dependency__owner_unit"

    dependency = Pointer(Dependency, _("sub-supplier"))
    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("For example the agreement's appendix 3, or the supplier's page."),
    )
    stated_on = models.DateField(_("said on"))

    class Meta(Tracked.Meta):
        verbose_name = _("claim of a sub-supplier")
        verbose_name_plural = _("claims of sub-suppliers")
        ordering = ("dependency", "-stated_on", "id")

    def clean(self) -> None:
        """Raise ValidationError for a day that has not come."""
        super().clean()
        if self.stated_on > timezone.localdate():
            raise ValidationError({"stated_on": gettext("The day has not come. State when it was said.")})

    def __str__(self) -> str:
        return self.source
