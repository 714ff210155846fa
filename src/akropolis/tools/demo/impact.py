"""The demo city's threshold tests, and an impact assessment that three named people read."""

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.impact_assessments.selectors.thresholds import (
    collect_facts,
    criteria_in_force,
    suggest,
)
from akropolis.privacy.impact_assessments.services.assessments import ask_for_advice, begin_assessment
from akropolis.privacy.impact_assessments.services.thresholds import ThresholdAnswer, record_test
from akropolis.privacy.processing.models import Processing
from akropolis.shared.documents.models import DraftChapter
from akropolis.shared.documents.services.audience import name_readers
from akropolis.shared.documents.services.drafts import save
from akropolis.tools.demo.frame import BECAUSE, BUILT, TODAY, City
from akropolis.tools.demo.source import read

UNIT = "utb"


def build(city: City) -> None:
    """Test two processings of a committee as its coordinator does, and begin the assessment that one of them needs."""
    content, coordinator = read("impact"), city.people[f"samordnare.{UNIT}"]
    access = access_for(coordinator, TODAY)
    with writing(access, because=BECAUSE) as w:
        w.at = BUILT
        for title, reason in content["tests"].items():
            row = Processing.objects.visible(access).get(title=title, owner_unit=city.units[UNIT])
            facts = collect_facts(access, [row])[row.pk]
            proposed = {str(each.pk): suggest(each, facts) for each in criteria_in_force(TODAY)}
            answers = {key: ThresholdAnswer(said.answer if said else "no") for key, said in proposed.items()}
            record_test(access, row, answers, make=not reason, reason=reason)
            if not reason:
                made = begin_assessment(access, row)
                name_readers(access, made.document, [coordinator, city.people[f"chef.{UNIT}"]])
                for chapter in DraftChapter.objects.visible(access).filter(document=made.document):
                    if text := content["chapters"].get(chapter.key):
                        save(access, chapter, text=text)
                ask_for_advice(access, made)
