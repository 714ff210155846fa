"""AI-system: their purpose, input and output, what the classes mean, and the assessments made."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.graph.assets.models.nodes import GraphRecord, NodeKind
from akropolis.shared.actions.models import Action


class AiClass(models.TextChoices):
    """The class under the AI act, Regulation (EU) 2024/1689."""

    UNKNOWN = "unknown", _("Not yet assessed")
    PROHIBITED = "prohibited", _("Prohibited practice (art. 5)")
    HIGH = "high", _("High risk (art. 6)")
    TRANSPARENCY = "transparency", _("Transparency duties (art. 50)")
    MINIMAL = "minimal", _("No special duties")


class AiClassText(KeptRow):
    """What a class means from a day on, as dated, editable data: the latest text whose first day has come
    applies.

    `stop` says that the use is prohibited, and `ask` whom to ask. A text applies to every system of the
    class at once: nothing is stored with the systems. Personal data: none.
    """

    permission = "assets:ai_class"
    about = ("ai_class",)

    ai_class = models.CharField(_("class under the AI act"), max_length=20, choices=AiClass)
    text = models.TextField(_("what it means"), max_length=2000)
    text_en = models.TextField(_("the same in English"), max_length=2000, blank=True)
    stop = models.BooleanField(
        _("the use is prohibited"),
        default=False,
        help_text=_("Then every system of the class says stop, and whom to ask."),
    )
    ask = models.TextField(_("what to do, and whom to ask"), max_length=1000, blank=True)
    ask_en = models.TextField(_("what to do, and whom to ask, in English"), max_length=1000, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta(KeptRow.Meta):
        verbose_name = _("text on a class under the AI act")
        verbose_name_plural = _("classes under the AI act")
        constraints = (
            *KeptRow.Meta.constraints,
            models.UniqueConstraint(fields=("ai_class", "valid_from"), name="ai_class_text_one_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.valid_from}"

    @property
    def title(self) -> str:
        """Return the name of the class."""
        return str(AiClass(self.ai_class).label)

    @classmethod
    def rows(cls, access: Access) -> list[Self]:
        """Return the texts sorted by class in the order of the act, within a class by first day."""
        return sorted(super().rows(access), key=lambda row: AiClass.values.index(row.ai_class))

    def clean(self) -> None:
        """Raise ValidationError for a prohibited use without information on whom to ask."""
        super().clean()
        if self.stop and not self.ask:
            raise ValidationError({"ask": gettext("Say what to do, and whom to ask.")})


class AiSystem(GraphRecord):
    """An AI system in use or planned. Personal data: who owns it."""

    permission = "assets:ai_system"
    node_kind = NodeKind.AI_SYSTEM
    number_prefix = "AI"
    search_fields = ("name", "purpose", "model")

    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("what it is used for"), max_length=4000)
    model = models.CharField(_("model"), max_length=200, blank=True)
    owner = Pointer(User, _("owner"), null=True, blank=True)
    data_in = models.TextField(_("what goes in"), max_length=2000, blank=True)
    data_out = models.TextField(_("what comes out"), max_length=2000, blank=True)
    affects_people = models.BooleanField(_("people are affected by its answers"), null=True, blank=True)
    checking = models.TextField(_("how answers are checked"), max_length=2000, blank=True)
    ai_class = models.CharField(
        _("class under the AI act"), max_length=20, choices=AiClass, default=AiClass.UNKNOWN
    )
    class_reason = models.TextField(_("reason for the class"), max_length=2000, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)

    class Meta(GraphRecord.Meta):
        verbose_name = _("AI system")
        verbose_name_plural = _("AI systems")
        indexes = (models.Index(fields=("sort_key", "id"), name="ai_system_order"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ai_class="unknown") | ~Q(class_reason=""),
                name="ai_class_with_reason",
                violation_error_message=_("Write the reason for the class."),
            ),
        )


class Worry(models.TextChoices):
    """What can go wrong with an AI system: three worries that the city itself has chosen."""

    INPUT = "input", _("Wrong or manipulated input gives wrong answers")
    OPAQUE = "opaque", _("The answers cannot be explained")
    LEAK = "leak", _("Sensitive information leaks")


class Concern(models.TextChoices):
    """How serious a worry is for the assessed system."""

    NONE = "none", _("Not a problem here")
    SOME = "some", _("Some: handled by what is in place")
    GREAT = "great", _("Great: needs an action")


class AiAssessment(Tracked):
    """One assessment of an AI system: the three worries, each with an answer and a reason. A later
    assessment replaces it.

    `answers` is {worry: {"concern": …, "reason": …, "action": action id or ""}}. Personal data: who
    assessed.
    """

    append_only = True
    permission = "assets:ai_system"
    read_in = ("system__owner_unit",)
    written_in = "system__owner_unit"

    system = Pointer(AiSystem)
    answers = models.JSONField(_("answers"), default=dict)
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.CharField(_("assessed by"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("assessment of an AI system")
        verbose_name_plural = _("assessments of AI systems")
        ordering = ("-assessed_on", "-created_at")

    def __str__(self) -> str:
        return f"{self.system} {self.assessed_on}"


class AiAction(Tracked):
    """Link from an assessment to an action that it raised. Personal data: none."""

    permission = "assets:ai_system"
    read_in = ("assessment__system__owner_unit",)
    written_in = "assessment__system__owner_unit"

    assessment = Pointer(AiAssessment)
    worry = models.CharField(max_length=10, choices=Worry)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (
            models.UniqueConstraint(fields=("assessment", "worry", "action"), name="ai_action_once"),
        )

    def __str__(self) -> str:
        return f"{self.assessment} → {self.action}"
