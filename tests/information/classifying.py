"""A scheme in force, a provision, and an information set of `utb` to classify; answers in few words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.calendar import months_on
from akropolis.graph.assets.services.lowerings import appointments_to_decide
from akropolis.graph.information.models import ClassificationDecision, ClassificationDraft, InformationSet
from akropolis.graph.information.rules.parts import digest_part, part_of
from akropolis.graph.information.services import classification as service
from akropolis.shared.classification.models import LegalBasis, Scheme
from tests.factories.classification import scheme
from tests.world import SYSTEM, World

WORDS = "Elevernas hälsa"
CATEGORIES = ("person", "economy")


@dataclass
class Stage:
    """The set, and who may do what with it."""

    world: World
    information: InformationSet
    scheme: Scheme

    def access(self, who: str) -> Access:
        return self.world.access(who, timezone.localdate())

    def draft(self) -> ClassificationDraft:
        return ClassificationDraft.everything.get(information=self.information)

    def decisions(self) -> list[ClassificationDecision]:
        return list(ClassificationDecision.everything.filter(information=self.information))


def published(edition: int = 1, **changes: Any) -> Scheme:
    """An edition of the scheme, in force."""
    with writing(SYSTEM) as w:
        return scheme(w, edition, **changes)


def build(world: World) -> Stage:
    """Elin owns the information in `utb`; `beata` is head of protective security in the city."""
    edition = published()
    with writing(SYSTEM) as w:
        elin = world.add(w, "elin", "Elin Ek", "informationsagare", "utb")
        world.add(w, "beata", "Beata Bark", "sakerhetschef", "stad")
        values = {"code": "skola", "name": "Skolans sekretess", "provision": "OSL 23 kap. 2 §"}
        w.create(LegalBasis, {**values, "levels": {"confidentiality": 2}, "valid_from": date(2020, 1, 1)})
        found = w.create(
            InformationSet,
            {
                "name": "Elevhälsojournal",
                "owner_unit": world.units["utb"],
                "owner": elin,
                "description": WORDS,
            },
        )
    return Stage(world, found, edition)


def harms(level: int = 0, **levels: int) -> dict[str, Any]:
    """An aspect's answers: the same level for each kind of harm, or those given."""
    return {key: {"level": levels.get(key, level), "text": ""} for key in CATEGORIES}


def put(stage: Stage, part: str, value: Any, who: str = "elin") -> None:
    """Save a part as it stands now."""
    draft = stage.draft()
    seen = digest_part(part_of(draft.description, draft.answers, part))
    service.save(stage.access(who), draft, part, value, seen=seen)


def answered(
    stage: Stage, *, confidentiality: int = 1, availability: int = 1, who: str = "elin", **parts: Any
) -> None:
    """A draft in which nothing is missing."""
    service.begin(stage.access(who), stage.information)
    put(stage, "confidentiality", harms(confidentiality), who)
    put(stage, "availability", harms(availability), who)
    for part, value in parts.items():
        put(stage, part, value, who)


def decided(stage: Stage, who: str = "elin", **given: Any) -> ClassificationDecision:
    """The draft decided."""
    draft, today = stage.draft(), timezone.localdate()
    held = appointments_to_decide(stage.access(who), stage.world.units["utb"], today)
    usual: Mapping[str, Any] = {
        "appointment": str(held[0].pk) if held else "",
        "valid_to": months_on(today, 24),
        "version": draft.version,
    }
    return service.decide(stage.access(who), draft, **{**usual, **given})
