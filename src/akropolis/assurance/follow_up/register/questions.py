"""The table of the questions of follow-up."""

from django.utils.translation import gettext_lazy as _

from akropolis.assurance.follow_up.models import FollowUpQuestion
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell

QUESTIONS = KeptTable(
    key="follow-up-questions",
    slug="uppfoljningsfragor",
    model=FollowUpQuestion,
    intro=_(
        "What units are asked every year. The questions are our own. What has been sent keeps its wording."
    ),
    add=_("New question of follow-up"),
    fields=("area", "name", "name_en", "help", "help_en", "form", "figure", "whole"),
    columns=(
        "name",
        KeptColumn(_("Area"), lambda row: Cell(text=row.area.title)),
        "form",
        SOURCE,
        VALID,
        MARK,
    ),
    content="questions.yaml",
    under=("follow-up-answers", _("Follow-up of the work")),
    filters=("area", "form"),
)
