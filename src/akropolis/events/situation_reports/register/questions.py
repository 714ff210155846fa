"""The reference table of questions that situation pictures answer."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptTable
from akropolis.events.situation_reports.models import SituationQuestion

QUESTIONS = KeptTable(
    key="situation-questions",
    slug="lagesbildens-fragor",
    model=SituationQuestion,
    intro=_("The questions that a situation picture answers, for each kind of what it is about."),
    add=_("New question"),
    fields=("kind", "name", "name_en", "guide", "guide_en", "weighed"),
    columns=("name", "kind", "weighed", SOURCE, VALID, MARK),
    content="questions.yaml",
    under=("incidents-list", _("Incidents")),
)
