"""The table of what the classes under the AI act mean."""

from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.ui.parts import Cell
from akropolis.graph.ai.models import AiClassText
from akropolis.graph.ai.selectors.ai import READ


def _systems(access: Access) -> Mapping[str, object]:
    return {"register_url": reverse("ai-systems-list") if access.anywhere(READ) else ""}


AI_CLASSES = KeptTable(
    key="ai-classes",
    slug="ai-klasser",
    model=AiClassText,
    intro=gettext_lazy(
        "What each class means, as it is told beside every AI system of that class."
        " The latest text whose day has come holds."
    ),
    add=gettext_lazy("New text"),
    fields=("ai_class", "text", "text_en", "stop", "ask", "ask_en"),
    columns=(
        "ai_class",
        KeptColumn(
            gettext_lazy("What it means"), lambda row: Cell(text=row.said("text"), note=row.said("ask"))
        ),
        SOURCE,
        replace(MARK, keepers=False),
        VALID,
    ),
    content="ai_classes.yaml",
    under=("graph-hub", gettext_lazy("Information and services")),
    ending=gettext_lazy("After it, nothing is told of the class until another text begins."),
    more=_systems,
    template="ai/ai_classes.html",
    together=True,
    row="ai-class",
)
