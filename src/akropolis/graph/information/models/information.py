"""Informationsmängder: the objects that are classified."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import User
from akropolis.graph.assets.models.nodes import GraphRecord, NodeKind


class InformationSet(GraphRecord):
    """An informationsmängd: information that is handled for one purpose and classified together.

    `classified_on`, `valid_to` and `pointer` are copied from the decision in force whenever it changes. If
    `pointer` is true, the information is above the catalogue's levels: this system keeps only that it exists
    and to whom it was handed over. The description is left out of the history, so that an intake stop can
    remove it completely.

    Personal data: who owns the information; of the registered people only how many they are.
    """

    permission = "assets:information"
    node_kind = NodeKind.INFORMATION
    number_prefix = "IM"
    search_fields = ("name", "description")
    derived_fields = (*GraphRecord.derived_fields, "classified_on", "valid_to", "pointer")
    unlogged_fields = ("description",)

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(
        _("what it is, in your own words"),
        max_length=4000,
        blank=True,
        help_text=_("Nothing that concerns Sweden's security may be written here."),
    )
    owner = Pointer(User, _("information owner"), null=True, blank=True)
    personal_data = models.BooleanField(_("holds personal data"), null=True, blank=True)
    people = models.PositiveIntegerField(
        _("registered people"), null=True, blank=True, help_text=_("About how many people it tells about.")
    )
    protected_people = models.BooleanField(_("holds protected identities"), null=True, blank=True)
    classified_on = models.DateField(_("classified on"), null=True, editable=False)
    valid_to = models.DateField(_("classification valid to"), null=True, editable=False)
    pointer = models.BooleanField(_("handled outside this system"), default=False, editable=False)

    class Meta(GraphRecord.Meta):
        verbose_name = _("information set")
        verbose_name_plural = _("information sets")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="information_order"),
            models.Index(fields=("valid_to",), name="information_valid", condition=Q(valid_to__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(pointer=False)
                | Q(description="", people=None, personal_data=None, protected_people=None),
                name="information_pointer_empty",
            ),
        )

    def clean(self) -> None:
        """Check that a set with `pointer` has no description of the information. Raises ValidationError."""
        written = (self.description, self.people, self.personal_data, self.protected_people)
        if self.pointer and any(value not in ("", None) for value in written):
            raise ValidationError(
                _("This information is handled outside the system. Write nothing about it here.")
            )

    def node_facts(self) -> dict[str, int | None]:
        """Return a dict for the set's graph node: `people` (number of registered people) and `personal_data`."""
        return {"people": self.people, "personal_data": self.personal_data}
