"""Klassningsbeslut: the levels of an information set, who decided them, on which grounds, and the last valid day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.ui.words import Phrase
from akropolis.graph.information.models.information import InformationSet
from akropolis.shared.actions.models import Action
from akropolis.shared.classification.models import Scheme, Stop, settled_after
from akropolis.shared.classification.rules.aspects import ORDER


class InformationPart(Tracked):
    """Abstract base of models that point to an information set; read and write rights follow its owning unit."""

    permission = "assets:classification"
    read_in = ("information__owner_unit",)
    written_in = "information__owner_unit"

    information = Pointer(InformationSet, _("information set"))

    class Meta(Tracked.Meta):
        abstract = True


class ClassificationDraft(InformationPart):
    """A classification in progress. One per information set; deleted when it is decided or discarded.

    `answers` is read by `classification.rules.answers`; answers about the information itself are stored in
    it under the key `about`. The texts are left out of the history, so that nothing remains of them after an
    intake stop. A user who prepares a draft but may not decide sends it to the users who may.
    Personal data: who sent it.
    """

    unlogged_fields = ("description", "answers")

    scheme = Pointer(Scheme)
    description = models.TextField(_("what it is, in your own words"), max_length=4000, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    sender = Pointer(User, _("sent by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent for decision"), null=True, blank=True)

    class Meta(InformationPart.Meta):
        verbose_name = _("classification under way")
        verbose_name_plural = _("classifications under way")
        constraints = (models.UniqueConstraint(fields=("information",), name="classification_draft_once"),)

    def __str__(self) -> str:
        return str(self.information)


class ClassificationDecision(InformationPart):
    """A classification decision. The database itself refuses to change or delete one; a later decision on
    the same information set replaces it.

    Names, unit, role and description are frozen as text. `levels` holds one level per aspect of the scheme's
    edition; `answers` holds the answers that the levels rest on. `decided_at` is the server's own time.
    `origin` says where a decision imported from a file comes from. Personal data: the decider's name and
    role.
    """

    append_only = True

    scheme = Pointer(Scheme, _("scheme"))
    number = models.PositiveSmallIntegerField(_("decision number"))
    information_name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(_("integrity"), null=True, blank=True)
    availability = models.PositiveSmallIntegerField(_("availability"), null=True, blank=True)
    traceability = models.PositiveSmallIntegerField(_("traceability"), null=True, blank=True)
    authenticity = models.PositiveSmallIntegerField(_("authenticity"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decider = Pointer(User, null=True, blank=True)
    decider_name = models.CharField(_("decided by"), max_length=120)
    decider_role = models.CharField(_("role"), max_length=120)
    valid_to = models.DateField(_("valid to"))
    origin = models.CharField(_("read in from"), max_length=300, blank=True)

    class Meta(InformationPart.Meta):
        verbose_name = _("classification decision")
        verbose_name_plural = _("classification decisions")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("information", "number"), name="decision_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.information_name} ({self.number})"

    def locked_reason(self) -> Phrase | None:
        """Return the reason that a decision can never be changed."""
        if self._state.adding:
            return None
        return _(
            "A classification decision is never changed. Classify again: the new decision replaces this one."
        )

    @property
    def levels(self) -> dict[str, int | None]:
        """Return a dict from aspect to decided level; None for an aspect that the scheme did not use."""
        return {aspect: getattr(self, aspect) for aspect in ORDER}


class ReasonKind(models.TextChoices):
    """Why information should be reclassified."""

    EXPIRES = "expires", _("The decision's time is running out")
    DEPENDENCY = "dependency", _("There is a new dependency")
    SUPPLIER = "supplier", _("A supplier was hit")
    INCIDENT = "incident", _("There was an incident")
    SCHEME = "scheme", _("The scheme has a new edition")


class ReclassificationReason(InformationPart):
    """Why an information set should be reclassified, as found by a rule. Reasons with one cause in one unit
    share an action.

    `key` ensures that a cause is counted only once per set. `settled_at` is when a new decision settled the
    reason. Personal data: none.
    """

    kind = models.CharField(_("reason"), max_length=20, choices=ReasonKind)
    because = models.CharField(_("in words"), max_length=300)
    key = models.CharField(max_length=120)
    raised_on = models.DateField(_("raised on"))
    action = Pointer(Action, null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)

    class Meta(InformationPart.Meta):
        verbose_name = _("reason to classify anew")
        verbose_name_plural = _("reasons to classify anew")
        ordering = ("-raised_on", "id")
        constraints = (models.UniqueConstraint(fields=("information", "key"), name="reason_once"),)

    def __str__(self) -> str:
        return self.because


class IntakeStop(InformationPart, Stop):
    """Information above the catalogue's levels (säkerhetsskydd): holds only a pointer, and to whom it was
    handed over.

    Personal data: who stopped it.
    """

    class Meta(InformationPart.Meta):
        verbose_name = _("intake stop")
        verbose_name_plural = _("intake stops")
        ordering = ("-stopped_at", "id")
        constraints = (settled_after("intake_stop_settled_after"),)

    @property
    def stopped_in(self) -> Unit:
        """Return the unit that owns the stopped information."""
        return self.information.owner_unit

    def __str__(self) -> str:
        return str(self.information)
