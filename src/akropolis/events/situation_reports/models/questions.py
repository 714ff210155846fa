"""The questions that a situation picture (lägesbild) answers, for each kind of subject."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.events.situation_reports.rules.permissions import QUESTION


class SituationQuestion(KeptRow):
    """A question that the situation pictures of a kind of subject answer. Personal data: none.

    With `weighed`, the writer also states how certain the answer is. The key identifies the question in
    every picture, so that two pictures can be compared.
    """

    permission = QUESTION

    kind = models.SlugField(
        _("what it is about"), max_length=60, help_text=_("As the system names it: incident or unit.")
    )
    name = models.CharField(_("question"), max_length=200)
    name_en = models.CharField(_("question in English"), max_length=200, blank=True)
    guide = models.TextField(_("guidance"), max_length=2000, blank=True)
    guide_en = models.TextField(_("guidance in English"), max_length=2000, blank=True)
    weighed = models.BooleanField(_("says how sure it is"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1000)

    class Meta(KeptRow.Meta):
        verbose_name = _("question of situation pictures")
        verbose_name_plural = _("questions of situation pictures")
        ordering = ("kind", "position", "valid_from", "id")

    def derive(self) -> None:
        """Give a question that the city added a unique key based on its name."""
        self.code = self.code or unique_code(self, self.name)
